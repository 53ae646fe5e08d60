"""What `admin/money/` is handed."""

from functools import partial
from typing import TYPE_CHECKING

from admin.money.room import MoneyRoom
from gateway import bell
from gateway.treasury import READERS
from payments.refunds.credits import Credits

if TYPE_CHECKING:
    from gateway.wiring import Guichet


def room(guichet: "Guichet") -> MoneyRoom:
    """Made once a process, with the web's other doors."""
    treasury = guichet.treasury
    return MoneyRoom(
        accounting=treasury.accounting,
        rails=treasury.rails,
        readers=READERS,
        settlement=treasury.settlement,
        credits=Credits(guichet.keyring, treasury.reference_key, treasury.accounting),
        ring=partial(bell.ring, guichet.redis),
    )
