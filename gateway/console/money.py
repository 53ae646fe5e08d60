"""What `admin/money/` is handed."""

from typing import TYPE_CHECKING

from admin.money.room import MoneyRoom

if TYPE_CHECKING:
    from gateway.wiring import Guichet


def room(guichet: "Guichet") -> MoneyRoom:
    """Made once a process, with the web's other doors."""
    return MoneyRoom()
