"""Recovery codes: ten, each once, for a person whose phone is gone. Control 6, OWASP ASVS 5.0 V6.5.2."""

import hashlib
import re
import secrets
from base64 import b32encode

from sqlalchemy import Connection, delete, func, insert, select, update

from admin.people.tables import STAFF_RECOVERY_CODE
from kernel import audit, clock

CODES = 10
# 15 bytes are 120 bits (the rule asks for 112) and 24 letters of base32 without padding.
CODE_BYTES = 15
SHAPE = re.compile(r"[A-Z2-7]{24}", re.ASCII)
# Grouped by four with hyphens, 29 letters; nobody types more than this by mistake.
TYPED_MAX = 60


def make(connection: Connection, staff_id: int, name: str, *, by: str) -> list[str]:
    """Ten new codes, shown once; the old ones, used or not, are worth nothing any more."""
    codes = [b32encode(secrets.token_bytes(CODE_BYTES)).decode() for _ in range(CODES)]
    connection.execute(delete(STAFF_RECOVERY_CODE).where(STAFF_RECOVERY_CODE.c.staff_id == staff_id))
    rows = [{"staff_id": staff_id, "code_hash": digest(code), "made_at": clock.now()} for code in codes]
    connection.execute(insert(STAFF_RECOVERY_CODE), rows)
    audit.append(connection, by, "staff.recovery_codes", f"staff:{name}", {"codes": CODES})
    return [shown(code) for code in codes]


def use(connection: Connection, staff_id: int, typed: str) -> bool:
    """Use it up: true once for each code. Compare-and-set, so two who type it at once are one."""
    code = plain(typed)
    if code is None:
        return False
    changed = connection.execute(
        update(STAFF_RECOVERY_CODE)
        .where(
            STAFF_RECOVERY_CODE.c.staff_id == staff_id,
            STAFF_RECOVERY_CODE.c.code_hash == digest(code),
            STAFF_RECOVERY_CODE.c.used_at.is_(None),
        )
        .values(used_at=clock.now())
    )
    return changed.rowcount == 1


def left(connection: Connection, staff_id: int) -> int:
    """How many are unused."""
    unused = select(func.count()).where(
        STAFF_RECOVERY_CODE.c.staff_id == staff_id, STAFF_RECOVERY_CODE.c.used_at.is_(None)
    )
    return connection.execute(unused).scalar_one()


def plain(typed: str) -> str | None:
    """The 24 letters of what was typed with blanks, hyphens and small letters; None for anything else."""
    code = re.sub(r"[\s-]", "", typed[:TYPED_MAX]).upper()
    return code if SHAPE.fullmatch(code) else None


def shown(code: str) -> str:
    """In groups of four, as people copy them."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def digest(code: str) -> bytes:
    """120 random bits need no slow hash: nobody tries them all."""
    return hashlib.sha256(code.encode()).digest()
