"""What messages cost, against a table made by hand; a text that takes a part for a letter too many is named."""

import json
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from click.testing import CliRunner
from sqlalchemy import update

from catalogue.catalogue import Catalogue, Texts
from catalogue.loader import load
from catalogue.service import Fee
from catalogue.sms_prices import Prices, SmsPrice
from gateway import doctor, message_costs, message_plan
from gateway.cli import guichet as command
from gateway.message_plan import over
from gateway.wiring import Guichet
from kernel.crypto import Keyring
from kernel.database import Database
from kernel.gsm import Segments
from sms.outbox import queue
from sms.tables import SMS_MESSAGE
from tests.cast import AWA, KOFFI, MOUSSA
from tests.rooms import ROOT

AT = datetime(2026, 6, 1, 10, 0, tzinfo=UTC)
DAY = date(2026, 6, 1)


def price(provider: str, network: str, thousandths: int) -> SmsPrice:
    return SmsPrice(
        provider=provider, network=network, thousandths=thousandths, valid_from=DAY, source="contrat"
    )


PRICES = Prices(
    (price("near", "ml-orange", 15_000), price("far", "ml-orange", 20_000), price("far", "ml-moov", 20_500))
)
# By hand: each text is one part but sms.status, which is written here with 161 letters: 2 parts.
WRITTEN = {
    "sms.deposited": "Dossier {reference} code {code}",
    "sms.moved": "{reference} {state} {next}",
    "sms.status": "x" * 161,
    "sms.quittance": "Quittance {number} {amount}",
    "failure.other": "refus",
}


@pytest.fixture(scope="module")
def small() -> Catalogue:
    """The certificate of origin and the TDRL only, with texts that can be counted by hand."""
    shipped = load()
    states = _states(shipped)
    fee = Fee(amount_xof=1900, valid_from=date(2020, 1, 1), source="essai")
    paid = shipped.services[17].model_copy(update={"fees": (fee,)})
    free = shipped.services[17].model_copy(update={"number": 18, "code": "ML-FREE", "fees": ()})
    services = {11: shipped.services[11], 17: paid, 18: free}
    return replace(shipped, services=services, texts=Texts({"fr": {**states, **WRITTEN}}), sms_prices=PRICES)


def test_a_month_costs_what_a_table_made_by_hand_says(small: Catalogue) -> None:
    found = message_costs.of_services(small, "fr", DAY, 1000)
    assert [(one.service, one.messages, one.parts) for one in found] == [
        ("ML-TDRL", 1, 1),  # the quittance
        ("ML-CO", 6, 7),  # deposited 1, status 2, quittance 1, three moves 3
        ("ML-FREE", 6, 7),  # deposited 1, status 2, four moves 4
    ]
    assert [(one.network, one.provider, one.request_xof, one.month_xof) for one in found[1].networks] == [
        ("ml-orange", "near", 105, 105_000),  # 7 parts of 15 F
        ("ml-moov", "far", 144, 143_500),  # 7 parts of 20.5 F: 143.5 F, rounded up for one
        ("ml-telecel", None, 0, 0),
    ]


def test_a_paid_request_has_a_quittance_where_a_free_one_has_a_move(small: Catalogue) -> None:
    keys = {
        one.service: [letter.key for letter in one.letters]
        for one in message_costs.of_services(small, "fr", DAY, 1)
    }
    assert keys["ML-CO"].count("sms.quittance") == 1
    assert keys["ML-CO"].count("sms.moved") == 3
    assert keys["ML-FREE"].count("sms.quittance") == 0
    assert keys["ML-FREE"].count("sms.moved") == 4


def test_only_the_allowed_providers_are_priced(small: Catalogue) -> None:
    co = message_costs.of_services(small, "fr", DAY, 1000, ("far",))[1]
    assert [one.month_xof for one in co.networks] == [140_000, 143_500, 0]


def test_a_service_of_the_counter_sends_nothing() -> None:
    shipped = load()
    counter = next(one for one in shipped.services.values() if one.deposit == "counter" and one.number != 11)
    assert message_plan.life(shipped, counter, "fr", DAY) == ()


@pytest.mark.parametrize(
    ("size", "letters"),
    [
        (Segments("GSM-7", 1, 160), 0),
        (Segments("GSM-7", 2, 161), 1),
        (Segments("GSM-7", 2, 170), 10),
        (Segments("GSM-7", 2, 171), 0),
        (Segments("GSM-7", 3, 308), 2),
        (Segments("UCS-2", 2, 71), 1),
    ],
)
def test_a_part_for_a_few_letters_is_noticed(size: Segments, letters: int) -> None:
    assert over(size) == letters


