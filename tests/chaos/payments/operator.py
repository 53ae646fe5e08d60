"""An operator that speaks `payments.contract.Rail` in memory, keeps a true book and answers by drawn faults."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random

from payments.contract import (
    Capabilities,
    Charge,
    Declined,
    Misconfigured,
    NotReached,
    NotSupported,
    NotTried,
    RailError,
    Refund,
    RefundAsked,
    Requested,
    Standing,
    Unanswered,
    Word,
)
from payments.mtn.rail import APPROVAL_S, CAPABILITIES
from tests.chaos.payments import faults
from tests.chaos.payments.account_book import AccountBook, Transaction
from tests.chaos.payments.agenda import Agenda
from tests.chaos.payments.death import Deaths

STRANGER = "+2290199999999"
REFUSALS: dict[str, RailError] = {
    "silent": Unanswered("timeout"), "lost": Unanswered("reset"), "error": Unanswered("http_500"),
    "error_taken": Unanswered("http_503"), "hidden_lost": Unanswered("timeout"),
    "unreached": NotReached("refused"), "unreached_taken": NotReached("refused"), "paced": NotTried("paced", 3),
    "declined": Declined("PAYER_NOT_FOUND"), "misconfigured": Misconfigured("credentials"),
}  # fmt: skip
NOT_TAKEN = ("error", "unreached", "paced", "declined", "misconfigured")
NO = ("declined", "misconfigured")
LIES: dict[str, Callable[[Standing], Standing]] = {
    "amount": lambda said: replace(said, amount_xof=(said.amount_xof or 0) + 100),
    "currency": lambda said: replace(said, currency="EUR"),
    "payer": lambda said: replace(said, payer=STRANGER),
    "reference": lambda said: replace(said, reference="260000000000"),
    "no_id": lambda said: replace(said, operator_id=None),
}


@dataclass
class Held:
    """A charge as the operator has it. ``told_late_at``: when it last knew the end and did not say it. ``asked``:
    when we asked, and how it answered.

    ``denied``: it told another end before, or that there is no such charge, so that nobody may ask any more.
    ``misled_at``: when it last answered what was not so. ``told``: when callbacks of its money were taken, with
    their hashes.
    """

    charge: Charge
    visible_at: datetime
    state: Word = "pending"
    decided_at: datetime | None = None
    told_late_at: datetime | None = None
    transaction: Transaction | None = None
    repeats: int = 0
    denied: bool = False
    misled_at: datetime | None = None
    told: list[tuple[datetime, str]] = field(default_factory=list)
    asked: list[tuple[datetime, str]] = field(default_factory=list)


class Operator:
    """``on_taken`` hears of each new charge, ``nearby`` lets another worker of ours run during a call."""

    name, base_url = "mtn", "https://operator.example"
    capabilities: Capabilities = CAPABILITIES

    def __init__(self, rng: Random, agenda: Agenda, book: AccountBook, deaths: Deaths) -> None:
        self._rng, self._agenda, self._deaths = rng, agenda, deaths
        self.book = book
        self.held: dict[str, Held] = {}
        self.down_until = agenda.now
        self.on_taken: Callable[[Held, str], None] = lambda _held, _how: None
        self.nearby: Callable[[str], None] = lambda _attempt: None
        # Transactions that we have on record: only of these can a lie about the id be told from the truth.
        self.recorded: Callable[[], list[str]] = list

    def fee(self, amount_xof: int) -> int:
        return amount_xof // 100

    def request(self, charge: Charge) -> Requested:
        self._deaths.point("call not sent")
        how = self._fault(faults.REQUEST)
        if charge.attempt_id in self.held and how in NO:
            # A key that it has already is not refused: it is the same charge.
            how = "well"
        if how not in NOT_TAKEN:
            self._take(charge, how)
        self._deaths.point("call sent, no answer yet")
        if how in REFUSALS:
            raise REFUSALS[how]
        return Requested(expires_s=APPROVAL_S)

    def ask(self, charge: Charge) -> Standing:
        self._deaths.point("question not sent")
        how = self._fault(faults.ASK)
        if how == "other_worker":
            self.nearby(charge.attempt_id)
        said = self._standing(charge, how)
        self._deaths.point("question answered")
        return said

    def decide(self, held: Held, state: Word, amount_xof: int | None = None) -> None:
        """The end of a charge, or a late success after one: the money moves here and nowhere else."""
        if held.transaction is not None:
            return
        held.denied = held.denied or held.decided_at is not None
        held.state, held.decided_at = state, self._agenda.now
        if state == "succeeded":
            charge = held.charge
            held.transaction = self.book.debit(
                self.name, charge.invoice_reference, charge.invoice_reference, charge.phone,
                amount_xof or charge.amount_xof, self._agenda.now,
            )  # fmt: skip

    def known_at(self, held: Held) -> datetime | None:
        """Since when the operator would say the end, None without one."""
        if held.decided_at is None:
            return None
        return max(held.decided_at, held.visible_at, held.told_late_at or held.decided_at)

    def refund(self, refund: Refund) -> RefundAsked:
        raise NotSupported("not_simulated")

    def ask_refund(self, refund: Refund) -> Standing:
        raise NotSupported("not_simulated")

    def _fault(self, table: Mapping[str, float]) -> str:
        return "error" if self._agenda.now < self.down_until else faults.draw(self._rng, table)

    def _take(self, charge: Charge, how: str) -> None:
        known = self.held.get(charge.attempt_id)
        if known is not None:
            known.repeats += 1
            return
        hidden = self._rng.uniform(10, 240) if how.startswith("hidden") else 0
        held = Held(charge, self._agenda.now + timedelta(seconds=hidden), denied=how == "unreached_taken")
        self.held[charge.attempt_id] = held
        self.on_taken(held, how)
        if how == "other_worker":
            self.nearby(charge.attempt_id)

    def _standing(self, charge: Charge, how: str) -> Standing:
        held = self.held.get(charge.attempt_id)
        if held is not None:
            held.asked.append((self._agenda.now, how))
        if held is not None and held.decided_at is not None and how not in ("well", "other_worker"):
            held.told_late_at = self._agenda.now
            held.misled_at = held.misled_at if how in REFUSALS else self._agenda.now
        if held is not None and how == "absent":
            held.denied = True
        if how in REFUSALS:
            raise REFUSALS[how]
        if held is None or how == "absent" or self._agenda.now < held.visible_at:
            return Standing("absent")
        if held.transaction is None or how == "stale":
            return Standing("pending" if how == "stale" else held.state, raw="word")
        said = self._success(held.transaction)
        if how == "id_of_another" and (others := self.recorded()):
            return replace(said, operator_id=self._rng.choice(others))
        return LIES[how](said) if how in LIES else said

    @staticmethod
    def _success(one: Transaction) -> Standing:
        return Standing("succeeded", one.id, one.amount_xof, "XOF", one.payer.lstrip("+"), one.reference)
