"""Engine: (session, inputs) -> session and screen, without I/O of its own.

It walks inputs one by one through the same validation as typed answers, whether they were dialled, sent
together or replayed; nothing skips a screen that asks consent (ASVS V2.3.1).
"""

from collections.abc import Mapping, Sequence

from conversation.context import Context
from conversation.moves import Do, Move, Push, Refuse, Swap
from conversation.page import Page
from conversation.render import Footer, pages
from conversation.screen import Screen
from conversation.session import STEPS_MAX, Session
from conversation.travel import NAVIGATION, carry_out, navigate
from conversation.view import View
from kernel.digits import ascii_digits
from kernel.gsm import fold, shorten
from kernel.turn import Screen as Reply

# A screen may open another, which may hand over to a third; a longer chain is a loop in our tables.
HOPS_MAX = 6
# 88 services of a dozen screens in the languages really used stay well below; about 1 KiB an entry.
KEPT_PAGES_MAX = 8192


class Engine:
    """``screens`` by name. Safe for any number of threads: it holds nothing of a citizen."""

    def __init__(self, screens: Mapping[str, Screen]) -> None:
        self._screens = screens
        self._kept: dict[tuple[object, ...], tuple[Page, ...]] = {}
        self._footers: dict[tuple[str, int, bool], Footer] = {}

    def walk(
        self, session: Session, tokens: Sequence[str], context: Context, *, effects: bool = True
    ) -> Do | None:
        """Answer ``tokens`` in turn and stop at a refusal, an end, a consent screen or an effect.

        An effect is returned for the caller to run, then ``follow``; without ``effects`` it is not even
        begun: the walk stops on the screen that would have caused it.
        """
        for position, token in enumerate(tokens):
            # One answer to one displayed consent is the only way through it.
            if self._screens[session.frame.screen].consent and len(tokens) > 1:
                return None
            if position and not token:
                continue
            if session.steps >= STEPS_MAX:
                return None
            session.steps += 1
            move = self._answered(session, context, token)
            if isinstance(move, Do):
                return move if effects else None
            if move is not None:
                self._go(session, context, move)
            if session.ended or session.notice:
                return None
        return None

    def open(self, session: Session, context: Context, move: Move) -> None:
        """Carry out a move that no input asked for: the resume offer."""
        self._go(session, context, move)

    def follow(self, session: Session, context: Context, do: Do, outcome: Mapping[str, str]) -> None:
        """Go where ``do`` leads after its ``outcome``. Touches no port."""
        self._go(session, context, do.then(outcome))

    def takes_text(self, session: Session, context: Context) -> bool:
        """Whether the current screen reads a whole line, stars included."""
        return self._screens[session.frame.screen].takes_text(session, context)

    def render(self, session: Session, context: Context) -> Reply:
        """The reply to send: always within the operator's budget."""
        if session.closing:
            values = {"dial": context.service_code} | session.closing.values
            text = context.say(session.language, f"end.{session.closing.key}", **values)
            return Reply(shorten(text, context.budget), False, f"end.{session.closing.key}")
        page = self._page(session, context)
        name = self._screens[session.frame.screen].label(session)
        if session.notice is None:
            return Reply(page.text, True, name)
        reason = context.say(session.language, f"refusal.{session.notice.key}", **session.notice.values)
        return Reply(page.refused(reason, context.budget), True, name)

    def pages(self, session: Session, context: Context) -> tuple[Page, ...]:
        """Every page of the current screen."""
        screen = self._screens[session.frame.screen]
        shared = screen.shared(session, context)
        if shared is None:
            return self.cut(screen, session, context)
        place = (context.country, context.service_code, context.budget)
        key = (screen.name, shared, session.language, min(len(session.stack), 3), *place)
        kept = self._kept.get(key)
        if kept is None:
            kept = self.cut(screen, session, context)
            if len(self._kept) >= KEPT_PAGES_MAX:
                self._kept.clear()
            self._kept[key] = kept
        return kept

    def view(self, screen: Screen, session: Session, context: Context) -> View:
        """What ``screen`` says here. A channel with other words has its own."""
        return screen.show(session, context)

    def cut(self, screen: Screen, session: Session, context: Context) -> tuple[Page, ...]:
        """The pages of ``screen``, cut anew. A channel with other footers has its own."""
        view = self.view(screen, session, context)
        footer = self._footer(context, session.language, min(len(session.stack), 3), view.back)
        return pages(view, footer, context.budget)

    def _footer(self, context: Context, language: str, depth: int, back: bool) -> Footer:
        """The words of 0, 00 and 98: a few entries a language."""
        footer = self._footers.get((language, depth, back))
        if footer is None:
            # On the second screen 0 and 00 lead to the same place: one of them is enough to read.
            shown = {"back": back and depth > 1, "home": depth > 2 or (depth == 2 and not back), "more": True}
            words = {key: fold(context.say(language, f"footer.{key}")).text for key in shown}
            footer = Footer(**{key: words[key] if on else "" for key, on in shown.items()})
            self._footers[language, depth, back] = footer
        return footer

    def _page(self, session: Session, context: Context) -> Page:
        found = self.pages(session, context)
        # A shorter text than when the page was turned (another language, fewer options) shows its last page.
        session.frame.page = min(session.frame.page, len(found) - 1)
        return found[session.frame.page]

    def _answered(self, session: Session, context: Context, token: str) -> Move | None:
        session.notice = None
        screen = self._screens[session.frame.screen]
        action = self._page(session, context).keys.get(ascii_digits(token))
        if action is None:
            return screen.read(session, context, token)
        return navigate(session, action) if action in NAVIGATION else screen.choose(session, context, action)

    def _go(self, session: Session, context: Context, move: Move) -> None:
        origin = session.frame
        for _ in range(HOPS_MAX):
            carry_out(session, move)
            opened = isinstance(move, Push | Swap)
            entered = self._screens[session.frame.screen].enter(session, context) if opened else None
            if entered is None:
                # Only an answer that led somewhere clears the count of wrong ones.
                origin.tries = origin.tries if isinstance(move, Refuse) else 0
                return
            move = entered
        raise RuntimeError("screens open one another without end")
