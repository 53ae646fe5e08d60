"""The 4-digit code that opens a case to a phone which did not deposit it, and the limits on guessing it."""

import hmac
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import Connection, or_, update
from sqlalchemy import case as case_when

from cases import seals
from cases.tables import CASE_FILE
from kernel.crypto import Keyring

# 10 000 codes: 20 wrong tries a day leave a guesser one chance in 500 a day for one case.
WRONG_A_DAY = 20
DAY = timedelta(days=1)
# A person mistypes once or twice; five wrong codes an hour is somebody trying.
TRIES_AN_HOUR = 5
HOUR_S = 3600


class Limiter(Protocol):
    """What `kernel.limits.Limits` offers."""

    def allow(self, name: str, key: str, limit: int, window_s: float, *, open_when_down: bool) -> bool: ...


def opens(
    connection: Connection, keyring: Keyring, case_id: str, sealed: bytes, code: str, at: datetime
) -> bool:
    """Whether ``code`` is the case's. A wrong one counts, and none is right once the day's are used up.

    The try is taken before the comparison and given back when it was right, so that guesses made at
    once cannot pass together. The count is in the row: it survives Redis.
    """
    if not _take_try(connection, case_id, at):
        return False
    own = seals.unseal(keyring, "case_file.code", case_id, sealed)
    right = hmac.compare_digest(own.encode(), code.encode())
    if right:
        connection.execute(
            update(CASE_FILE).where(CASE_FILE.c.id == case_id).values(wrong_codes=CASE_FILE.c.wrong_codes - 1)
        )
    return right


def _take_try(connection: Connection, case_id: str, at: datetime) -> bool:
    since, count = CASE_FILE.c.wrong_codes_since, CASE_FILE.c.wrong_codes
    fresh = or_(since.is_(None), since <= at - DAY)
    changed = connection.execute(
        update(CASE_FILE)
        .where(CASE_FILE.c.id == case_id, or_(fresh, count < WRONG_A_DAY))
        .values(
            wrong_codes=case_when((fresh, 1), else_=count + 1),
            wrong_codes_since=case_when((fresh, at), else_=since),
        )
    )
    return changed.rowcount == 1
