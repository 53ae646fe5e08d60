"""The PIN prompts that stand on phones: one line of question, answered with the keypad."""

import re
from collections.abc import Callable

from simulator import clock
from simulator.store import Document, Store

WRONG_PIN = "0000"  # Any other four digits are the payer's PIN; the demo's is 1234.
TRIES = 3  # Wrong PINs before the operator refuses the payment.
# "1 1234", "1*1234" and "1234" all say yes; "0" says no.
TYPED = re.compile(r"(?:1[ *]?)?(\d{4})")

Decide = Callable[[str, str, str], Document]


class PromptGone(Exception):
    """There is no such question any more: answered, expired or never asked."""


class Prompts:
    """At most one prompt a payment; its ``id`` is the payment's key."""

    def __init__(self, store: Store, decide: Decide) -> None:
        self._store = store
        self._decide = decide

    def push(self, payment: Document, text: str) -> None:
        """Put a question on the payer's phone until the payment expires."""
        prompt = {
            "phone": payment["payer"],
            "text": text,
            "payment": payment["key"],
            "expires": payment["expires"],
            "tries": 0,
        }
        self._store.add("prompt", prompt, key=payment["key"])

    def waiting(self, phone: str = "") -> list[Document]:
        """The questions standing on a phone, or on all of them, oldest first."""
        now = clock.epoch()
        standing = [each for each in self._store.all("prompt") if each["expires"] > now]
        return [_view(each, now) for each in standing if phone in ("", each["phone"])]

    def drop(self, payment_key: str) -> None:
        """Take the question about a payment away."""
        if self._store.get("prompt", payment_key):
            self._store.remove("prompt", payment_key)

    def answer(self, prompt_id: str, typed: str) -> Document:
        """Type on the keypad; gives ``{state, message}``. PromptGone when nobody asks any more."""
        prompt = self._store.get("prompt", prompt_id)
        if not prompt or prompt["expires"] <= clock.epoch():
            raise PromptGone(prompt_id)
        if typed.strip() == "0":
            self._decide(prompt["payment"], "failed", "declined")
            return {"state": "cancelled", "message": "Paiement annulé."}
        match = TYPED.fullmatch(typed.strip())
        if match is None or match[1] == WRONG_PIN:
            return self._wrong(prompt)
        return _said(self._decide(prompt["payment"], "succeeded", ""))

    def _wrong(self, prompt: Document) -> Document:
        tries = int(prompt["tries"]) + 1
        if tries >= TRIES:
            self._decide(prompt["payment"], "failed", "wrong-pin")
            return {"state": "failed", "message": "PIN incorrect trois fois. Paiement refusé."}
        with self._store.lock:
            if self._store.get("prompt", prompt["payment"]):
                self._store.change("prompt", prompt["payment"], tries=tries)
        left = TRIES - tries
        tries_left = "un essai" if left == 1 else f"{left} essais"
        return {"state": "wrong-pin", "message": f"PIN incorrect. Il reste {tries_left}."}


def _said(payment: Document) -> Document:
    """What the phone shows once the PIN is right."""
    if payment["state"] == "succeeded":
        words = f"Paiement de {payment['settled_amount']} F effectué. Ref {payment['operator_id']}."
        return {"state": "succeeded", "message": words}
    words = "Solde insuffisant." if payment["reason"] == "funds" else "Paiement refusé."
    return {"state": "failed", "message": words}


def _view(prompt: Document, now: float) -> Document:
    return {
        "id": prompt["payment"],
        "phone": prompt["phone"],
        "text": prompt["text"],
        "seconds_left": round(prompt["expires"] - now, 1),
    }
