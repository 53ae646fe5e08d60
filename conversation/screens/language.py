"""Language and help. Each language is named in itself: its speaker may read no other."""

from collections.abc import Hashable

from conversation.context import Context
from conversation.effects import SetLanguage
from conversation.moves import Do, Home, Move, Push
from conversation.screen import Screen
from conversation.session import Session
from conversation.view import Option, View

# Published like the main menu: French, Bambara, Fon, English, in this order for ever.
CHOICES = ("fr", "bm", "fon", "en")


class Settings(Screen):
    """Four languages and help."""

    name = "settings"

    def shared(self, session: Session, context: Context) -> Hashable:
        return session.frame.arg

    def show(self, session: Session, context: Context) -> View:
        names = [(context.say(session.language, f"language.{code}"), code) for code in CHOICES]
        names.append((context.say(session.language, "settings.help"), "help"))
        options = tuple(Option(label, value, str(digit)) for digit, (label, value) in enumerate(names, 1))
        return View(context.say(session.language, "settings.title"), options)

    def choose(self, session: Session, context: Context, value: str) -> Move:
        if value == "help":
            return Push("help")

        def chosen(_: object) -> Move:
            session.language = value
            return Home()

        return Do(SetLanguage(value), chosen)
