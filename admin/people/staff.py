"""The people who may act: added, given a place, disabled. What proves that it is they: ``totp``, ``passwords``."""

import io
from dataclasses import dataclass, field

from sqlalchemy import Connection, Row, select, update
from sqlalchemy.dialects.postgresql import insert

from admin.people import passwords, sessions, totp
from admin.people.tables import STAFF
from admin.roles import Role
from kernel import audit, clock
from kernel.crypto import Keyring
from payments.refunds.two_persons import RESERVED

__all__ = ["STAFF", "Added", "NotAdded", "Post", "add", "disable", "enable", "exists", "move", "named"]


class NotAdded(ValueError):
    """The name is taken, or no name: 2 to 40 of a-z, 0-9, dot and hyphen, beginning with a letter."""


@dataclass(frozen=True, slots=True)
class Post:
    """What somebody is here for."""

    role: Role = Role.AGENT
    administration: str | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True)
class Added:
    """``uri`` and ``password`` are shown once and kept nowhere else in clear."""

    name: str
    uri: str = field(repr=False)
    password: str = field(repr=False, default="")

    def qr(self) -> str:
        """The URI as a QR code of half blocks, for a terminal."""
        import qrcode  # as in ``totp.image``: not for every process

        code = qrcode.QRCode(border=2, error_correction=qrcode.constants.ERROR_CORRECT_L)
        code.add_data(self.uri)
        drawn = io.StringIO()
        code.print_ascii(out=drawn, invert=True)
        return drawn.getvalue()


def add(
    connection: Connection,
    keyring: Keyring,
    name: str,
    post: Post | None = None,
    *,
    by: str = "cli",
    password_hash: str | None = None,
) -> Added:
    """Add a person with a seed of 160 bits and a first password. Raises NotAdded.

    With ``password_hash`` theirs is the password of that hash, and the one in the answer was never theirs.
    """
    if not totp.NAME.fullmatch(name) or name in RESERVED:
        raise NotAdded("a name has 2 to 40 of a-z, 0-9, dot and hyphen, and is no machine's")
    post = post or Post()
    seed, password, at = totp.new_seed(), passwords.first(), clock.now()
    added = connection.execute(
        insert(STAFF)
        .values(
            name=name, totp_sealed=keyring.seal(seed.encode(), totp.context(name)), added_at=at,
            role=post.role, administration=post.administration, region=post.region,
            password_hash=password_hash or passwords.hashed(password), password_at=at, password_first=True,
        )
        .on_conflict_do_nothing(index_elements=[STAFF.c.name])
        .returning(STAFF.c.id)
    ).scalar()  # fmt: skip
    if added is None:
        raise NotAdded("this name is taken")
    audit.append(connection, by, "staff.add", f"staff:{name}", _told(post))
    return Added(name, totp.uri(name, seed), password)


def move(connection: Connection, name: str, post: Post, *, by: str = "cli") -> bool:
    """Give another role and place; their sessions end, so that no page of the old role stays open."""
    changed = connection.execute(
        update(STAFF)
        .where(STAFF.c.name == name)
        .values(role=post.role, administration=post.administration, region=post.region)
        .returning(STAFF.c.id)
    ).scalar()
    if changed is None:
        return False
    sessions.end_all(connection, changed)
    audit.append(connection, by, "staff.move", f"staff:{name}", _told(post))
    return True


def disable(connection: Connection, name: str, *, by: str = "cli") -> bool:
    """From now on no code and no session of this person is taken; False when there is nobody to disable."""
    found = connection.execute(
        update(STAFF)
        .where(STAFF.c.name == name, STAFF.c.disabled_at.is_(None))
        .values(disabled_at=clock.now())
        .returning(STAFF.c.id)
    ).scalar()
    if found is None:
        return False
    sessions.end_all(connection, found)
    audit.append(connection, by, "staff.disable", f"staff:{name}", {})
    return True


def enable(connection: Connection, name: str, *, by: str = "cli") -> bool:
    """They may act again, with the password and the app they had."""
    changed = connection.execute(
        update(STAFF).where(STAFF.c.name == name, STAFF.c.disabled_at.is_not(None)).values(disabled_at=None)
    )
    if changed.rowcount == 1:
        audit.append(connection, by, "staff.enable", f"staff:{name}", {})
    return changed.rowcount == 1


def exists(connection: Connection, name: str) -> bool:
    """Whether the person may act."""
    return named(connection, name) is not None


def named(connection: Connection, name: str) -> Row[tuple[object, ...]] | None:
    """The row of somebody who may act."""
    return connection.execute(
        select(STAFF).where(STAFF.c.name == name, STAFF.c.disabled_at.is_(None))
    ).one_or_none()


def _told(post: Post) -> dict[str, str]:
    told = {"role": str(post.role), "administration": post.administration, "region": post.region}
    return {key: value for key, value in told.items() if value}
