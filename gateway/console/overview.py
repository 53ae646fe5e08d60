"""What `admin/overview/` is handed."""

from typing import TYPE_CHECKING

from admin.overview.room import OverviewRoom

if TYPE_CHECKING:
    from gateway.wiring import Guichet


def room(guichet: "Guichet") -> OverviewRoom:
    """Made once a process, with the web's other doors."""
    return OverviewRoom()
