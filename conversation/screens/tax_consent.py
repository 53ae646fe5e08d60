"""The amount of a local tax before its invoice is opened: what is owed is written down only when one agrees."""

from collections.abc import Mapping

from conversation.bill import Bill
from conversation.context import Context
from conversation.effects import OpenTax
from conversation.moves import Do, Move, Push, Refuse
from conversation.screen import Screen
from conversation.session import Session
from conversation.tax import TaxForm
from conversation.view import Option, View
from kernel import money


class TaxConsent(Screen):
    """``arg`` is the form, with its amount once entered."""

    name = "tax_consent"
    consent = True

    def enter(self, session: Session, context: Context) -> Move | None:
        form = TaxForm.unpack(session.frame.arg)
        amount = context.money.tariff(form.service, form.answers)
        if amount is None:
            session.stack.pop()
            return Refuse("no_tariff")
        session.frame.arg = form._replace(amount_xof=amount).pack()
        return None

    def show(self, session: Session, context: Context) -> View:
        form, language = TaxForm.unpack(session.frame.arg), session.language
        title = context.catalogue.services[form.service].title.of(language)
        lines = [
            title,
            context.say(language, "tax.what", place=form.place, year=form.year, persons=form.persons),
            context.say(language, "bill.due", due=money.show(form.amount_xof), amount=""),
        ]
        confirm = Option(context.say(language, "tax.confirm"), "confirm", "1")
        return View("\n".join(lines), (confirm,), commits=True)

    def choose(self, session: Session, context: Context, value: str) -> Move:
        form = TaxForm.unpack(session.frame.arg)
        country = context.catalogue.services[form.service].country

        def opened(outcome: Mapping[str, str]) -> Move:
            # Going back leads to the menu: from the form, one more step would open a second invoice.
            del session.stack[1:]
            return Push("bill", _bill(outcome, country).pack())

        return Do(OpenTax(form.service, form.answers), opened)


def _bill(outcome: Mapping[str, str], country: str) -> Bill:
    """Just opened: nobody can have paid it, and no port may be asked here."""
    amount = int(outcome["amount"])
    return Bill(outcome["invoice"], outcome["reference"], outcome["label"], country, amount, 0, "open")
