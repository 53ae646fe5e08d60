"""Travel: how moves and the keys 0, 00 and 98 change the stack of screens. It opens none: the engine does."""

from collections.abc import Callable, Mapping

from conversation.moves import End, Home, Move, Push, Refuse, Return, Swap
from conversation.page import BACK, HOME, MORE
from conversation.session import Frame, Notice, Session

ROOT = "menu"
TRIES_MAX = 3


def carry_out(session: Session, move: Move) -> None:
    """Change the stack as ``move`` asks; an effect is not one of these."""
    _MOVES[type(move)](session, move)


def navigate(session: Session, action: str) -> Move | None:
    """Carry out one of the keys that every screen has; home is a move of its own."""
    return NAVIGATION[action](session)


def _back(session: Session) -> None:
    if session.frame.page:
        session.frame.page -= 1
    else:
        session.stack.pop()


def _more(session: Session) -> None:
    session.frame.page += 1


def _home(session: Session) -> Home:
    return Home()


NAVIGATION: Mapping[str, Callable[[Session], Move | None]] = {BACK: _back, MORE: _more, HOME: _home}


def _push(session: Session, move: Push) -> None:
    session.stack.append(Frame(move.screen, move.arg))


def _swap(session: Session, move: Swap) -> None:
    # A screen that opens itself again to check an answer keeps its count of wrong ones.
    tries = session.frame.tries if session.frame.screen == move.screen else 0
    session.stack[-1] = Frame(move.screen, move.arg, tries=tries)


def _return(session: Session, move: Return) -> None:
    while session.frame.screen != move.screen:
        session.stack.pop()
    # What is shown has changed: it is read from its beginning.
    session.frame.page = 0


def _go_home(session: Session, move: Home) -> None:
    session.forget_request()
    session.stack = [Frame(ROOT)]


def _refuse(session: Session, move: Refuse) -> None:
    session.frame.tries += 1
    if session.frame.tries < TRIES_MAX:
        session.notice = Notice(move.key, dict(move.values))
    else:
        _end(session, End("tries"))


def _end(session: Session, move: End) -> None:
    session.ended = True
    session.closing = Notice(move.key, dict(move.values))


_MOVES: Mapping[type, Callable[..., None]] = {
    Push: _push,
    Swap: _swap,
    Return: _return,
    Home: _go_home,
    Refuse: _refuse,
    End: _end,
}
