"""Which operator calls: by its API key, its content hash and its clock. Reads no bill.

GSMA Security Design and Implementation Guidelines 1.8: an API key, and X-Content-Hash with a window on X-Date
where no JWS is used.
"""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from werkzeug.datastructures import Headers

from kernel import clock
from payments.biller.errors import BillRefused

KEY_MAX = 512
WINDOW = timedelta(minutes=5)
DATE_MAX = 40


@dataclass(frozen=True, slots=True)
class Client:
    """One operator. Money that it collects is booked to ``rail``: its own, or "biller" for one that has no other."""

    rail: str
    key: str = field(repr=False)


def by_rail(clients: Iterable[Client]) -> dict[str, Client]:
    """Raises ValueError for two operators on one rail (their transaction ids could meet), or an empty key."""
    listed = list(clients)
    named = {client.rail: client for client in listed}
    if len(named) != len(listed) or not all(client.key for client in listed):
        raise ValueError("each operator of the bills API has a rail and a key of its own")
    return named


def caller(clients: Mapping[str, Client], headers: Headers) -> Client:
    """Every key is compared, each in constant time. Raises BillRefused."""
    given = headers.get("X-API-Key", "")
    found = None
    for client in clients.values():
        if hmac.compare_digest(client.key.encode(), given[:KEY_MAX].encode()) and client.key:
            found = client
    if found is None:
        raise BillRefused("clientAuthorisationError")
    return found


def check_message(headers: Headers, body: bytes) -> None:
    """The hash and the date, where the operator sends them. Raises BillRefused."""
    digest = headers.get("X-Content-Hash")
    if digest is not None and not hmac.compare_digest(
        digest.strip().lower().encode(), hashlib.sha256(body).hexdigest().encode()
    ):
        raise BillRefused("formatError")
    date = headers.get("X-Date")
    if date is not None and abs(clock.now() - _instant(date)) > WINDOW:
        raise BillRefused("formatError")


def _instant(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text.strip()[:DATE_MAX])
    except ValueError:
        raise BillRefused("formatError") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
