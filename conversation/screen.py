"""Screen: what every screen of the conversation may do. One subclass a screen, in ``screens/``."""

from collections.abc import Hashable
from typing import ClassVar

from conversation.context import Context
from conversation.moves import Move, Refuse
from conversation.session import Session
from conversation.view import View


class Screen:
    """A screen without state: everything it knows is in the session's current frame.

    ``consent``: dialled digits stop here; only an answer to this very screen goes on.
    """

    name: ClassVar[str]
    consent: ClassVar[bool] = False

    def enter(self, session: Session, context: Context) -> Move | None:
        """Called once when the screen is opened, and alone may touch a port. A move goes elsewhere."""
        return None

    def show(self, session: Session, context: Context) -> View:
        """What to display. Pure."""
        raise NotImplementedError

    def shared(self, session: Session, context: Context) -> Hashable | None:
        """What the view depends on besides language, country and operator, so that its pages are kept.

        Only for views that hold nothing of a citizen. None: cut anew each time.
        """
        return None

    def choose(self, session: Session, context: Context, value: str) -> Move:
        """One of the shown options was taken."""
        return Refuse("choice")

    def read(self, session: Session, context: Context, text: str) -> Move:
        """Something else was typed."""
        return Refuse("choice")

    def takes_text(self, session: Session, context: Context) -> bool:
        """Whether a ``*`` typed here belongs to the answer instead of parting two answers."""
        return False

    def label(self, session: Session) -> str:
        """The static name for the drop map: never data."""
        return self.name
