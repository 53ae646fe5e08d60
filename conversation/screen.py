"""Screen: what every screen of the conversation may do. One subclass a screen, in ``screens/``."""

from typing import ClassVar

from conversation.context import Context
from conversation.moves import Move, Refuse
from conversation.session import Session
from conversation.view import View


class Screen:
    """A screen without state: everything it knows is in the session's current frame.

    ``static``: the view depends only on the frame, the language and the country, so its pages are kept.
    ``consent``: dialled digits stop here; only an answer to this very screen goes on.
    """

    name: ClassVar[str]
    static: ClassVar[bool] = False
    consent: ClassVar[bool] = False

    def enter(self, session: Session, context: Context) -> Move | None:
        """Called once when the screen is opened, and alone may touch a port. A move goes elsewhere."""
        return None

    def show(self, session: Session, context: Context) -> View:
        """What to display. Pure."""
        raise NotImplementedError

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
