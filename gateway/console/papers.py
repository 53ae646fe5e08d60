"""What `admin/papers/` is handed."""

from typing import TYPE_CHECKING

from admin.papers.room import PapersRoom

if TYPE_CHECKING:
    from gateway.wiring import Guichet


def room(guichet: "Guichet") -> PapersRoom:
    """Made once a process, with the web's other doors."""
    return PapersRoom()
