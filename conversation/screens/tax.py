"""The questions of a local tax: where, for which year, for how many persons."""

import json

from conversation.context import Context
from conversation.dues import Locality
from conversation.moves import Move, Push, Refuse, Swap
from conversation.screen import Screen
from conversation.session import Session
from conversation.tax import TaxForm
from conversation.view import Option, View
from kernel.digits import ascii_digits

# Four pages of five; who lives elsewhere types the beginning of the name.
PLACES_MAX = 20
NAME_MAX = 40
# This year and the two before: older arrears are looked up on the roll, at the counter.
YEARS = 3
# A family book has a page a child; fifty is a large household of several families.
PERSONS_MAX = 50


class TaxPlace(Screen):
    """``arg`` is the service number, "number typed" while a name is looked up, and the list once entered."""

    name = "tax"

    def enter(self, session: Session, context: Context) -> Move | None:
        number, _, typed = session.frame.arg.partition(" ")
        service = int(number)
        found = context.money.localities(service, typed, PLACES_MAX)
        listed = found or context.money.localities(service, "", PLACES_MAX)
        session.frame.arg = json.dumps([service, listed], separators=(",", ":"), ensure_ascii=False)
        if not listed:
            return Swap("no_tax")
        if typed and len(found) == 1:
            return Push("tax_year", TaxForm(service, *found[0]).pack())
        return None if found else Refuse("place_unknown")

    def show(self, session: Session, context: Context) -> View:
        items = tuple(Option(place.name, str(at)) for at, place in enumerate(_listed(session)[1]))
        return View(context.say(session.language, "tax.place"), items=items)

    def choose(self, session: Session, context: Context, value: str) -> Move:
        service, places = _listed(session)
        return Push("tax_year", TaxForm(service, *places[int(value)]).pack())

    def read(self, session: Session, context: Context, text: str) -> Move:
        typed = " ".join(text.split())[:NAME_MAX]
        return Swap("tax", f"{_listed(session)[0]} {typed}") if typed else Refuse("empty")


class TaxYear(Screen):
    """``arg`` is the form."""

    name = "tax_year"

    def show(self, session: Session, context: Context) -> View:
        items = tuple(Option(str(year), str(year)) for year in _years(session, context))
        return View(context.say(session.language, "tax.year"), items=items)

    def choose(self, session: Session, context: Context, value: str) -> Move:
        form = TaxForm.unpack(session.frame.arg)._replace(year=int(value))
        return Push("tax_persons", form.pack())

    def read(self, session: Session, context: Context, text: str) -> Move:
        digits = ascii_digits(text)
        known = digits in map(str, _years(session, context))
        return self.choose(session, context, digits) if known else Refuse("choice")


class TaxPersons(Screen):
    """``arg`` is the form."""

    name = "tax_persons"

    def show(self, session: Session, context: Context) -> View:
        return View(context.say(session.language, "tax.persons", max=PERSONS_MAX))

    def read(self, session: Session, context: Context, text: str) -> Move:
        digits = ascii_digits(text)
        if not (digits.isascii() and digits.isdigit()):
            return Refuse("number_letters")
        if len(digits) > len(str(PERSONS_MAX)) or int(digits) > PERSONS_MAX:
            return Refuse("number_max", {"max": PERSONS_MAX})
        if int(digits) < 1:
            return Refuse("number_min", {"min": 1})
        form = TaxForm.unpack(session.frame.arg)._replace(persons=int(digits))
        return Push("tax_consent", form.pack())


def _listed(session: Session) -> tuple[int, list[Locality]]:
    service, places = json.loads(session.frame.arg)
    return int(service), [Locality(*place) for place in places]


def _years(session: Session, context: Context) -> range:
    service = context.catalogue.services[TaxForm.unpack(session.frame.arg).service]
    this = context.today(service).year
    return range(this, this - YEARS, -1)
