"""Screens as letters: the engine's views cut to two SMS parts, with the footers that make sense there."""

import json
from dataclasses import replace

from conversation.context import Context
from conversation.engine import Engine
from conversation.page import Page
from conversation.render import Footer, pages
from conversation.screen import Screen
from conversation.screens.table import SCREENS
from conversation.screens.ways import PART, unpack
from conversation.session import Session
from conversation.view import Option, View
from kernel.gsm import fold

# Two concatenated parts hold 306 septets (3GPP TS 23.040 9.2.3.24.1: 153 each); one less, for an extension pair that
# may not straddle them. More parts cost more than a second question.
ROOM = 305
PARTS_MAX = 2


class LetterEngine(Engine):
    """The engine of SMS: the same screens and moves, other pages."""

    def view(self, screen: Screen, session: Session, context: Context) -> View:
        """The screen's own, and how to answer it."""
        return _worded(screen, session, context)

    def cut(self, screen: Screen, session: Session, context: Context) -> tuple[Page, ...]:
        """Without 00, which works all the same; 0 only where it leads to a screen of this conversation."""
        view = self.view(screen, session, context)
        leads = view.back and len(session.stack) > 2 and asks(session, context)
        back = context.say(session.language, "footer.back") if leads else ""
        more = context.say(session.language, "footer.more")
        return pages(view, Footer(fold(back).text, "", fold(more).text), context.budget)


def asks(session: Session, context: Context) -> bool:
    """Whether the current screen waits for an answer: the others only say something."""
    screen = SCREENS[session.frame.screen]
    if screen.name == "document":
        _, status, fields = json.loads(session.frame.arg)
        return not fields and status != "unknown"
    view = screen.show(session, context)
    return bool(view.options or view.items) or screen.takes_text(session, context) or _reads(screen)


def is_consent(session: Session) -> bool:
    """Whether the answer to the current screen spends money or files a request."""
    return SCREENS[session.frame.screen].consent


def _reads(screen: Screen) -> bool:
    return type(screen).read is not Screen.read


def _worded(screen: Screen, session: Session, context: Context) -> View:
    view = screen.show(session, context)
    if not (view.options or view.items):
        return view
    options = tuple(_option(screen, option, session, context) for option in view.options)
    head = f"{view.head}\n{context.say(session.language, 'sms_commands.reply')}"
    # A title stands above each part of a list: the line that says how to answer would make a text of it.
    return replace(view, head=view.head if view.items else head, options=options)


def _option(screen: Screen, option: Option, session: Session, context: Context) -> Option:
    if (screen.name, option.value) != ("pay_consent", "confirm"):
        return option
    way = unpack(session.frame.arg.partition(PART)[2])
    return option._replace(label=context.say(session.language, "sms_commands.pay_with", operator=way.name))
