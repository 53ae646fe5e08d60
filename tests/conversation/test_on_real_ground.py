"""The conversation as the gateway wires it: PostgreSQL, Redis, the cases room and its receipts."""

import threading

from gateway.wiring import Guichet
from kernel.turn import Screen
from tests.cast import AWA, MOUSSA, dialled, session_id
from tests.conversation.test_a_request import ANSWERS

# The fastest thumb of the suite: from 30 steps a second on a phone is refused, and this machine could do a hundred.
THUMB_S = 0.036


class Caller:
    """Someone at a phone of the wired gateway."""

    def __init__(self, guichet: Guichet, phone: str = AWA) -> None:
        self.guichet, self.phone = guichet, phone
        self.session, self.text = "", ""
        self.last = Screen("", False, "")

    def dial(self, text: str = "") -> str:
        self.session, self.text = session_id(), text
        return self._send()

    def say(self, *typed: str) -> str:
        for one in typed:
            self.text = f"{self.text}*{one}" if self.text else one
            self._send()
        return self.last.text

    def _send(self) -> str:
        threading.Event().wait(THUMB_S)
        self.last = self.guichet.conversation.converse(dialled(self.phone, self.text, self.session))
        return self.last.text


def deposited(caller: Caller) -> tuple[str, str]:
    """Deposit a request for a certificate; its reference and code."""
    caller.dial("17")
    end = caller.say("1", *ANSWERS, "98", "98", "1")
    assert end.startswith("Demande déposée.")
    lines = end.splitlines()
    return lines[1].removeprefix("Référence "), lines[2].removeprefix("Code ")


def test_a_deposit_is_followed_by_its_owner_and_by_who_has_the_code(guichet: Guichet) -> None:
    awa, moussa = Caller(guichet), Caller(guichet, MOUSSA)
    reference, code = deposited(awa)
    awa.dial()
    assert awa.say("1").splitlines()[0] == "Vos dossiers"
    status = awa.say("1")
    assert status.splitlines()[0] == reference
    assert status.splitlines()[2] == "Pas encore mis à jour"
    assert awa.say("1").startswith("C'est demandé.")
    assert awa.say("0", "1").startswith("C'est déjà demandé.")
    moussa.dial("1")
    assert "Taper le code" in moussa.say(reference)
    wrong = f"{(int(code) + 1) % 10_000:04}"
    assert moussa.say("1", wrong).startswith("Code faux.")
    assert moussa.say(code).splitlines()[0] == reference


def test_losing_redis_after_a_deposit_repeats_nothing(guichet: Guichet) -> None:
    """Fault row 9."""
    awa = Caller(guichet)
    deposited(awa)
    end = awa.last
    guichet.redis.flushdb()
    awa._send()
    assert awa.last == end
    assert len(guichet.cases.of_phone(AWA, 20)) == 1


def test_a_deposit_rings_for_those_who_carry_it_on(guichet: Guichet) -> None:
    deposited(Caller(guichet))
    rung = set(guichet.redis.lrange("guichet:bell", 0, -1))
    assert {b"administrations", b"events"} <= rung


def test_a_language_outlives_redis(guichet: Guichet) -> None:
    awa = Caller(guichet)
    awa.dial("5*4")
    guichet.redis.flushdb()
    assert awa.dial().splitlines()[1] == "1 Follow a case"
