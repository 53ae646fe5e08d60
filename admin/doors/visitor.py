"""Who asks, in which language, and where they go on: read once a request, kept in ``flask.g``."""

import re

from flask import g, request, session

from admin.doors.cookie import LANGUAGE, ConsoleSession, named
from admin.parts import parts
from admin.people import sessions
from admin.people.person import Person
from admin.words import DEFAULT, LANGUAGES

# A path of ours: one slash, then no slash and no backslash, which browsers take for one (bad-input row 70).
LOCAL = re.compile(r"/admin(/[A-Za-z0-9/_.-]*)?(\?[A-Za-z0-9=&_%.-]*)?", re.ASCII)
NEXT_MAX = 200


def identify() -> None:
    """Find the person behind the cookie. A page that asks again by itself does not keep a session awake."""
    g.person = None
    with parts().database.transaction() as connection:
        g.person = sessions.person_of(connection, mine().identifier, touch="after" not in request.args)


def mine() -> ConsoleSession:
    """The session of this request, logged in or not."""
    found = session._get_current_object()  # type: ignore[attr-defined] # a werkzeug LocalProxy
    if not isinstance(found, ConsoleSession):
        raise TypeError("a session of the console exists only below /admin")
    return found


def visiting() -> Person | None:
    """Who asks, None before a log-in."""
    found = g.get("person")
    return found if isinstance(found, Person) else None


def person() -> Person:
    """Who asks. Only for pages that are not public."""
    found = visiting()
    if found is None:
        raise PermissionError("nobody is logged in")
    return found


def language() -> str:
    """What was chosen, else what the browser prefers, else French. Read once a request: a page asks for each word."""
    if "language" not in g:
        chosen = request.cookies.get(named(LANGUAGE, secure=parts().secure), "")
        preferred = request.accept_languages.best_match(LANGUAGES) or DEFAULT
        g.language = chosen if chosen in LANGUAGES else preferred
    return str(g.language)


def say(key: str, /, **values: object) -> str:
    """The console's words in the visitor's language."""
    return parts().words.say(language(), key, **values)


def state_name(state: str) -> str:
    """A state of a case in the console's own words: an SMS has no room for an accent on a capital."""
    return say(f"state.{state}")


def local(path: str | None, otherwise: str = "/admin/") -> str:
    """``path`` when it is one of ours, else ``otherwise``."""
    if path is None or len(path) > NEXT_MAX or not LOCAL.fullmatch(path):
        return otherwise
    return path
