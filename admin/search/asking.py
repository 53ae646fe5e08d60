"""The one field: what is typed is posted, understood, and leads to its page, to a short list, or to advice."""

from flask import redirect, request, url_for

from admin.doors import visitor
from admin.doors.allowed import Answer
from admin.money import names
from admin.page import page
from admin.parts import parts
from admin.search import advice, looking, sealed
from admin.search.links import link
from admin.search.look import Found, Look
from admin.search.nouns import case
from admin.search.recognisers import search, understood
from admin.search.typed import typed
from kernel import audit, clock

# One a call and some mistypings; more is a program that walks through numbers.
SEARCHES_A_MINUTE = 30


def form() -> Answer:
    """The field alone. ``old``: an address whose half hour is over."""
    return page("search/form", problem="old" if "old" in request.args else None)


def ask() -> Answer:
    """On to the page of the one thing, or to the list of this search: 303 either way, nothing typed in the address."""
    text, person, at = typed(), visitor.person(), clock.now()
    if not text:
        return page("search/form", 400, problem="empty")
    if not parts().limits.allow("console-search", person.name, SEARCHES_A_MINUTE, 60, open_when_down=True):
        return page("search/form", 429, problem="often")
    with parts().database.transaction() as connection:
        look = looking.look(connection, at)
        things = search(look, text)
        _fence(look, text)
    places = {address(each) for each in things}
    if len(places) == 1 and "" not in places:
        return redirect(places.pop(), 303)
    name = sealed.seal(parts().keyring, "search", text, person.id, at)
    return redirect(url_for("admin.search_found", name=name), 303)


def found(name: str) -> Answer:
    """The list by kind, or what was understood and what to try. The same search again, so that nothing is kept."""
    person, at = visitor.person(), clock.now()
    text = sealed.opened(parts().keyring, "search", name, person.id, at)
    if text is None:
        return redirect(url_for("admin.search_form", old=1), 303)
    with parts().database.transaction() as connection:
        things = search(looking.look(connection, at), text)
    listed = [(each, address(each)) for each in things]
    return page(
        "search/found", things=listed, understood=tuple(understood(text)), hint=advice.hint(text),
        name=visitor.state_name, worded_sum=names.francs,
    )  # fmt: skip


def address(each: Found) -> str:
    """Where a found thing is shown; a phone under a sealed name of its own. "" for nowhere."""
    person, key = visitor.person(), each.key
    if each.kind == "phone":
        key = sealed.seal(parts().keyring, "phone", key, person.id, clock.now())
    return link(person, each.page, key)


def _fence(look: Look, text: str) -> None:
    """Another office's case does not exist here; that somebody asked for it is in the trail (bad-input row 65)."""
    person, keys = visitor.person(), case.read(text)
    if keys and case.elsewhere(look, keys, person.scope):
        audit.append(
            look.connection, person.actor, "console.refused", f"case:{keys[0]}", {"permission": "search"}
        )
