"""Preparing and deciding: each phone once, the silent left out, bad words refused, two persons above a number."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from catalogue.sms_prices import Prices, SmsPrice
from kernel.audit import AUDIT_LOG
from kernel.crypto import Keyring
from kernel.database import Database
from sms import optouts
from sms.broadcasts import deciding, queries, retention, wording
from sms.broadcasts.errors import NotAllowed, WordingRefused
from sms.broadcasts.estimate import Tally
from sms.broadcasts.filling import draft, fill
from sms.broadcasts.recipient import Recipient
from sms.broadcasts.tables import SMS_BROADCAST
from tests.sms.broadcasts.sendings import (
    AT,
    CATALOGUE,
    CO,
    DAY,
    WORDS,
    approved,
    drafted,
    people,
    recipients_of,
    row,
)


def test_a_phone_gets_one_message_however_often_it_is_found(database: Database, keyring: Keyring) -> None:
    [one] = people(1)
    number = drafted(database, keyring, [one, one._replace(reference="260000000999")])
    assert len(recipients_of(database, number)) == 1


def test_a_phone_of_an_earlier_page_is_not_written_again(database: Database, keyring: Keyring) -> None:
    [one] = people(1)
    with database.transaction() as connection:
        number = draft(connection, service=17, wording=WORDS, by="awa", at=AT)
    again = one._replace(reference="260000000999")
    written = list(fill(database, keyring, number, [[one], [again, *people(1, first=2)]]))
    assert written == [[one], people(1, first=2)]
    assert [recipient.number for recipient in recipients_of(database, number)] == [1, 3]


def test_the_phone_is_sealed_to_its_row(database: Database, keyring: Keyring) -> None:
    number = drafted(database, keyring, people(2))
    rows = recipients_of(database, number)
    assert all(b"+223" not in one.phone_sealed for one in rows)
    assert rows[0].phone_sealed != rows[1].phone_sealed
    context = f"sms_broadcast_recipient.phone_sealed:{number}:2"
    assert keyring.open(rows[1].phone_sealed, context) == b"+22370000002"


def test_who_asked_for_silence_is_left_out(database: Database, keyring: Keyring) -> None:
    """Bad-input row 31."""
    with database.transaction() as connection:
        optouts.remember(connection, keyring, "kannel", "+22370000002")
    number = drafted(database, keyring, people(3))
    assert [one.reference[:10] for one in recipients_of(database, number)] == ["2600000001", "2600000003"]
    assert row(database, number).recipients == 2


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ("", "the message is empty"),
        ("   ", "the message is empty"),
        ("x" * 1001, "the message has 1001 letters; 1000 at most are read"),
        ("é" * 950, "the message takes 7 parts in fr; 6 at most are sent"),
        ("Votre {code}", "nothing to put in {code}: "),
        ("Etat {state}", "nothing to put in {state}: "),
        ("{reference", "a placeholder is {reference} or {service}"),
        ("{reference!r}", "a placeholder is {reference} or {service}"),
        ("{reference.x}", "a placeholder is {reference} or {service}"),
        ("{}", "a placeholder is {reference} or {service}"),
    ],
)
def test_words_that_cannot_be_sent_are_refused(message: str, reason: str) -> None:
    with pytest.raises(WordingRefused) as refused:
        wording.of_message(CATALOGUE, CO, message)
    assert str(refused.value).startswith(reason)


def test_letters_that_no_phone_shows_are_named_and_refused_unless_accepted() -> None:
    words = wording.of_message(CATALOGUE, CO, "Prêt: 你好 你 {reference}")
    assert words.lost() == ("你", "好")
    with pytest.raises(WordingRefused, match="cannot show: 你 好"):
        wording.accept(words, loss=False)
    wording.accept(words, loss=True)


def test_a_template_is_read_by_each_in_his_language() -> None:
    words = wording.of_template(CATALOGUE, CO, "broadcast.ready")
    assert words.text("en", "260000000100").startswith(
        f"{words.titles['en']}, case 26 00000001 00: your document"
    )
    assert words.text("bm", "260000000100").startswith(
        f"{words.titles['bm']}, dossier 26 00000001 00: votre document"
    )
    assert words.text("de", "260000000100") == words.text("fr", "260000000100")
    assert words.lost() == ()


@pytest.mark.parametrize("key", ["broadcast.ready", "broadcast.closed"])
def test_the_shipped_templates_take_one_part_for_every_service(key: str) -> None:
    for service in CATALOGUE.services.values():
        words = wording.of_template(CATALOGUE, service, key)
        assert {words.segments(language).parts for language in CATALOGUE.languages} == {1}, service.code


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        (
            "broadcast.nothing",
            "no text 'broadcast.nothing' in the catalogue; texts for broadcasts: broadcast.closed, ",
        ),
        ("sms.deposited", "nothing to put in {code}: "),
    ],
)
def test_a_template_that_does_not_fit_is_refused(key: str, reason: str) -> None:
    with pytest.raises(WordingRefused) as refused:
        wording.of_template(CATALOGUE, CO, key)
    assert str(refused.value).startswith(reason)


def test_braces_that_are_meant_stay() -> None:
    assert (
        wording.of_message(CATALOGUE, CO, "{{A}} {reference}").text("fr", "260000000100")
        == "{A} 26 00000001 00"
    )


def test_the_estimate_is_that_of_a_calculator() -> None:
    def price(provider: str, network: str, thousandths: int) -> SmsPrice:
        return SmsPrice(
            provider=provider, network=network, thousandths=thousandths, valid_from=DAY, source="contrat"
        )

    prices = Prices((price("dear", "ml-orange", 20_000), price("good", "ml-orange", 17_500),
                     price("good", "bj-mtn", 10_001)))  # fmt: skip
    tally = Tally()
    two_parts = wording.of_message(CATALOGUE, CO, "a" * 161)
    tally.add(people(3))
    tally.add([Recipient("+2290197000003", "fr", "0" * 12), Recipient("+22350000000", "fr", "1" * 12)])
    found = tally.estimate(two_parts, prices, DAY)
    assert [(one.network, one.recipients, one.parts, one.provider, one.cost_xof) for one in found.lines] == [
        ("ml-orange", 3, 6, "good", 105),  # 6 parts of 17.5 F
        ("bj-mtn", 1, 2, "good", 21),  # 2 parts of 10.001 F, rounded up
        ("ml-telecel", 1, 2, None, 0),
    ]
    assert (found.recipients, found.parts, found.cost_xof, found.unpriced) == (5, 10, 126, 1)
    assert tally.estimate(two_parts, prices, DAY, ("dear",)).cost_xof == 120


def put(database: Database, number: int, **values: Any) -> None:
    with database.transaction() as connection:
        connection.execute(update(SMS_BROADCAST).where(SMS_BROADCAST.c.id == number).values(**values))


@pytest.mark.parametrize(
    ("recipients", "cost_xof", "alone"),
    [(1000, 50_000, True), (1001, 50_000, False), (1000, 50_001, False)],
    ids=["at the limit", "one person more", "one franc more"],
)
def test_above_a_number_another_person_lets_it_go(
    database: Database, keyring: Keyring, recipients: int, cost_xof: int, alone: bool
) -> None:
    number = drafted(database, keyring, people(1))
    put(database, number, recipients=recipients, cost_xof=cost_xof)
    if alone:
        with database.transaction() as connection:
            deciding.approve(connection, number, by="awa", at=AT)
    else:
        with database.transaction() as connection, pytest.raises(NotAllowed, match="another person"):
            deciding.approve(connection, number, by="Awa", at=AT)
        assert row(database, number).state == "draft"
        with database.transaction() as connection:
            deciding.approve(connection, number, by="moussa", at=AT)
    assert row(database, number).state == "approved"


def test_what_was_not_wholly_written_is_never_approved(database: Database, keyring: Keyring) -> None:
    with database.transaction() as connection:
        number = draft(connection, service=17, wording=WORDS, by="awa", at=AT)
    with database.transaction() as connection, pytest.raises(NotAllowed, match="not prepared"):
        deciding.approve(connection, number, by="moussa", at=AT)


def test_a_broadcast_to_nobody_is_not_approved(database: Database, keyring: Keyring) -> None:
    number = drafted(database, keyring, [])
    with database.transaction() as connection, pytest.raises(NotAllowed, match="no recipients"):
        deciding.approve(connection, number, by="moussa", at=AT)


def test_decisions_are_in_the_audit_trail_without_a_phone(database: Database, keyring: Keyring) -> None:
    number = approved(database, keyring, people(2))
    with database.transaction() as connection:
        deciding.stop(connection, number, by="awa", at=AT)
        trail = connection.execute(select(AUDIT_LOG).order_by(AUDIT_LOG.c.id)).all()
    assert [(one.actor, one.act, one.subject) for one in trail] == [
        ("staff:moussa", "broadcast.approve", f"broadcast:{number}"),
        ("staff:awa", "broadcast.stop", f"broadcast:{number}"),
    ]
    assert trail[0].detail == {"recipients": 2, "parts": 2, "cost_xof": 30}


def test_a_number_of_nothing_is_said_so(database: Database) -> None:
    with database.transaction() as connection:
        assert queries.show(connection, 7) is None
        for act in (deciding.approve, deciding.stop):
            with pytest.raises(LookupError, match="no broadcast 7"):
                act(connection, 7, by="awa", at=AT)


def test_recipients_go_some_at_a_time_of_one_broadcast_after_the_other(
    database: Database, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "ROWS_MAX", 2)
    first, second = (approved(database, keyring, people(3)) for _ in range(2))
    young = approved(database, keyring, people(2))
    for number, at in ((first, AT), (second, AT), (young, AT + timedelta(days=5))):
        with database.transaction() as connection:
            deciding.stop(connection, number, by="awa", at=at)
    gone = []
    for _ in range(5):
        with database.transaction() as connection:
            gone.append(retention.forget_old(connection, AT + timedelta(days=31)))
    assert gone == [2, 1, 2, 1, 0]
    assert [len(recipients_of(database, number)) for number in (first, second, young)] == [0, 0, 2]


def test_recipients_are_forgotten_after_a_month_and_drafts_stop_after_a_week(
    database: Database, keyring: Keyring
) -> None:
    old, waiting = approved(database, keyring, people(2)), drafted(database, keyring, people(2))
    with database.transaction() as connection:
        deciding.stop(connection, old, by="awa", at=AT)
    for days, gone, left in ((7, 0, "draft"), (8, 0, "stopped"), (31, 2, "stopped")):
        with database.transaction() as connection:
            assert retention.forget_old(connection, AT + timedelta(days=days)) == gone
        assert row(database, waiting).state == left
    assert (row(database, old).recipients, recipients_of(database, old)) == (2, [])
