"""The people who may decide about money: who they are, and that it is they (a code of their own phone's app).

RFC 6238 codes: this 30 s step only, each once (OWASP ASVS 5.0 V6.5.1). Not passwords and sessions: the console's.
"""

import io
import re
from dataclasses import dataclass, field
from datetime import datetime

import pyotp
import qrcode
import structlog
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    DateTime,
    Identity,
    LargeBinary,
    String,
    Table,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from kernel import audit, clock
from kernel.crypto import Keyring
from kernel.database import METADATA
from kernel.limits import Limits
from payments.refunds.two_persons import RESERVED

ISSUER = "Guichet"
STEP_S = 30  # RFC 6238 4.1: the default, and what every app assumes
# ASVS V6.5.3 and V6.5.5: five tries in five minutes, fifty a day; a right code counts as a try, too.
TRIES = ((5, 300), (50, 86_400))
NAME = re.compile(r"[a-z][a-z0-9.-]{1,39}")
CODE = re.compile(r"[0-9]{6}", re.ASCII)

STAFF = Table(
    "staff",
    METADATA,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("name", String(40), nullable=False, unique=True),
    Column("totp_sealed", LargeBinary, nullable=False),
    # The last step a code of which was taken: no code is taken twice.
    Column("last_step", BigInteger, nullable=False, server_default="0"),
    Column("added_at", DateTime(timezone=True), nullable=False),
    Column("disabled_at", DateTime(timezone=True)),
)

log = structlog.get_logger(__name__)


class NotProven(PermissionError):
    """Nobody was let through. ``reason_code``: unknown, code or tries; the words say no more to a stranger."""

    retry = False

    def __init__(self, reason_code: str) -> None:
        super().__init__(
            "too many tries: wait five minutes" if reason_code == "tries" else "the code is not right"
        )
        self.reason_code = reason_code


class NotAdded(ValueError):
    """The name is taken, or no name: 2 to 40 of a-z, 0-9, dot and hyphen, beginning with a letter."""


@dataclass(frozen=True, slots=True)
class Added:
    """``uri`` is shown once and kept nowhere else."""

    name: str
    uri: str = field(repr=False)

    def qr(self) -> str:
        """The URI as a QR code of half blocks, for a terminal."""
        code = qrcode.QRCode(border=2, error_correction=qrcode.constants.ERROR_CORRECT_L)
        code.add_data(self.uri)
        drawn = io.StringIO()
        code.print_ascii(out=drawn, invert=True)
        return drawn.getvalue()


def add(connection: Connection, keyring: Keyring, name: str, *, by: str = "cli") -> Added:
    """Add a person with a seed of 160 bits of his own. Raises NotAdded."""
    if not NAME.fullmatch(name) or name in RESERVED:
        raise NotAdded("a name has 2 to 40 of a-z, 0-9, dot and hyphen, and is no machine's")
    seed = pyotp.random_base32()
    added = connection.execute(
        insert(STAFF)
        .values(name=name, totp_sealed=keyring.seal(seed.encode(), _context(name)), added_at=clock.now())
        .on_conflict_do_nothing(index_elements=[STAFF.c.name])
        .returning(STAFF.c.id)
    ).scalar()
    if added is None:
        raise NotAdded("this name is taken")
    audit.append(connection, by, "staff.add", f"staff:{name}", {})
    return Added(name, pyotp.TOTP(seed).provisioning_uri(name=name, issuer_name=ISSUER))


def disable(connection: Connection, name: str, *, by: str = "cli") -> bool:
    """From now on no code of this person is taken; False when there is nobody to disable."""
    changed = connection.execute(
        update(STAFF)
        .where(STAFF.c.name == name, STAFF.c.disabled_at.is_(None))
        .values(disabled_at=clock.now())
    )
    if changed.rowcount == 1:
        audit.append(connection, by, "staff.disable", f"staff:{name}", {})
    return changed.rowcount == 1


def exists(connection: Connection, name: str) -> bool:
    """Whether the person may act."""
    found = select(STAFF.c.id).where(STAFF.c.name == name, STAFF.c.disabled_at.is_(None))
    return connection.execute(found).scalar() is not None


def prove(connection: Connection, keyring: Keyring, limits: Limits, name: str, code: str) -> str:
    """The name, once its code of this very moment is right and was not used before. Raises NotProven.

    Call it in a transaction of its own: a code is used up even when what follows fails.
    """
    for limit, window_s in TRIES:
        # Closed when Redis is down: nobody guesses codes in the dark (fault row 8).
        if not limits.allow(f"totp-{window_s}", name, limit, window_s, open_when_down=False):
            raise _refused(name, "tries")
    row = connection.execute(
        select(STAFF).where(STAFF.c.name == name, STAFF.c.disabled_at.is_(None))
    ).one_or_none()
    if row is None:
        raise _refused(name, "unknown")
    at = clock.now()
    seed = keyring.open(row.totp_sealed, _context(name)).decode()
    if not CODE.fullmatch(code) or not pyotp.TOTP(seed, interval=STEP_S).verify(
        code, for_time=at, valid_window=0
    ):
        raise _refused(name, "code")
    if not _use(connection, row.id, at):
        raise _refused(name, "code")
    log.info("staff_proven", staff=name)
    return name


def _use(connection: Connection, staff_id: int, at: datetime) -> bool:
    """Compare-and-set: two who type the same code at once are one."""
    step = int(at.timestamp()) // STEP_S
    changed = connection.execute(
        update(STAFF).where(STAFF.c.id == staff_id, STAFF.c.last_step < step).values(last_step=step)
    )
    return changed.rowcount == 1


def _refused(name: str, reason_code: str) -> NotProven:
    log.warning("staff_refused", staff=name if NAME.fullmatch(name) else "", reason=reason_code)
    return NotProven(reason_code)


def _context(name: str) -> str:
    return f"staff.totp:{name}"
