"""Worst cases of paying and checking: the dearest amount, the longest label, every rail. No citizen ever has one."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime

from conversation.bill import Bill
from conversation.dues import SECRET, Way
from conversation.screens.bill import OFFERED
from conversation.screens.bills import BILLS_MAX
from conversation.screens.bills import PART as LINE
from conversation.screens.document import FIELDS
from conversation.screens.tax import PERSONS_MAX, PLACES_MAX
from conversation.screens.ways import PART, pack
from conversation.session import Frame, Session
from conversation.tax import TAXES, TaxForm

# BCEAO Instruction 008-05-2015 art. 31: nobody pays more at once.
DEAREST = 2_000_000
TWICE = 2 * DEAREST
FEE = 20_000
# Invoices cut their label at 40 septets; the port promises names of operators of 20.
LABEL = " ".join(["MMMMMMMMM"] * 4) + " "
OPERATOR = "M" * 20
PLACE = "M" * 40
# Orange's merchant code in Mali with the longest merchant.
DIAL = f"#144#8*9999999999*{DEAREST}*{SECRET}#"
NUMBER = "269999999957"
# What the strong fields of a certificate of origin may come to, as the document port cuts them.
SEALED = "\n".join(
    [
        "DUPLICATA",
        ", ".join(["MMMMMMMMM " * 4] * 8),
        "du 31/12/2026 au 31/12/2027",
        "Registre lu le 31/12 23:59",
    ]
)
# Each rail of a basic phone, three more than any country has.
RAILS = 5

Stand = Callable[..., Session]


def bill(state: str, now: datetime, **changed: object) -> Bill:
    """An invoice in ``state``, at its longest."""
    since = int(now.timestamp()) - 47 * 3600
    longest = Bill(
        "0" * 36, NUMBER, LABEL, "ML", TWICE, DEAREST // 2, state, since, OPERATOR, DEAREST, DIAL, NUMBER
    )
    return longest._replace(**changed)  # type: ignore[arg-type]


def sessions(country: str, now: datetime, on: Stand) -> Iterator[Session]:
    """A session on every screen of paying and checking; ``on`` puts frames on a session."""
    for name in ("pay", "bill_reference", "claim_reference", "verify"):
        yield on(Frame("menu"), Frame(name))
    yield on(Frame("claim_reference"), Frame("claim", NUMBER))
    yield on(Frame("pay"), Frame("bills", LINE.join([bill("open", now).pack()] * BILLS_MAX)))
    for state in OFFERED:
        yield on(Frame("bills"), Frame("bill", bill(state, now).pack()))
    yield on(Frame("bills"), Frame("bill", bill("paid", now, quittance="").pack()))
    yield from _choosing(now, on)
    yield from _documents(on)
    if country in TAXES:
        yield from _tax(TAXES[country], on)


def _choosing(now: datetime, on: Stand) -> Iterator[Session]:
    """Whole amounts and parts of them, pushed and dialled, with and without a fee."""
    for fee in (FEE, 0):
        for paid in (0, DEAREST):
            for way in (
                Way("rail", OPERATOR, fee, "push", DEAREST),
                Way("rail", OPERATOR, fee, "dial", DEAREST),
            ):
                one = bill("open", now, paid_xof=paid).pack()
                yield on(Frame("bill"), Frame("ways", PART.join([one, *[pack(way)] * RAILS])))
                yield on(Frame("ways"), Frame("pay_consent", PART.join([one, pack(way)])))


def _documents(on: Stand) -> Iterator[Session]:
    fields = dict.fromkeys(FIELDS, LABEL) | {"amount": "2 000 000 F", "day": "31/12/2026", "regie": LABEL * 3}
    for status in ("valid", "revoked", "suspended", "replaced", "expired"):
        yield on(Frame("verify"), Frame("document", json.dumps([NUMBER, f"sealed.{status}", {}])))
        yield on(
            Frame("verify"), Frame("document", json.dumps([NUMBER, f"sealed.{status}", {"lines": SEALED}]))
        )
    for said in (("unknown", {}), ("valid", {}), ("voided", {}), ("valid", fields), ("voided", fields)):
        yield on(Frame("verify"), Frame("document", json.dumps([NUMBER, *said])))


def _tax(service: int, on: Stand) -> Iterator[Session]:
    form = TaxForm(service, "m", PLACE, 2026, PERSONS_MAX, DEAREST)
    yield on(Frame("pay"), Frame("tax", json.dumps([service, [["m", PLACE]] * PLACES_MAX])))
    for name in ("tax_year", "tax_persons", "tax_consent"):
        yield on(Frame("tax"), Frame(name, form.pack()))
