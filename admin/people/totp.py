"""The code of a person's own phone: RFC 6238, this 30 s step only, each once (OWASP ASVS 5.0 V6.5.1, V6.5.5)."""

import io
import re
from base64 import b64encode
from datetime import datetime

import pyotp
import structlog
from sqlalchemy import Connection, select, update

from admin.people.tables import STAFF
from kernel import clock
from kernel.crypto import Keyring
from kernel.limits import Limits

ISSUER = "Guichet"
STEP_S = 30  # RFC 6238 4.1: the default, and what every app assumes
# ASVS V6.5.3 and V6.5.5: five tries in five minutes, fifty a day; a right code counts as a try, too.
TRIES = ((5, 300), (50, 86_400))
NAME = re.compile(r"[a-z][a-z0-9.-]{1,39}")
CODE = re.compile(r"[0-9]{6}", re.ASCII)

log = structlog.get_logger(__name__)


class NotProven(PermissionError):
    """Nobody was let through. ``reason_code``: unknown, code, password or tries; the words say less."""

    retry = False

    def __init__(self, reason_code: str) -> None:
        super().__init__(
            "too many tries: wait five minutes" if reason_code == "tries" else "the code is not right"
        )
        self.reason_code = reason_code


def new_seed() -> str:
    """160 bits in base32, as RFC 4226 4 advises."""
    return pyotp.random_base32()


def uri(name: str, seed: str) -> str:
    """What an authenticator app scans."""
    return pyotp.TOTP(seed).provisioning_uri(name=name, issuer_name=ISSUER)


def image(otpauth: str) -> str:
    """The URI as an SVG in a data URI, for a page: nothing is written to disk and nothing fetched."""
    import qrcode  # 4 MB with the imaging library (8.2, measured), once or twice in the life of a person here
    from qrcode.image.svg import SvgPathFillImage

    code = qrcode.QRCode(border=2, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(otpauth)
    drawn = io.BytesIO()
    code.make_image(image_factory=SvgPathFillImage).save(drawn)
    return "data:image/svg+xml;base64," + b64encode(drawn.getvalue()).decode()


def context(name: str) -> str:
    """Of the seal: a seed copied to another row does not open."""
    return f"staff.totp:{name}"


def fits(seed: str, code: str, at: datetime) -> bool:
    """Whether it is the code of this very step."""
    shown = CODE.fullmatch(code)
    return bool(shown and pyotp.TOTP(seed, interval=STEP_S).verify(code, for_time=at, valid_window=0))


def prove(connection: Connection, keyring: Keyring, limits: Limits, name: str, code: str) -> str:
    """The name, once its code of this very moment is right and was not used before. Raises NotProven.

    Call it in a transaction of its own: a code is used up even when what follows fails.
    """
    count_try(limits, name)
    row = connection.execute(
        select(STAFF).where(STAFF.c.name == name, STAFF.c.disabled_at.is_(None))
    ).one_or_none()
    if row is None:
        raise refused(name, "unknown")
    at = clock.now()
    seed = keyring.open(row.totp_sealed, context(name)).decode()
    if not fits(seed, code, at) or not _use(connection, row.id, at):
        raise refused(name, "code")
    log.info("staff_proven", staff=name)
    return name


def count_try(limits: Limits, name: str) -> None:
    """Raises NotProven when this name was tried too often. Recovery codes count among the tries."""
    for limit, window_s in TRIES:
        # Closed when Redis is down: nobody guesses codes in the dark (fault row 8).
        if not limits.allow(f"totp-{window_s}", name, limit, window_s, open_when_down=False):
            raise refused(name, "tries")


def refused(name: str, reason_code: str) -> NotProven:
    """Logged, the name only when it could be one; raised by the caller."""
    log.warning("staff_refused", staff=name if NAME.fullmatch(name) else "", reason=reason_code)
    return NotProven(reason_code)


def _use(connection: Connection, staff_id: int, at: datetime) -> bool:
    """Compare-and-set: two who type the same code at once are one."""
    step = int(at.timestamp()) // STEP_S
    changed = connection.execute(
        update(STAFF).where(STAFF.c.id == staff_id, STAFF.c.last_step < step).values(last_step=step)
    )
    return changed.rowcount == 1
