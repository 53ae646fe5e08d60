"""Answers go when the time that their administration gives is over, and a missing rule is said."""

from dataclasses import replace
from datetime import timedelta

import time_machine
from sqlalchemy import select, update

from cases import lifecycle, seals
from cases.tables import CASE_FILE, CLOSED
from catalogue.administration import AnswersKept
from gateway import invariants, old_answers, ticks
from gateway.wiring import Guichet
from kernel import clock
from kernel.audit import AUDIT_LOG
from kernel.states import Machine
from tests.gateway.person.life import Life, opened

YEAR = timedelta(days=365)


def ruled(guichet: Guichet, rule: AnswersKept | None) -> None:
    """The catalogue with this rule for APEX."""
    known = guichet.catalogue
    apex = known.administrations["apex"].model_copy(update={"answers_kept": rule})
    vars(guichet)["catalogue"] = replace(known, administrations={**known.administrations, "apex": apex})


def answers_of(guichet: Guichet, case_id: str) -> tuple[dict[str, str], bool]:
    with guichet.database.transaction() as connection:
        row = connection.execute(select(CASE_FILE).where(CASE_FILE.c.id == case_id)).one()
    return seals.unseal_answers(
        guichet.keyring, case_id, row.answers_sealed
    ), row.answers_erased_at is not None


def warned(guichet: Guichet) -> dict[str, list[str]]:
    return {
        result.name: result.broken
        for result in invariants.examine(guichet)
        if " answers are " in f" {result.name}"
    }


def test_a_case_loses_its_answers_on_its_day_and_an_open_one_never(
    guichet: Guichet, life: Life, day: time_machine.Traveller
) -> None:
    old, open_ = life.case("rejetee"), life.case("disponible")
    with guichet.database.transaction() as connection:
        connection.execute(update(CASE_FILE).values(state_since=clock.now()))
    day.shift(YEAR - timedelta(hours=1))
    recent = life.case("retiree")
    ticks.forget(guichet)
    assert [answers_of(guichet, case)[1] for case in (old, open_, recent)] == [False, False, False]
    day.shift(timedelta(hours=2))
    ticks.forget(guichet)
    assert [answers_of(guichet, case)[1] for case in (old, open_, recent)] == [True, False, False]
    assert answers_of(guichet, old)[0] == {}
    assert answers_of(guichet, open_)[0]["exporter"] == "Awa Traoré"
    # What the citizen was told is the case's story, and goes only when they ask for it.
    assert "Votre dossier est rejeté" in opened(guichet)
    with guichet.database.transaction() as connection:
        query = select(AUDIT_LOG).where(AUDIT_LOG.c.act == "answers.erase")
        (row,) = connection.execute(query).all()
    assert (row.actor, row.subject, row.detail) == (
        "automate",
        "administration:apex",
        {"cases": 1, "days": 365},
    )


def test_without_a_rule_nothing_goes_and_check_says_so(guichet: Guichet, life: Life) -> None:
    ruled(guichet, None)
    case = life.case()
    with guichet.database.transaction() as connection:
        connection.execute(update(CASE_FILE).values(state_since=clock.now() - 20 * YEAR))
    ticks.forget(guichet)
    assert answers_of(guichet, case)[1] is False
    assert warned(guichet) == {
        "answers are erased when their administration's time is over": [],
        "each administration says how long answers are kept": ["apex"],
    }


def test_a_sweep_that_does_not_run_is_seen(guichet: Guichet, life: Life) -> None:
    life.case()
    with guichet.database.transaction() as connection:
        since = clock.now() - YEAR - old_answers.GRACE
        connection.execute(update(CASE_FILE).values(state_since=since - timedelta(hours=1)))
    late = warned(guichet)["answers are erased when their administration's time is over"]
    assert late == life.references
    ticks.forget(guichet)
    assert set(map(len, warned(guichet).values())) == {0}


def test_closed_is_what_nobody_makes_anything_of(guichet: Guichet) -> None:
    """The states that lead to no paper and to no administration, whichever way one goes from them."""
    machine: Machine = lifecycle.MACHINE
    at_work = {*lifecycle.OPEN, "disponible"}
    assert set(CLOSED) == machine.states - at_work
    assert not [(one, other) for one in CLOSED for other in at_work if machine.allows(one, other)]
