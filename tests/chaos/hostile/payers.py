"""Citizens who pay by the real USSD door, choose any operator, type PINs, dial merchant codes and try again."""

import json
import re
from dataclasses import dataclass, field
from random import Random
from typing import Any

from gateway.wiring import Guichet
from kernel import clock
from payments.invoices import Invoice, open_invoice
from tests.cast import session_id
from tests.journeys.running import HTTP, Running

# What the screens call the rails that a basic phone can use.
WAYS = {
    "BJ": ("MTN MoMo", "Moov Money", "Autre mobile money", "PI-SPI"),
    "ML": ("Orange Money", "PI-SPI", "Autre mobile money"),
}
PLACES = {"BJ": ("bj-pns", "bj-casier", 20), "ML": ("ml-sikasso", "ml-tdrl", 19)}
MALI_SHARE = 0.15
AGAIN_SHARE = 0.35
REFUSE_SHARE = 0.1
_CODE = re.compile(r"#144#8\*(\d+)\*(\d+)\*")


@dataclass
class Payers:
    """``guichet`` opens the invoices as a counter would; everything else goes over HTTP."""

    town: Running
    guichet: Guichet
    rng: Random
    invoices: list[tuple[Invoice, str]] = field(default_factory=list)
    begun: int = 0
    dialled: int = 0

    def pay(self) -> None:
        """One citizen: a new invoice, or once more one of before, perhaps with another operator."""
        if self.invoices and self.rng.random() < AGAIN_SHARE:
            invoice, phone = self.rng.choice(self.invoices[-40:])
        else:
            invoice, phone = self._owe()
            self.invoices.append((invoice, phone))
        country = "ML" if phone.startswith("+223") else "BJ"
        screen = self._walk(phone, invoice.reference, self.rng.choice(WAYS[country]))
        self.begun += screen is not None
        code = _CODE.search(screen or "")
        if code is not None and self.rng.random() < 0.9:
            self._dial(phone, f"#144#8*{code.group(1)}*{code.group(2)}*1234#")

    def answer_prompts(self) -> None:
        """Those whose phone rings in the moment in which nobody approves by himself."""
        url = f"{self.town.simulator}/phone/api/prompts"
        for prompt in HTTP.request("GET", url).json()["prompts"]:
            typed: dict[str, Any] = {"cancel": True} if self.rng.random() < REFUSE_SHARE else {"pin": "1234"}
            _post(f"{url}/{prompt['id']}", typed)

    def _owe(self) -> tuple[Invoice, str]:
        mali = self.rng.random() < MALI_SHARE
        number = self.rng.randrange(10_000, 10_000_000)
        phone = f"+2237{number:07}" if mali else f"+229019{number:07}"
        regie, line, service = PLACES["ML" if mali else "BJ"]
        with self.guichet.database.transaction() as connection:
            invoice = open_invoice(
                connection, self.guichet.keyring, self.guichet.treasury.reference_key, subject_kind="counter",
                subject=session_id(), service=service, regie=regie, revenue_line=line,
                country="ML" if mali else "BJ", phone=phone, amount_xof=self.rng.randrange(100, 20_000),
                label="Certificat", at=clock.now(),
            )  # fmt: skip
        return invoice, phone

    def _walk(self, phone: str, reference: str, way: str) -> str | None:
        """The menu to its last screen; None where it does not lead to a payment (paid, under way)."""
        session, text = session_id(), "2"
        screen = self.town.dial(text, session, phone)
        for words in ("référence", reference, "Payer", way, "Confirmer"):
            key = reference if words == reference else _digit(screen, words)
            if key is None:
                return None
            text = f"{text}*{key}"
            screen = self.town.dial(text, session, phone)
        if self.rng.random() < 0.2:
            assert self.town.dial(text, session, phone) == screen, "the operator's repeat pays nothing twice"
        return screen

    def _dial(self, phone: str, code: str) -> None:
        self.dialled += 1
        _post(f"{self.town.simulator}/phone/api/dial", {"phone": phone, "code": code})


def _digit(screen: str, words: str) -> str | None:
    """The digit before the line that has ``words``."""
    found = re.search(rf"^(\d+) .*{re.escape(words)}", screen, re.MULTILINE)
    return found.group(1) if found else None


def _post(url: str, body: dict[str, Any]) -> int:
    answer = HTTP.request(
        "POST", url, body=json.dumps(body), headers={"Content-Type": "application/json"}, timeout=60
    )
    return answer.status
