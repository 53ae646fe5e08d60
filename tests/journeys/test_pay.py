"""Paying on the real processes: amounts first, the PIN on the operator's own prompt, the quittance by SMS, checked."""

import json
import re
from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from gateway.settings import Settings
from gateway.wiring import Guichet, build
from kernel import clock
from payments.invoices import Invoice, open_invoice
from tests.cast import session_id
from tests.journeys.running import HTTP, JSON, Running
from tests.waiting import until

KOFFI, SENA = "+2290197000003", "+2290195000004"


@pytest.fixture(scope="module")
def counter(town: Running) -> Iterator[Guichet]:
    """The running town's database, to open invoices as its counters would."""
    settings = Settings(
        database_url=SecretStr(town.urls["database_url"]), redis_url=SecretStr(town.urls["redis_url"])
    )
    guichet = build(settings)
    yield guichet
    guichet.close()


def owe(counter: Guichet, phone: str, amount_xof: int) -> Invoice:
    with counter.database.transaction() as connection:
        return open_invoice(
            connection, counter.keyring, counter.treasury.reference_key, subject_kind="counter",
            subject=session_id(), service=20, regie="bj-pns", revenue_line="bj-casier", country="BJ", phone=phone,
            amount_xof=amount_xof, label="Casier judiciaire", at=clock.now(),
        )  # fmt: skip


def choose(screen: str, words: str) -> str:
    """The digit before the line that has ``words``."""
    found = re.search(rf"^(\d+) .*{re.escape(words)}", screen, re.MULTILINE)
    assert found, f"{words!r} not in:\n{screen}"
    return found.group(1)


def pay(town: Running, phone: str, invoice: Invoice, way: str, network: str = "61603") -> str:
    """Walk the menu by reference to the last screen."""
    session, text = session_id(), "2"
    screen = town.dial(text, session, phone)
    text = f"{text}*{choose(screen, 'référence')}"
    town.dial(text, session, phone)
    text = f"{text}*{invoice.reference}"
    screen = town.dial(text, session, phone)
    assert f"{invoice.amount_xof:,}".replace(",", " ") in screen
    for words in ("Payer", way, "Confirmer"):
        text = f"{text}*{choose(screen, words)}"
        screen = town.dial(text, session, phone)
    assert town.dial(text, session, phone) == screen  # the operator's repeat pays nothing twice
    return screen


def type_pin(town: Running, phone: str) -> None:
    """The payer's PIN on the operator's prompt."""
    prompts = until(lambda: _prompts(town, phone))
    assert len(prompts) == 1
    answer = HTTP.request(
        "POST", f"{town.simulator}/phone/api/prompts/{prompts[0]['id']}",
        body=json.dumps({"pin": "1234"}), headers=JSON,
    )  # fmt: skip
    assert answer.status == 200, answer.data


def _prompts(town: Running, phone: str) -> list[dict[str, str]]:
    answer = HTTP.request("GET", f"{town.simulator}/phone/api/prompts", fields={"phone": phone})
    return list(answer.json()["prompts"])


@pytest.mark.parametrize(
    ("phone", "way"),
    [(KOFFI, "MTN MoMo"), (SENA, "Moov Money"), (KOFFI, "Autre mobile money"), (SENA, "PI-SPI")],
    ids=["MTN", "Moov", "GSMA", "PI-SPI"],
)
def test_a_fee_is_paid_and_its_quittance_checked(
    town: Running, counter: Guichet, phone: str, way: str
) -> None:
    invoice = owe(counter, phone, 1900 + len(way))
    screen = pay(town, phone, invoice, way)
    assert screen.startswith("END ")
    type_pin(town, phone)
    amount = f"{invoice.amount_xof:,} F".replace(",", " ")
    sms = town.wait_for_sms("Quittance", amount, phone=phone)
    found = re.search(r"Quittance ([\d ]{14}) code (\d{4})", sms)
    assert found, sms
    number, code = found.group(1).replace(" ", ""), found.group(2)
    assert amount in checked(town, number, code)
    assert amount not in checked(town, number, f"{(int(code) + 1) % 10000:04}")


def checked(town: Running, number: str, code: str) -> str:
    """What a stranger's phone reads of a quittance; each has five tries an hour, so each quittance has its own."""
    session, text, stranger = session_id(), "3", f"+22370{number[2:8]}"
    town.dial(text, session, stranger)
    text = f"{text}*{number}"
    screen = town.dial(text, session, stranger)
    assert "Quittance valable" in screen
    return town.dial(f"{text}*{code}", session, stranger)


def test_every_invariant_holds_after_the_payments(town: Running) -> None:
    result = town.guichet("check", "--json")
    broken = [row for row in json.loads(result.stdout) if row["broken"] and not row["warning"]]
    assert broken == []
