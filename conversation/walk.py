"""The walk: every screen of every service in every language with worst-case data.

A fault is something a citizen would suffer: a page over an operator's budget, a sentence cut, a letter lost.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from catalogue.catalogue import Catalogue
from conversation import worst
from conversation.context import Context
from conversation.engine import Engine
from conversation.fallbacks import fallbacks
from conversation.menu_map import Branch, menu_map
from conversation.screens.table import SCREENS
from conversation.session import Session
from kernel.gsm import fold, is_gsm7, septets

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


def _screen(engine: Engine, session: Session, context: Context) -> Iterator[WalkedScreen]:
    screen = SCREENS[session.frame.screen]
    view = screen.show(session, context)
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
