"""Papers in force stay whole; afterwards nothing says whose they were, and a copy of one is still no forgery."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from cases.tables import CASE_FILE
from gateway.person import erasing
from gateway.sealing import copies, sources
from kernel import clock
from tests.cast import AWA
from tests.gateway.sealed_town import SealedTown
from verification.registry.errors import RegistryRefused
from verification.registry.of_person import papers
from verification.registry.tables import SEALED_DOCUMENT


def erase(town: SealedTown) -> dict[str, int]:
    parts = town.guichet
    wish = "00000000-0000-0000-0000-000000000000"
    done = erasing.erase(
        parts.database, parts.keyring, parts.sessions, AWA, wish=wish, by="ibra", say=lambda _: None
    )
    return done.erased


def test_a_paper_is_forgotten_once_it_has_run_out_and_not_before(town: SealedTown) -> None:
    parts = town.guichet
    case_id = town.granted()
    town.work()
    (paper,) = town.documents()
    with parts.database.transaction() as connection:
        connection.execute(update(CASE_FILE).where(CASE_FILE.c.id == case_id).values(state="retiree"))
        (held,) = papers(connection, parts.keyring, AWA)
    assert held["number"] == paper.number
    assert held["shows"] == dict(paper.shown)
    assert "papers no longer in force" not in erase(town)
    (whole,) = town.documents()
    assert (whole.shown, whole.holder_phone) == (paper.shown, AWA)
    with parts.database.transaction() as connection:
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        connection.execute(update(SEALED_DOCUMENT).values(expires_at=clock.now() - timedelta(hours=1)))
    assert erase(town)["papers no longer in force"] == 1
    (left,) = town.documents()
    assert (left.number, left.state, left.token) == (paper.number, paper.state, paper.token)
    assert (dict(left.shown), left.pdf, left.holder_phone) == ({}, None, None)
    assert erase(town) == {}
    with pytest.raises(RegistryRefused):
        copies.duplicata(parts.sealed.seals, paper.number, "awa", clock.now())


def test_no_paper_is_made_of_answers_that_were_erased(town: SealedTown) -> None:
    parts, at = town.guichet, clock.now().replace(microsecond=0)
    case_id = town.granted()
    given = (parts.database, parts.keyring, parts.catalogue, case_id, at)
    assert sources.of_case(*given) is not None
    with parts.database.transaction() as connection:
        connection.execute(update(CASE_FILE).values(state="retiree"))
    erase(town)
    with parts.database.transaction() as connection:
        assert connection.execute(select(CASE_FILE.c.answers_erased_at)).scalar_one() is not None
    assert sources.of_case(*given) is None
