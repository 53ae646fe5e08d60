"""Two providers over two real sockets, one of which can also be asked what became of a message."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from kernel.egress import Egress, EgressError
from sms.africastalking.send import AfricasTalking
from sms.contract import Handed, NotNow, Outgoing
from sms.routing.rules import Routing
from tests.sms.africastalking_wire import SANDBOX, Answer, Wire, serving

FIRST, SECOND = "first", "second"
# All points with the first, so that a test knows who is asked first.
FIRST_FIRST = Routing(resting={FIRST: 100, SECOND: 0})


class Named(AfricasTalking):
    """The wire of Africa's Talking under another name."""

    def __init__(self, name: str, wire: Wire) -> None:
        egress = Egress([wire.url], allow_private={"127.0.0.0/8"})
        wire.egresses.append(egress)
        super().__init__(username=SANDBOX, api_key="key", base_url=wire.url, egress=egress)
        self.name = name


class Findable(Named):
    """Asked by ``POST /find``: 200 with the id, 404 it never came, anything else: cannot tell."""

    can_find = True

    def __init__(self, name: str, wire: Wire) -> None:
        super().__init__(name, wire)
        self._url, self._egress = wire.url + "/find", wire.egresses[-1]
        self.asked: list[datetime] = []

    def find(self, message: Outgoing, handed_at: datetime) -> Handed | None:
        self.asked.append(handed_at)
        try:
            answer = self._egress.request("POST", self._url, body=f"id={message.id}".encode())
        except EgressError:
            raise NotNow("cannot_tell") from None
        if answer.status == 404:
            return None
        if answer.status != 200:
            raise NotNow("cannot_tell")
        return Handed(answer.body.decode())


def found(provider_id: str) -> Answer:
    """What ``find`` is answered when the message is there."""
    return 200, {}, provider_id.encode()


ABSENT: Answer = (404, {}, b"")
CANNOT_TELL: Answer = (503, {}, b"")


@contextmanager
def two(first: tuple[Answer | None, ...], second: tuple[Answer | None, ...]) -> Iterator[tuple[Wire, Wire]]:
    """Both wires for the time of a test."""
    with serving(*first) as one, serving(*second) as other:
        yield one, other
