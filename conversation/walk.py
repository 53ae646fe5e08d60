"""The walk: every screen of every service in every language with worst-case data, and every answer by SMS.

A fault is something a citizen would suffer: a page over an operator's budget, a sentence cut, a letter lost; or pay
for: an answer of more SMS parts than it is worth.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from catalogue.catalogue import Catalogue
from conversation import worst
from conversation.commands import worst as worst_letters
from conversation.commands.dialogue import ENGINE as LETTERS
from conversation.commands.letters import PARTS_MAX, ROOM
from conversation.context import Context
from conversation.engine import Engine
from conversation.fallbacks import fallbacks
from conversation.menu_map import Branch, menu_map
from conversation.screens.table import SCREENS
from conversation.session import Session
from kernel.gsm import fold, is_gsm7, segments, septets

__all__ = ["Branch", "WalkedScreen", "fallbacks", "menu_map", "walk"]

COUNTRIES = ("ML", "BJ")


@dataclass(frozen=True, slots=True)
class WalkedScreen:
    """One page as a citizen reads it; ``lost`` letters became "?". ``faults`` is empty when all is well."""

    name: str
    language: str
    budget: int
    page: int
    pages: int
    text: str
    septets: int
    lost: tuple[str, ...]
    faults: tuple[str, ...]

    @property
    def parts(self) -> int:
        """SMS parts that this page takes as a message; its name then begins with "sms."."""
        return segments(self.text).parts


def walk(catalogue: Catalogue) -> Iterator[WalkedScreen]:
    """Every page, for each language and each budget that a network of the catalogue has."""
    engine = Engine(SCREENS)
    for budget in sorted(set(catalogue.budgets.values())):
        for language in catalogue.languages:
            for country in COUNTRIES:
                context = worst.context(catalogue, country, budget)
                for session in worst.sessions(catalogue, language, country):
                    yield from _screen(engine, session, context)
            yield from _sentences(catalogue, language, budget, "end", worst.ends(catalogue, language), budget)
            # A refusal stands above the question and its footers: two lines are all it may take.
            yield from _sentences(catalogue, language, budget, "refusal", worst.refusals(), budget // 3)
    for language in catalogue.languages:
        yield from _letters(catalogue, language)


def _letters(catalogue: Catalogue, language: str) -> Iterator[WalkedScreen]:
    """The same screens cut to two SMS parts, and the answers that no screen writes."""
    for country in COUNTRIES:
        context = worst.context(catalogue, country, ROOM)
        for session in worst.sessions(catalogue, language, country):
            yield from (_as_letter(screen, PARTS_MAX) for screen in _screen(LETTERS, session, context))
    for key, text, parts in worst_letters.letters(catalogue, language):
        folded = fold(text)
        units = septets(folded.text)
        lost = tuple(f"letter lost: {letter}" for letter in folded.lost)
        found = WalkedScreen(key, language, ROOM, 1, 1, folded.text, units, folded.lost, lost)
        yield _as_letter(found, parts)


def _as_letter(screen: WalkedScreen, parts: int) -> WalkedScreen:
    over = (f"{screen.parts} SMS parts, {parts} at most",) if screen.parts > parts else ()
    return replace(screen, name=f"sms.{screen.name.removeprefix('sms_')}", faults=(*screen.faults, *over))


def _screen(engine: Engine, session: Session, context: Context) -> Iterator[WalkedScreen]:
    screen = SCREENS[session.frame.screen]
    view = engine.view(screen, session, context)
    written = "\n".join([view.head, *(option.label for option in (*view.options, *view.items))])
    lost = fold(written).lost
    pages = engine.pages(session, context)
    for number, page in enumerate(pages, 1):
        units = septets(page.text)
        faults = [f"letter lost: {letter}" for letter in lost]
        faults += [f"{units} septets, {context.budget} fit"] if units > context.budget else []
        faults += [] if is_gsm7(page.text) else ["not folded"]
        yield WalkedScreen(
            screen.label(session), session.language, context.budget, number, len(pages),
            page.text, units, lost, tuple(faults),
        )  # fmt: skip


def _sentences(
    catalogue: Catalogue, language: str, budget: int, family: str, values: Mapping[str, object], room: int
) -> Iterator[WalkedScreen]:
    """Texts that have no second page: they are cut when they do not fit."""
    keys = catalogue.texts.keys()
    for key in (key for key in keys if key.startswith(f"{family}.")):
        folded = fold(catalogue.text(key, language, **values))
        units = septets(folded.text)
        over = (f"{units} septets, {room} fit: it would be cut",) if units > room else ()
        faults = over + tuple(f"letter lost: {letter}" for letter in folded.lost)
        yield WalkedScreen(key, language, budget, 1, 1, folded.text, units, folded.lost, faults)
