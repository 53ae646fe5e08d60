"""The screens that one phone was shown by USSD, as moments. They are kept for 30 days (``cases/screens.py``)."""

from datetime import datetime

from sqlalchemy import Connection

from admin.casework.moment import Moment
from cases import screens
from kernel.crypto import Keyring


def screens_of(
    connection: Connection,
    keyring: Keyring,
    phone: str,
    *,
    since: datetime,
    until: datetime | None = None,
    limit: int = 50,
) -> list[Moment]:
    """The newest ``limit`` screens of ``phone`` (E.164) in [since, until), oldest first. Kind "screen".

    ``state`` is the screen's static name, ``note`` its text without codes (veil it for roles without
    "cases.answers"), ``about`` the session that it belongs to.
    """
    found = screens.of_phone(connection, keyring, phone, since=since, until=until, limit=limit)
    return [
        Moment(shown.at, "screen", state=shown.name, note=shown.text, about=shown.session) for shown in found
    ]
