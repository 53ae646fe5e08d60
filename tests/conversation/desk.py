"""A money desk kept in memory: the rules of payments that screens lean on. The real ones have their own test."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from conversation.dues import SECRET, Locality, Owed, QuittanceView, Standing, Way
from conversation.effects import Claim, OpenTax, Pay
from conversation.inputs.choice import plain
from kernel import ids
from kernel.database import DatabaseUnavailable

KEY = b"reference key of the desk"
ASKED_AT = datetime(2026, 11, 21, 11, 57, tzinfo=UTC)
QUITTANCE = ids.reference(77, 2026, KEY)
CODE = "4821"
DIAL = f"#144#8*646116*{{amount}}*{SECRET}#"
LIMIT = 2_000_000
# rail: its name, how it is used, thousandths it takes, where.
RAILS = {
    "orange_merchant": ("Orange #144#", "dial", 0, "ML"),
    "moov": ("Moov Money", "push", 10, "ML"),
    "mtn": ("MTN MoMo", "push", 10, "BJ"),
}
TARIFFS = {("bamako", "Bamako"): 3000, ("koutiala", "Koutiala"): 875, ("sikasso", "Sikasso"): 1900}
FIELDS = {
    "amount": "1 900 F",
    "day": "21/11/2026",
    "label": "TDRL Sikasso 2026",
    "regie": "Commune de Sikasso",
}


@dataclass
class Desk:
    """Invoices by reference with whose they are and where they stand; ``asked`` counts what was asked of it."""

    bills: dict[str, tuple[str, Owed, Standing]] = field(default_factory=dict)
    claims: dict[str, str] = field(default_factory=dict)
    tries: list[str | None] = field(default_factory=list)
    rails: frozenset[str] = frozenset(RAILS)
    down: bool = False
    hold: threading.Event | None = None

    def put(
        self, phone: str, amount_xof: int = 1900, label: str = "Acte de naissance", country: str = "ML"
    ) -> str:
        """An open invoice; its reference."""
        reference = ids.reference(len(self.bills), 2026, KEY)
        owed = Owed(f"i-{len(self.bills)}", reference, label, country, amount_xof, 0, "open")
        self.bills[reference] = phone, owed, Standing("open")
        return reference

    def stand(self, reference: str, standing: Standing, **changed: object) -> None:
        """What the operator did with the payment under way."""
        phone, owed, _ = self.bills[reference]
        self.bills[reference] = phone, replace(owed, **changed), standing  # type: ignore[arg-type]

    def owed(self, phone: str, limit: int = 5) -> list[Owed]:
        self._reach()
        mine = [owed for owner, owed, _ in self.bills.values() if owner == phone and owed.state == "open"]
        return mine[::-1][:limit]

    def find(self, reference: str) -> Owed | None:
        self._reach()
        return self.bills[reference][1] if reference in self.bills else None

    def standing(self, invoice_id: str) -> Standing:
        self._reach()
        return self.bills[self._reference(invoice_id)][2]

    def ways(self, network: str, country: str, amount_xof: int) -> list[Way]:
        self._reach()
        part = min(amount_xof, LIMIT)
        return [
            Way(rail, name, part * permille // 1000, how, LIMIT)  # type: ignore[arg-type]
            for rail, (name, how, permille, place) in RAILS.items()
            if rail in self.rails and place == country
        ]

    def localities(self, service: int, begins: str = "", limit: int = 20) -> list[Locality]:
        self._reach()
        return [Locality(*place) for place in TARIFFS if plain(place[1]).startswith(plain(begins))][:limit]

    def tariff(self, service: int, answers: Mapping[str, str]) -> int | None:
        self._reach()
        if int(answers["year"]) < 2025:
            return None
        prices = {code: price for (code, _), price in TARIFFS.items()}
        return prices[answers["locality"]] * int(answers["persons"])

    def check(self, phone: str, number: str, code: str | None = None) -> QuittanceView:
        self._reach()
        self.tries.append(code)
        if number != QUITTANCE:
            return QuittanceView("unknown")
        return QuittanceView("valid", FIELDS if code == CODE else None)

    def pay(self, effect: Pay) -> dict[str, str]:
        """Begin a payment as payments would, refusals included."""
        reference = self._reference(effect.invoice_id)
        standing = self.bills[reference][2]
        refused = {"waiting": "live", "paid": "paid", "closed": "closed"}.get(standing.state)
        refused = refused or ("rail" if effect.rail not in self.rails else None)
        if refused:
            return {"how": "refused", "reason": refused}
        name, how, permille, _ = RAILS[effect.rail]
        amount = effect.amount_xof
        dial = DIAL.replace("{amount}", str(amount)) if how == "dial" else ""
        state = "to_dial" if dial else "waiting"
        self.stand(reference, Standing(state, ASKED_AT, name, amount, dial))  # type: ignore[arg-type]
        fee = str(amount * permille // 1000)
        return {"how": how, "operator": name, "amount": str(amount), "fee": fee, "dial": dial}

    def open_tax(self, phone: str, effect: OpenTax) -> dict[str, str]:
        amount = self.tariff(effect.service, effect.answers)
        assert amount is not None
        label = f"TDRL {effect.answers['locality'].title()} {effect.answers['year']}"
        reference = self.put(phone, amount, label)
        invoice = self.bills[reference][1].invoice_id
        return {"invoice": invoice, "reference": reference, "label": label, "amount": str(amount)}

    def claim(self, effect: Claim) -> dict[str, str]:
        return {"result": self.claims.get(effect.operator_id, "refused")}

    def _reference(self, invoice_id: str) -> str:
        return next(
            reference for reference, (_, owed, _) in self.bills.items() if owed.invoice_id == invoice_id
        )

    def _reach(self) -> None:
        if self.hold is not None:
            self.hold.wait(60)
        if self.down:
            raise DatabaseUnavailable("down")
