"""Codes a payer dials without anybody having asked: a merchant's code with an amount, a one-time password.

lessor.ml, 13 August 2024: ``#144#8*646116*montant*code#`` (Orange), ``*166*4*801184*montant*code#`` (Moov).
The money arrives with no reference at all.
"""

import re
import secrets
import uuid

from simulator import clock
from simulator.handset.inbox import Inbox
from simulator.handset.networks import network_of
from simulator.operators.asked import Asked
from simulator.operators.operator import OPERATORS
from simulator.operators.prompts import WRONG_PIN
from simulator.operators.till import Till
from simulator.store import Document, Store

OTP_S = 600.0  # A one-time password lives as long as the payment link it is for.
OTP_CODE = "#144*82#"
PAY = {
    "orange": ("61002", re.compile(r"#144#8\*(\d{3,8})\*(\d{1,7})\*(\d{4})#")),
    "moov": ("61001", re.compile(r"\*166\*4\*(\d{3,8})\*(\d{1,7})\*(\d{4})#")),
}
SENDERS = {"orange": "OrangeMoney", "moov": "MoovMoney"}


class Dialled:
    """What an operator's own short codes answer."""

    def __init__(self, store: Store, till: Till, inbox: Inbox) -> None:
        self._store = store
        self._till = till
        self._inbox = inbox

    def answer(self, phone: str, code: str) -> str:
        """The last screen of that call, or nothing when the code is not the phone's own operator's."""
        network = network_of(phone)
        if network == PAY["orange"][0] and code == OTP_CODE:
            return self._password(phone)
        for operator, (home, shape) in PAY.items():
            if network == home and (match := shape.fullmatch(code)):
                return self._pay(operator, phone, match[1], int(match[2]), match[3])
        return ""

    def password_is(self, phone: str, typed: str) -> bool:
        """Is this the one-time password of that phone? It serves once."""
        with self._store.lock:
            kept = self._store.get("otp", phone)
            right = (
                bool(kept) and kept["until"] > clock.epoch() and secrets.compare_digest(kept["code"], typed)
            )
            if right:
                self._store.remove("otp", phone)
            return right

    def _password(self, phone: str) -> str:
        code = f"{secrets.randbelow(10**6):06d}"
        with self._store.lock:
            self._store.remove("otp", phone)
            self._store.add("otp", {"code": code, "until": clock.epoch() + OTP_S}, key=phone)
        return f"Orange Money: votre code de paiement est {code}. Valable 10 minutes."

    def _pay(self, operator: str, phone: str, merchant: str, amount: int, pin: str) -> str:
        if pin == WRONG_PIN:
            return "Code secret incorrect."
        if self._till.objection(operator, phone, amount):
            return "Montant non autorise."
        paid = self._till.receive(
            Asked(
                operator,
                str(uuid.uuid4()),
                phone,
                amount,
                kind="merchant",
                details={"merchant": merchant},
                names=(f"merchant:{merchant}",),
                push=False,
            )
        )
        return self._receipt(paid, merchant)

    def _receipt(self, paid: Document, merchant: str) -> str:
        operator, phone = paid["operator"], paid["payer"]
        if paid["state"] != "succeeded":
            return "Solde insuffisant. Aucun montant n'a ete debite."
        balance = self._till.accounts.balance(operator, phone)
        words = (
            f"{OPERATORS[operator].label}: paiement de {paid['settled_amount']} F au marchand {merchant} reussi. "
            f"Ref {paid['operator_id']}. Nouveau solde: {balance} F."
        )
        self._inbox.receive(phone, SENDERS[operator], words)
        return words
