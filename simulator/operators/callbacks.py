"""Tells the gateway what became of a payment, in each operator's way and with the faults ordered for it."""

from collections.abc import Callable

from simulator.courier import Courier
from simulator.faults import Faults
from simulator.operators.agenda import Agenda
from simulator.operators.gsma.callback import callback as gsma
from simulator.operators.mtn.callback import callback as mtn
from simulator.operators.numbers import number
from simulator.operators.orange.callback import callback as orange
from simulator.operators.pispi.webhook import Batch
from simulator.operators.wave.webhook import webhook as wave
from simulator.options import Options
from simulator.store import Document, Store
from simulator.wire import Request

# What an operator posts about one payment; None when it tells nothing about that kind of payment.
# The last argument says that the notice is a forger's, who knows no secret.
Build = Callable[[Options, Document, bool], Request | None]
BUILDS: dict[str, Build] = {"mtn": mtn, "orange": orange, "wave": wave, "gsma": gsma}
# MTN and Orange tell once and never again; the others try until they are heard.
POLICIES = {"mtn": "once", "orange": "once", "wave": "event", "gsma": "event"}


class Callbacks:
    """One notice a decision, unless something else was ordered."""

    def __init__(
        self, options: Options, faults: Faults, courier: Courier, agenda: Agenda, store: Store
    ) -> None:
        self._options = options
        self._faults = faults
        self._courier = courier
        self._batch = Batch(options, store, courier, agenda)

    def tell(self, payment: Document, now: bool = False) -> None:
        """The payment was decided; ``now`` comes back once the gateway has answered."""
        operator, phones = payment["operator"], [payment["payer"]]
        if self._faults.take(operator, ["callback-never"], phones):
            return
        late = self._faults.take(operator, ["callback-late"], phones)
        after = (late.seconds or self._options.late_s) if late else 0.0
        copies = 2 if self._faults.take(operator, ["callback-twice"], phones) else 1
        for _ in range(copies):
            self._send(payment, after, now)

    def again(self, payment: Document) -> None:
        """The same notice once more."""
        self._send(payment, 0.0, False)

    def forge(self, payment: Document) -> None:
        """A notice of success that the operator never wrote."""
        lie = {
            "state": "succeeded",
            "settled_amount": payment["amount"],
            "settled_currency": payment["currency"],
            "operator_id": number({**payment, "serial": 90_000 + payment["serial"]}),
        }
        self._send({**payment, **lie}, 0.0, False, forged=True)

    def _send(self, payment: Document, after_s: float, now: bool, forged: bool = False) -> None:
        operator = payment["operator"]
        if operator == "pispi":
            self._batch.add(payment, after_s, now, forged)
            return
        build = BUILDS.get(operator)
        request = build(self._options, payment, forged) if build else None
        if request is None:
            return
        if now:
            self._courier.push_now(POLICIES[operator], payment["key"], request)
        else:
            self._courier.push(POLICIES[operator], payment["key"], request, after_s)
