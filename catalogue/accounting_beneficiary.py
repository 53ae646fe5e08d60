"""Beneficiary: who has a part of what a regie collects, as paying-in slips and registers call them."""

from catalogue.accounting_dated import Code, Dated, Label
from catalogue.service import Country


class Beneficiary(Dated):
    """``code`` stands in the books for ever; ``name`` is what people read: "Commune de Sikasso"."""

    code: Code
    country: Country
    name: Label
