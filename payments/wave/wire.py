"""Wave's requests and answers as they stand on the wire. Opens nothing."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode

from kernel.egress import Response
from payments import answer
from payments.carrier import failure
from payments.contract import XOF, Charge, Misconfigured, RailError, Standing, Unanswered, Word
from payments.wave import NAME
from payments.wave.statuses import SESSION

SESSIONS = "/v1/checkout/sessions"
URL_MAX = 500  # A launch URL has some 80 characters.
# What a refused request means: 400 and 422 are in our way of asking, and nothing was made.
REFUSALS = {400: "invalid", 404: "not_found", 405: "invalid", 409: "conflict", 422: "invalid"}


@dataclass(frozen=True, slots=True)
class Session:
    """One checkout session. ``word`` is ours for its state."""

    id: str
    word: Word
    open: bool
    launch_url: str = field(repr=False)
    created_at: datetime | None
    fields: dict[str, Any] = field(repr=False)

    def standing(self, charge: Charge) -> Standing:
        """Its word on the charge."""
        error = self.fields.get("last_payment_error")
        succeeded = self.word == "succeeded"
        ours = self.fields.get("client_reference") == charge.attempt_id
        standing = Standing(
            state=self.word,
            operator_id=answer.text(self.fields.get("transaction_id")) or None if succeeded else None,
            amount_xof=answer.amount(self.fields.get("amount")),
            currency=answer.text(self.fields.get("currency"), 3) or None,
            reference=charge.invoice_reference if ours else "other",
            reason=answer.text(error.get("code"), 60) or None if isinstance(error, dict) else None,
            raw=f"{self.fields.get('checkout_status')}/{self.fields.get('payment_status')}"[:80],
        )
        return answer.settled(NAME, standing)


def creation(charge: Charge, success_url: str, error_url: str) -> bytes:
    """POST SESSIONS. ``client_reference`` is the attempt, so that a lost answer can be searched for."""
    return json.dumps(
        {
            "amount": str(charge.amount_xof),
            "currency": XOF,
            "client_reference": charge.attempt_id,
            "success_url": success_url,
            "error_url": error_url,
        }
    ).encode()


def searching(reference: str) -> str:
    """GET: every session under a client_reference."""
    return f"{SESSIONS}/search?{urlencode({'client_reference': reference})}"


def of_session(session_id: str, act: str = "") -> str:
    """GET a session, or POST its ``act``: "/expire", "/refund"."""
    return f"{SESSIONS}/{quote(session_id, safe='')}{act}"


def read_session(response: Response) -> Session:
    """Raises RailError."""
    if response.status not in (200, 201):
        raise refusal(response)
    return session(answer.fields(response))


def read_found(response: Response, reference: str) -> list[Session]:
    """The sessions under our reference only, whatever else the list holds. Raises RailError."""
    if response.status == 404:
        return []
    if response.status != 200:
        raise refusal(response)
    found = answer.fields(response).get("result")
    if not isinstance(found, list):
        raise Unanswered("unreadable")
    ours = [item for item in found if isinstance(item, dict) and item.get("client_reference") == reference]
    return [session(item) for item in ours]


def session(fields: dict[str, Any]) -> Session:
    """One session object. A pair of words that is not in the table is pending, and reported."""
    session_id = answer.text(fields.get("id"))
    if not session_id:
        raise Unanswered("unreadable")
    pair = (answer.text(fields.get("checkout_status")), answer.text(fields.get("payment_status")))
    word = SESSION.get(pair)
    if word is None:
        answer.stranger(NAME, "/".join(pair))
    return Session(
        session_id,
        word or "pending",
        pair[0] == "open",
        answer.text(fields.get("wave_launch_url"), URL_MAX),
        instant(fields.get("when_created")),
        fields,
    )


def refusal(response: Response) -> RailError:
    """The error of an answer that is no success. Their ``code`` is a fixed word; their sentence is not kept."""
    word = REFUSALS.get(response.status)
    if word is None:
        return failure(response)
    return Misconfigured(answer.text(answer.error_fields(response).get("code"), 60) or word)


def instant(value: object) -> datetime | None:
    """An ISO 8601 time in UTC, None for anything else."""
    try:
        at = datetime.fromisoformat(answer.text(value, 40))
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo else None
