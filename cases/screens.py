"""What citizens were shown by USSD, kept for a month so that "what did I see?" has an answer. Not what they typed.

The text is sealed and holds no code; the phone is a blind index, the session a keyed hash with the day.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection, Row, select
from sqlalchemy.dialects.postgresql import insert

from cases import seals
from cases.masking import without_codes
from cases.screen_tables import SHOWN_SCREEN
from kernel import clock
from kernel.crypto import Keyring
from kernel.oldest import drop_oldest
from kernel.turn import Screen, Turn

# A complaint about a screen comes within days of it; what is older serves nobody and is personal.
KEPT = timedelta(days=30)
ROWS_MAX = 200
NAME_MAX = 60


@dataclass(frozen=True, slots=True)
class Shown:
    """One screen as a phone got it."""

    at: datetime
    turn: Turn = field(repr=False)
    screen: Screen = field(repr=False)


@dataclass(frozen=True, slots=True)
class Seen:
    """One screen as staff may read it. ``session`` tells which screens belong together, and nothing else."""

    at: datetime
    session: str
    name: str
    text: str = field(repr=False)


def keep(connection: Connection, keyring: Keyring, screens: Sequence[Shown]) -> None:
    """Store them in one statement; a screen that was repeated for a repeated turn is there once."""
    rows = [_row(keyring, shown) for shown in screens]
    if rows:
        connection.execute(insert(SHOWN_SCREEN).on_conflict_do_nothing(), rows)


def of_phone(
    connection: Connection,
    keyring: Keyring,
    phone: str,
    *,
    since: datetime,
    until: datetime | None = None,
    limit: int = 50,
) -> list[Seen]:
    """The newest ``limit`` (200 at most) screens of ``phone`` (E.164) in [since, until), oldest first."""
    query = select(SHOWN_SCREEN).where(
        SHOWN_SCREEN.c.phone_index == seals.phone_index(keyring, phone), SHOWN_SCREEN.c.at >= since
    )
    if until is not None:
        query = query.where(SHOWN_SCREEN.c.at < until)
    newest = query.order_by(SHOWN_SCREEN.c.at.desc(), SHOWN_SCREEN.c.id.desc()).limit(min(limit, ROWS_MAX))
    return [_seen(keyring, row) for row in reversed(connection.execute(newest).all())]


def forget_old(connection: Connection) -> int:
    """Delete some of the screens past their time; how many."""
    return drop_oldest(connection, SHOWN_SCREEN.c.at, clock.now() - KEPT)


def _row(keyring: Keyring, shown: Shown) -> dict[str, object]:
    turn, screen = shown.turn, shown.screen
    # With the day: some operators use their session ids again (as in ussd/events.py).
    session = keyring.index(
        f"{shown.at.date()}\0{turn.dialect}\0{turn.service_code}\0{turn.session}\0{turn.phone}",
        "shown_screen",
    )
    text = without_codes(screen.text)
    return {
        "at": shown.at,
        "phone_index": seals.phone_index(keyring, turn.phone),
        "session": session,
        "step": keyring.index(f"{session}\0{turn.sequence}\0{turn.text}\0{screen.text}", "shown_screen.step"),
        "name": screen.name[:NAME_MAX],
        "text_sealed": keyring.seal(text.encode(), f"shown_screen.text:{session}"),
    }


def unseal_text(keyring: Keyring, row: Row[tuple[object, ...]]) -> str:
    """The words of a row of shown_screen. Raises SealBroken, KeyMissing."""
    return keyring.open(row.text_sealed, f"shown_screen.text:{row.session}").decode()


def _seen(keyring: Keyring, row: Row[tuple[object, ...]]) -> Seen:
    return Seen(row.at, row.session, row.name, unseal_text(keyring, row))
