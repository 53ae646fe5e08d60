"""Told acts of money: an invoice of a tax, one try to pay it, what the operator says later."""

from datetime import timedelta

from sqlalchemy import select, update

from gateway.demo.month import news
from gateway.demo.month.moment import Moment, Subject
from gateway.demo.month.told_clock import told
from gateway.demo.month.town import Town
from payments import invoices, seals
from payments.attempts.starting import start
from payments.contract import Standing
from payments.errors import NotStarted
from payments.states import ASKED
from payments.tables import INVOICE, PAYMENT_ATTEMPT


def owe(town: Town, moment: Moment) -> None:
    """A citizen declares a tax."""
    subject = subject_of(moment)
    service = town.guichet.catalogue.services[subject.service]
    invoice = town.treasury.invoicing.of_tax(
        town.connection, service, subject.answers, phone=subject.citizen.phone, at=moment.at
    )
    town.invoices[subject.citizen.phone, subject.opened_at] = invoice.id


def pay(town: Town, moment: Moment) -> None:
    """One try. ``details``: rail, try, after_s, said (a `Standing`; None: silence); no said: the payer dials later."""
    subject, details, connection = subject_of(moment), moment.details, town.connection
    invoice_id = invoice_of(town, subject)
    invoice = invoices.find(connection, invoice_id) if invoice_id else None
    if invoice is None or not invoice.due_xof:
        return
    try:
        attempt_id = start(
            connection, town.guichet.keyring, town.treasury.rails, invoice_id=invoice.id, rail=details["rail"],
            phone=subject.citizen.phone, amount_xof=invoice.due_xof, at=moment.at, key=key_of(subject, details["try"]),
        )  # fmt: skip
    except NotStarted:
        return
    if "said" in details and details["said"] is None:
        town.script.silent.add(attempt_id)
    news.settle(town)
    if details.get("said") is not None:
        _answer(town, attempt_id, details["said"], moment, details["after_s"])
    hold_back(town, attempt_id)


def ask(town: Town, moment: Moment) -> None:
    """The poll that brings news at last, or none. ``details``: try, said (None: silence)."""
    attempt_id = attempt_of(town, subject_of(moment), moment.details["try"])
    if attempt_id is not None:
        _answer(town, attempt_id, moment.details["said"], moment, 0)
        hold_back(town, attempt_id)


def hold_back(town: Town, attempt_id: str) -> None:
    """The real operators know nothing of the past: they are not asked before the month is written."""
    town.connection.execute(
        update(PAYMENT_ATTEMPT)
        .where(PAYMENT_ATTEMPT.c.id == attempt_id, PAYMENT_ATTEMPT.c.state.in_(ASKED))
        .values(next_poll_at=town.held_until)
    )


def invoice_of(town: Town, subject: Subject) -> str | None:
    """The id of the invoice of a case or a tax that was told before."""
    key = (subject.citizen.phone, subject.opened_at)
    if key not in town.invoices:
        index = seals.payer_index(town.guichet.keyring, key[0])
        found = town.connection.execute(
            select(INVOICE.c.id).where(INVOICE.c.payer_index == index, INVOICE.c.opened_at == key[1])
        ).scalar()
        if found is None:
            return None
        town.invoices[key] = found
    return town.invoices[key]


def attempt_of(town: Town, subject: Subject, number: int) -> str | None:
    """The id of one try."""
    found: str | None = town.connection.execute(
        select(PAYMENT_ATTEMPT.c.id).where(PAYMENT_ATTEMPT.c.idem_key == key_of(subject, number))
    ).scalar()
    return found


def key_of(subject: Subject, number: int) -> str:
    """The same try has the same key, whichever process tells it. No phone in it."""
    return f"demo:{subject.service}:{subject.opened_at.isoformat()}:{number}"


def subject_of(moment: Moment) -> Subject:
    """Whose payment it is."""
    if moment.subject is None:
        raise ValueError("an act of money has its subject")
    return moment.subject


def _answer(town: Town, attempt_id: str, said: Standing | None, moment: Moment, after_s: int) -> None:
    if said is None:
        town.script.standings.pop(attempt_id, None)
    else:
        town.script.standings[attempt_id] = said
    with told(moment.at + timedelta(seconds=after_s)):
        town.treasury.polls.ask(attempt_id)
        news.settle(town)
