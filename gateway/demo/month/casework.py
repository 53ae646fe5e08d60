"""Told acts of cases: handed in, moved by an office."""

from sqlalchemy import Connection, select

from cases import lifecycle, seals
from cases.deciding import ACTS
from cases.deposit import Request, deposit
from cases.tables import CASE_FILE
from gateway.demo import services
from gateway.demo.month import news
from gateway.demo.month.filed import file
from gateway.demo.month.moment import Moment, Subject
from gateway.demo.month.town import STAFF, Town
from kernel import audit, clock

ACT_OF = {act.to: name for name, act in ACTS.items()}


def hand_in(town: Town, moment: Moment) -> None:
    """``details``: fee_xof, an example's fee where none is published."""
    subject, connection = _subject(moment), town.connection
    citizen = subject.citizen
    service = services.open_for_all(
        town.guichet.catalogue, subject.service, moment.at, moment.details.get("fee_xof")
    )
    request = Request(
        service=service, phone=citizen.phone, answers=subject.answers, language=citizen.language,
        network=citizen.network.code if subject.channel == "ussd" else "",
    )  # fmt: skip
    if citizen.language != "fr":
        town.preferences.set_language(connection, citizen.phone, citizen.language)
    done = deposit(connection, town.guichet.keyring, town.treasury.reference_key, request, moment.at)
    town.cases[citizen.phone, subject.opened_at] = done.case_id
    if done.state == "a_payer":
        fee = service.fee_on(clock.local_day(service.country, moment.at))
        town.treasury.invoicing.of_case(
            connection, service, case_id=done.case_id, reference=done.reference, phone=citizen.phone,
            amount_xof=fee.amount_xof if fee and fee.amount_xof else 0, at=moment.at,
        )  # fmt: skip
    news.settle(town)
    if done.state != "a_payer":
        file(town, done.case_id)
        news.settle(town)


def move(town: Town, moment: Moment) -> None:
    """``details``: to, by, note. What the case has no edge for has not happened: it was paid late, or never."""
    case_id = case_of(town, _subject(moment))
    if case_id is None:
        return
    connection, to = town.connection, str(moment.details["to"])
    state = lifecycle.hold(connection, case_id)
    if state == "a_payer" or not lifecycle.MACHINE.allows(state, to):
        return
    note = moment.details.get("note")
    sealed = seals.seal_note(town.guichet.keyring, case_id, str(note)) if note else None
    by = str(moment.details["by"])
    lifecycle.advance(connection, case_id, to, town.source(by), sealed, moment.at)
    news.settle(town)
    if by.startswith(STAFF) and to in ACT_OF:
        told = {"act": ACT_OF[to], "from": state, "to": to}
        audit.append(connection, by, "case.decided", f"case:{_reference(connection, case_id)}", told)


def case_of(town: Town, subject: Subject) -> str | None:
    """The id of a case that was told before, by this process or by one that was ended."""
    key = (subject.citizen.phone, subject.opened_at)
    if key not in town.cases:
        found = _find(town.connection, seals.phone_index(town.guichet.keyring, key[0]), subject)
        if found is None:
            return None
        town.cases[key] = found
    return town.cases[key]


def _find(connection: Connection, index: str, subject: Subject) -> str | None:
    found: str | None = connection.execute(
        select(CASE_FILE.c.id).where(
            CASE_FILE.c.phone_index == index, CASE_FILE.c.opened_at == subject.opened_at
        )
    ).scalar()
    return found


def _reference(connection: Connection, case_id: str) -> str:
    return str(
        connection.execute(select(CASE_FILE.c.reference).where(CASE_FILE.c.id == case_id)).scalar_one()
    )


def _subject(moment: Moment) -> Subject:
    if moment.subject is None:
        raise ValueError("an act of a case has its subject")
    return moment.subject
