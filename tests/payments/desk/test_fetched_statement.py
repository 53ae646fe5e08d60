"""A statement that an API tells is a file like any other: received once, classed, never half a day."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from kernel import clock
from payments.contract import Unanswered
from payments.movement import Movement, Statements
from payments.reconciliation.fetching import fetched
from payments.reconciliation.importing import Imports, Source
from payments.reconciliation.refused import StatementRefused
from payments.reconciliation.report import Report
from tests.payments.counter import ACCOUNTING, Counter, broken
from tests.payments.rails.bench import bench
from tests.payments.rails.operators import PispiServer, WaveServer

pytestmark = pytest.mark.usefixtures("day")


@pytest.fixture
def run(room: Counter) -> Callable[[Source], Report]:
    imports = Imports(room.database, room.settlement, ACCOUNTING)
    return lambda source: imports.run(source, by="awa")


def yesterday() -> date:
    return (clock.now() - timedelta(days=1)).date()


def wave_line(number: str, amount: str, kind: str = "api_checkout", **changed: Any) -> dict[str, Any]:
    return {
        "timestamp": f"{yesterday()}T10:00:00Z", "transaction_id": number, "transaction_type": kind, "amount": amount,
        "fee": "0", "currency": "XOF", "counterparty_mobile": "+22370000001", "client_reference": None,
        "checkout_api_session_id": None, "is_reversal": False, **changed,
    }  # fmt: skip


def test_what_only_wave_knew_is_received_once(room: Counter, run: Callable[[Source], Report]) -> None:
    with bench("wave") as ready:
        assert isinstance(ready.server, WaveServer)
        assert isinstance(ready.rail, Statements)
        ready.server.days[str(yesterday())] = [
            wave_line("T1", "2970", fee="30"), wave_line("T2", "-500", "api_checkout_refund", is_reversal=True),
            wave_line("T3", "700", "b2b_payment"), wave_line("T4", "12", currency="EUR"),
        ]  # fmt: skip
        reports = []
        for _ in range(2):
            with fetched(ready.rail, "wave", "ML", yesterday()) as source:
                reports.append(run(source))
            assert not source.path.exists()
    first, again = reports
    assert (first.new, again.new) == (True, False)
    found = {each.class_: (each.count, each.amount_xof) for each in first.tallies}
    assert found["theirs_only"] == (1, 3000)
    assert found["currency"] == (1, 0)
    assert found["refund"] == (1, -500)
    assert found["unknown"] == (1, 700)
    assert [(row.rail, row.operator_id, row.amount_xof) for row in room.receipts()] == [("wave", "T1", 3000)]
    assert broken(room) == {}


def test_what_wave_takes_back_is_taken_back(room: Counter, run: Callable[[Source], Report]) -> None:
    with bench("wave") as ready:
        assert isinstance(ready.server, WaveServer)
        assert isinstance(ready.rail, Statements)
        ready.server.days[str(yesterday())] = [
            wave_line("T1", "2970", fee="30"), wave_line("T1", "-2970", fee="-30", is_reversal=True),
        ]  # fmt: skip
        with fetched(ready.rail, "wave", "ML", yesterday()) as source:
            report = run(source)
    assert [(each.class_, each.amount_xof, each.open) for each in report.tallies] == [
        ("theirs_only", 3000, 0), ("reversed", -3000, 0),
    ]  # fmt: skip
    assert [row.disposition for row in room.receipts()] == ["reversed"]
    assert broken(room) == {}


def test_pispi_tells_the_days_of_the_country(room: Counter, run: Callable[[Source], Report]) -> None:
    """23:30 UTC is the next day in Cotonou."""
    day = yesterday() - timedelta(days=1)
    with bench("pispi") as ready:
        assert isinstance(ready.server, PispiServer)
        assert isinstance(ready.rail, Statements)
        ready.server.paid = [
            {"end2endId": name, "txId": "", "montant": 1000, "categorie": "400", "dateIrrevocabilite": at}
            for name, at in (("E1", f"{day}T22:30:00Z"), ("E2", f"{day}T23:30:00Z"))
        ]
        with fetched(ready.rail, "pispi", "BJ", day) as source:
            run(source)
        assert [row.operator_id for row in room.receipts()] == ["E1"]
        with fetched(ready.rail, "pispi", "BJ", yesterday()) as source:
            run(source)
    assert [row.operator_id for row in room.receipts()] == ["E1", "E2"]


def test_a_day_that_is_not_over_is_not_fetched(run: Callable[[Source], Report]) -> None:
    with bench("wave") as ready:
        assert isinstance(ready.rail, Statements)
        with (
            pytest.raises(StatementRefused) as refused,
            fetched(ready.rail, "wave", "ML", clock.now().date()),
        ):
            raise AssertionError("fetched")
        assert refused.value.reason_code == "today"
        assert ready.server.calls == []


def test_a_list_that_breaks_off_leaves_nothing(room: Counter, run: Callable[[Source], Report]) -> None:
    class Broken:
        def movements(self, country: str, day: date) -> Iterator[Movement]:
            yield Movement("T1", "payment", clock.now() - timedelta(days=1), 3000, 0, "XOF", "", "")
            raise Unanswered("statement_too_long")

    with pytest.raises(Unanswered), fetched(Broken(), "wave", "ML", yesterday()) as source:
        run(source)
    assert room.receipts() == []


@pytest.mark.parametrize("rail", ["wave", "pispi", "moov", "orange", "gsma"])
def test_whoever_says_so_can_be_asked(rail: str) -> None:
    with bench(rail) as ready:
        assert isinstance(ready.rail, Statements) is ready.rail.capabilities.statement_api
