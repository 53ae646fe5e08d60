"""PostgreSQL refuses, stalls or dies inside a COMMIT: a sentence in time, nothing half done, nothing twice."""

from collections.abc import Callable

import pytest

from gateway.wiring import Guichet
from kernel.database import Database
from tests.conversation.test_a_request import ANSWERS
from tests.conversation.test_on_real_ground import Caller
from tests.fault_proxy import BLACK_HOLE, FaultProxy
from tests.faults.doors import BUSY, cases, client_of, connected, dial, kept_events, push, ready
from tests.patience import Awake


def stalled(wire: FaultProxy) -> None:
    wire.mode = BLACK_HOLE


FAULTS: dict[str, tuple[Callable[[FaultProxy], None], float]] = {
    "12 refused": (FaultProxy.refuse, 2.0),
    "37 stalled": (stalled, 4.5),
}
FAULTY = pytest.mark.parametrize(("fault", "seconds"), FAULTS.values(), ids=FAULTS)


def at_consent(guichet: Guichet) -> Caller:
    caller = Caller(guichet)
    caller.dial("17")
    assert "1 Confirmer" in caller.say("1", *ANSWERS, "98", "98")
    return caller


@FAULTY
def test_a_confirmation_ends_politely_in_time_and_is_not_half_done(
    guichet: Guichet, at_postgresql: Guichet, database: Database, postgres_wire: FaultProxy,
    fault: Callable[[FaultProxy], None], seconds: float,
) -> None:  # fmt: skip
    """Fault rows 12 and 37."""
    caller = at_consent(guichet)
    caller.guichet = connected(at_postgresql)
    fault(postgres_wire)
    with Awake() as awake:
        caller.say("1")
    assert awake.seconds < seconds
    assert not caller.last.more
    assert "Référence" not in caller.last.text
    assert cases(database) == 0


@FAULTY
def test_a_pushed_event_is_refused_so_that_it_comes_again(
    guichet: Guichet, at_postgresql: Guichet, database: Database, postgres_wire: FaultProxy,
    fault: Callable[[FaultProxy], None], seconds: float,
) -> None:  # fmt: skip
    """Fault rows 12 and 37: whoever has no fuse is let go by the connection itself."""
    assert push(client_of(guichet), "e-0").status_code == 202
    client = client_of(connected(at_postgresql))
    fault(postgres_wire)
    with Awake() as awake:
        answer = push(client)
    assert awake.seconds < seconds
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert kept_events(database) == 1


@FAULTY
def test_menus_go_on_and_readiness_names_postgresql(
    at_postgresql: Guichet,
    postgres_wire: FaultProxy,
    fault: Callable[[FaultProxy], None],
    seconds: float,
) -> None:
    """Fault rows 12 and 37: the menu needs no database, and the alert is told while it is away."""
    client = client_of(connected(at_postgresql))
    fault(postgres_wire)
    with Awake() as awake:
        assert dial(client).text.startswith("CON Guichet")
    assert awake.seconds < seconds
    status, parts = ready(client)
    assert status == 503
    assert parts["redis"]["ok"]
    assert not parts["postgresql"]["ok"]


def test_it_goes_on_by_itself_when_postgresql_is_back(frail: Guichet, postgres_wire: FaultProxy) -> None:
    caller = at_consent(frail)
    postgres_wire.refuse()
    assert caller.say("1").startswith(BUSY)
    postgres_wire.listen_again()
    caller._send()
    assert caller.last.text.startswith("Demande déposée.")


@pytest.mark.parametrize("committed", [True, False], ids=["and has committed", "and has not committed"])
def test_a_commit_that_postgresql_does_not_answer_makes_one_case(
    frail: Guichet, database: Database, postgres_wire: FaultProxy, committed: bool
) -> None:
    """Fault row 13: the outcome is unknown to us; the same turn again gives one case, and its reference."""
    caller = at_consent(frail)
    if committed:
        postgres_wire.cut_after = b"COMMIT"
    else:
        postgres_wire.cut_before = b"COMMIT"
    assert caller.say("1").startswith(BUSY)
    assert postgres_wire.hit.is_set()
    postgres_wire.cut_after = postgres_wire.cut_before = b""
    caller._send()
    assert caller.last.text.startswith("Demande déposée.")
    assert cases(database) == 1
