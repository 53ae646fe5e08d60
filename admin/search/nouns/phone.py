"""A phone as a citizen says it: of Mali or Benin without a prefix, or of anywhere with one."""

from sqlalchemy import exists, or_, select

from admin.search.look import Found, Look
from cases.seals import phone_index as case_index
from cases.tables import CASE_FILE
from kernel.phone import PhoneRefused, country_of, parse
from kernel.redaction import masked_phone
from payments.seals import payer_index
from payments.tables import INVOICE, MONEY_RECEIPT, PAYMENT_ATTEMPT
from sms.sealing import phone_index as sms_index
from sms.tables import SMS_MESSAGE

COUNTRIES = ("ML", "BJ")


def read(text: str) -> tuple[str, ...]:
    """E.164, two of them for eight digits that both countries may have."""
    found: list[str] = []
    for country in COUNTRIES:
        try:
            phone = parse(text, country)
        except PhoneRefused:
            continue
        if phone.startswith("+") and phone not in found:
            found.append(phone)
    return tuple(found)


def find(look: Look, keys: tuple[str, ...]) -> list[Found]:
    """Those of them of whom the person who looks may see something."""
    return [
        Found("phone", masked_phone(phone), country_of(phone), page="citizen", key=phone)
        for phone in keys
        if known(look, phone)
    ]


def known(look: Look, phone: str) -> bool:
    """One round trip, five look-ups by index, each ended by its first row."""
    reach, payer = look.reach, payer_index(look.keyring, phone)
    attempt, receipt = PAYMENT_ATTEMPT.c, MONEY_RECEIPT.c
    traces = [
        exists().where(CASE_FILE.c.phone_index == case_index(look.keyring, phone), reach.cases()),
        exists().where(INVOICE.c.payer_index == payer, reach.invoices()),
        exists().where(attempt.payer_index == payer, INVOICE.c.id == attempt.invoice_id, reach.invoices()),
        exists().where(receipt.payer_index == payer, receipt.invoice_id.is_(None), reach.unassigned()),
        exists().where(receipt.payer_index == payer, INVOICE.c.id == receipt.invoice_id, reach.invoices()),
    ]
    if reach.whole and reach.sees_cases:
        traces.append(exists().where(SMS_MESSAGE.c.phone_index == sms_index(look.keyring, phone)))
    return bool(look.connection.execute(select(or_(*traces))).scalar())