def test_each_template_says_its_parts_and_lost_letters(small: Catalogue) -> None:
    lossy = replace(small, texts=Texts({"fr": {**WRITTEN, "sms.moved": "你 {state}", **_states(small)}}))
    found = {one.key: one for one in message_plan.templates(lossy) if one.language == "fr"}
    assert (found["sms.status"].size.parts, found["sms.status"].over) == (2, 1)
    assert found["sms.moved"].lost == ("你",)
    assert (found["sms.deposited"].size.parts, found["sms.deposited"].over) == (1, 0)


def _states(catalogue: Catalogue) -> dict[str, str]:
    keys = catalogue.texts.keys()
    return {key: catalogue.text(key, "fr") for key in keys if key.startswith(("state.", "next."))}


def test_the_shipped_texts_take_one_part_but_the_note() -> None:
    found = list(message_plan.templates(load()))
    assert {one.key for one in found if one.size.parts > 1} <= {"sms.moved_note"}
    assert [one for one in found if one.lost or one.over] == []


def test_what_was_really_sent_is_counted_by_text_and_network(database: Database, keyring: Keyring) -> None:
    with time_machine.travel(AT, tick=False), database.transaction() as connection:
        for phone, purpose, words in (
            (AWA, "sms.moved", "a"), (AWA, "sms.moved", "a" * 161), (MOUSSA, "sms.moved", "a"),
            (AWA, "broadcast", "a"), (KOFFI, "sms.moved", "a"),
        ):  # fmt: skip
            queue(connection, keyring, phone=phone, text=words, purpose=purpose)
        connection.execute(update(SMS_MESSAGE).values(handed_at=AT))
        queue(connection, keyring, phone=AWA, text="never left", purpose="sms.moved")
    with database.transaction() as connection:
        found = message_costs.spent(connection, keyring, PRICES, AT - timedelta(days=1), DAY)
        late = message_costs.spent(connection, keyring, PRICES, AT + timedelta(days=1), DAY)
    assert [
        (one.purpose, one.network, one.messages, one.parts, one.provider, one.cost_xof) for one in found
    ] == [
        ("broadcast", "ml-orange", 1, 1, "near", 15),
        ("sms.moved", "bj-mtn", 1, 1, None, 0),
        ("sms.moved", "ml-moov", 1, 1, "far", 21),
        ("sms.moved", "ml-orange", 2, 3, "near", 45),
    ]
    assert late == []


def test_the_command_prints_it_with_what_it_assumes() -> None:
    result = CliRunner().invoke(command, ["catalogue", "cost", "--volume", "10"])
    assert result.exit_code == 0, result.output
    for words in ("ML-CO", "Orange Mali", "Assumed: 10 requests a month", "FICTIF", "sms.quittance"):
        assert words in result.output


def test_a_program_gets_one_object() -> None:
    said = json.loads(CliRunner().invoke(command, ["catalogue", "cost", "--json"]).stdout)
    assert said["assumptions"]["volume"] == 1000
    assert said["real"] is None
    co = next(one for one in said["services"] if one["service"] == "ML-CO")
    assert co["networks"][0]["month_xof"] == 1000 * co["networks"][0]["request_xof"]


def test_the_real_messages_come_from_the_database(guichet: Guichet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUICHET_DATABASE_URL", guichet.settings.database_url.get_secret_value())
    monkeypatch.setenv("GUICHET_REDIS_URL", guichet.settings.redis_url.get_secret_value())
    result = CliRunner().invoke(command, ["catalogue", "cost", "--real", "--json"])
    assert json.loads(result.stdout)["real"] == []


@pytest.mark.parametrize(
    "words",
    [
        ("--volume", "0"),
        ("--volume", "x"),
        ("--language", "de"),
        ("--provider", "glo"),
        ("--folder", "/none"),
    ],
)
def test_misuse_exits_2(words: tuple[str, str]) -> None:
    """Bad-input row 77."""
    result = CliRunner().invoke(command, ["catalogue", "cost", *words])
    assert result.exit_code == 2
    assert "Traceback" not in result.output


def test_a_wrong_price_file_stops_the_command_with_its_line(tmp_path: Path) -> None:
    """Bad-input row 75."""
    folder = tmp_path / "catalogue"
    shutil.copytree(ROOT / "catalogue", folder, ignore=shutil.ignore_patterns("__pycache__", "*.py"))
    (folder / "sms_prices.yaml").write_text("prices: 3\n", "utf-8")
    result = CliRunner().invoke(command, ["catalogue", "cost", "--folder", str(folder)])
    assert result.exit_code == 1
    assert "sms_prices.yaml:1: the file is one list, under `prices`" in result.output


def test_the_doctor_lists_the_prices_that_are_only_examples(guichet: Guichet) -> None:
    [finding] = [one for one in doctor.examine(guichet.settings) if one.part == "sms prices"]
    assert finding.ok  # in a demo
    assert finding.seen.startswith("19 of 19 are examples (FICTIF): africastalking ml-orange, ")
