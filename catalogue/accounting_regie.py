"""Regie: the cash office that collects for an administration, and who shares in what it collects."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from catalogue.accounting_dated import Code, Dated, Label
from catalogue.administration import AdministrationCode
from catalogue.service import Country

MOST_BENEFICIARIES = 10


class Regie(Dated):
    """``beneficiaries`` maps a role in the rules of shares ("cercle") to who that is here ("cercle-kati").

    The source is the act that founded it. ``locality`` chooses the tariff.
    """

    code: Code
    country: Country
    administration: AdministrationCode
    name: Label
    locality: Code
    beneficiaries: Annotated[Mapping[Code, Code], Field(min_length=1, max_length=MOST_BENEFICIARIES)]
