"""What becomes of a document is decided by two persons, told once, and never undone where it must not be."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from kernel import audit
from tests.verification.core.office import DAY, NOON
from tests.verification.registry.desk import CODE_KEY, FIELDS, Desk
from verification.registry import papers, revoking
from verification.registry.errors import RegistryRefused, SamePerson


def state(desk: Desk, number: str) -> str:
    with desk.database.transaction() as connection:
        found = connection.execute(
            text("SELECT state FROM sealed_document WHERE number = :number"), {"number": number}
        )
        return str(found.scalar_one())


def news(desk: Desk) -> list[tuple[str, str, str]]:
    with desk.database.transaction() as connection:
        rows = connection.execute(text("SELECT lane, topic, subject FROM outbox ORDER BY id")).all()
    return [(row.lane, row.topic, row.subject) for row in rows]


@pytest.mark.parametrize(
    ("acts", "ends"),
    [
        (("suspend",), "suspended"),
        (("suspend", "restore"), "valid"),
        (("revoke",), "revoked"),
        (("suspend", "revoke"), "revoked"),
        (("replace",), "replaced"),
        (("suspend", "replace"), "replaced"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, tuple) else value,
)
def test_two_persons_lead_a_document_to(desk: Desk, acts: tuple[str, ...], ends: str) -> None:
    issued = desk.issue()
    for act in acts:
        desk.change(issued.number, act)
    assert state(desk, issued.number) == ends
    assert news(desk) == [("documents", "document.status", issued.id)] * len(acts)


@pytest.mark.parametrize("ends", ["revoke", "replace"])
@pytest.mark.parametrize("act", ["suspend", "restore", "revoke", "replace"])
def test_nothing_leaves_a_final_state(desk: Desk, ends: str, act: str) -> None:
    number = desk.issue().number
    desk.change(number, ends)
    with pytest.raises(RegistryRefused, match="state"):
        desk.propose(number, act)


def test_a_proposal_alone_changes_nothing(desk: Desk) -> None:
    number = desk.issue().number
    desk.propose(number)
    assert (state(desk, number), news(desk)) == ("valid", [])


@pytest.mark.parametrize("name", ["awa", "AWA", "Awa"])
def test_whoever_proposed_does_not_decide(desk: Desk, name: str) -> None:
    number = desk.issue().number
    proposal = desk.propose(number, by="awa")
    for approve in (True, False):
        with pytest.raises(SamePerson):
            desk.decide(proposal, by=name, approve=approve)
    assert state(desk, number) == "valid"


def test_the_database_refuses_one_person_too(desk: Desk) -> None:
    desk.propose(desk.issue().number, by="awa")
    with pytest.raises(IntegrityError), desk.database.transaction() as connection:
        connection.execute(
            text("UPDATE document_proposal SET decided_by = 'AWA', decided_at = now(), approved = true")
        )


def test_a_refused_proposal_changes_nothing_and_makes_room(desk: Desk) -> None:
    number = desk.issue().number
    assert desk.decide(desk.propose(number), approve=False) == "valid"
    assert news(desk) == []
    assert desk.change(number, "suspend") == "suspended"


def test_a_proposal_is_decided_once(desk: Desk) -> None:
    proposal = desk.propose(desk.issue().number)
    desk.decide(proposal, approve=False)
    with pytest.raises(RegistryRefused, match="no such proposal"):
        desk.decide(proposal, by="issa")


def test_eight_who_decide_at_once_change_it_once(desk: Desk) -> None:
    issued = desk.issue()
    proposal = desk.propose(issued.number)

    def one(name: int) -> str:
        try:
            return desk.decide(proposal, by=f"staff{name}")
        except RegistryRefused:
            return "late"

    with ThreadPoolExecutor(8) as pool:
        found = sorted(pool.map(one, range(8)))
    assert found == ["late"] * 7 + ["revoked"]
    assert news(desk) == [("documents", "document.status", issued.id)]
    assert desk.count("document_event") == 2


def test_one_wish_at_a_time(desk: Desk) -> None:
    number = desk.issue().number
    first = desk.propose(number, "revoke", by="awa")
    assert desk.propose(number, "revoke", by="awa") == first
    for act, by in (("suspend", "awa"), ("revoke", "moussa")):
        with pytest.raises(RegistryRefused, match="another decision"):
            desk.propose(number, act, by=by)
    with desk.database.transaction() as connection:
        assert [row["id"] for row in papers.proposals(connection)] == [first]


@pytest.mark.parametrize(
    "number", ["", "260000000000", "garbage", "1" * 500], ids=["none", "check", "words", "long"]
)
def test_a_number_of_nobody_is_refused(desk: Desk, number: str) -> None:
    with pytest.raises(RegistryRefused, match="no document"):
        desk.propose(number)


@pytest.mark.parametrize("proposal", ["", "x", "00000000-0000-4000-8000-000000000000", "'; --"])
def test_a_proposal_of_nobody_is_refused(desk: Desk, proposal: str) -> None:
    with pytest.raises(RegistryRefused, match="no such proposal"):
        desk.decide(proposal)


def test_an_act_and_a_reason_are_asked(desk: Desk) -> None:
    number = desk.issue().number
    with pytest.raises(RegistryRefused, match="no such act"):
        desk.propose(number, "burn")
    for reason in ("", "   ", "x" * 201):
        with pytest.raises(RegistryRefused, match="reason"), desk.database.transaction() as connection:
            revoking.propose(connection, desk.keyring, number, "revoke", reason, "awa", NOON)


def test_money_taken_back_revokes_its_document_at_once(desk: Desk) -> None:
    """Fault row 31."""
    issued = desk.issue("quittance:7")
    for turn in range(2):
        with desk.database.transaction() as connection:
            changed = revoking.by_evidence(connection, "quittance:7", "revoke", "reversal:abc", NOON)
        assert changed is (turn == 0)
    assert state(desk, issued.number) == "revoked"
    assert news(desk) == [("documents", "document.status", issued.id)]
    with desk.database.transaction() as connection:
        told = papers.story(connection, issued.id)[-1]
        assert not revoking.by_evidence(connection, "case:none", "revoke", "reversal:abc", NOON)
    assert (told["act"], told["actor"], told["evidence"]) == ("revoke", "automate", "reversal:abc")


def test_evidence_does_not_wait_for_a_proposal_and_the_proposal_then_finds_it_done(desk: Desk) -> None:
    number = desk.issue("quittance:7").number
    proposal = desk.propose(number, "suspend")
    with desk.database.transaction() as connection:
        assert revoking.by_evidence(connection, "quittance:7", "revoke", "reversal:abc", NOON)
    with pytest.raises(RegistryRefused, match="state"):
        desk.decide(proposal)
    assert desk.decide(proposal, approve=False) == "revoked"


def test_a_successor_takes_the_place_of_what_was_decided_to_be_replaced(desk: Desk) -> None:
    old = desk.issue()
    desk.change(old.number, "replace")
    new = desk.issue("replace:1", fields={**FIELDS, "replaces": old.number})
    with desk.database.transaction() as connection:
        paper = papers.find(connection, desk.keyring, CODE_KEY, old.number)
    assert paper is not None
    assert paper.replaced_by == new.number
    assert not desk.issue("replace:1", fields={**FIELDS, "replaces": old.number}).new


@pytest.mark.parametrize("acts", [(), ("suspend",), ("revoke",)], ids=["valid", "suspended", "revoked"])
def test_nothing_replaces_a_document_that_was_not_decided_to_be_replaced(
    desk: Desk, acts: tuple[str, ...]
) -> None:
    old = desk.issue()
    for act in acts:
        desk.change(old.number, act)
    with pytest.raises(RegistryRefused, match="replaces"):
        desk.issue("replace:1", fields={**FIELDS, "replaces": old.number})
    assert desk.count("sealed_document") == 1


def test_a_document_has_one_successor(desk: Desk) -> None:
    old = desk.issue()
    desk.change(old.number, "replace")

    def one(turn: int) -> bool:
        try:
            return desk.issue(f"replace:{turn}", fields={**FIELDS, "replaces": old.number}).new
        except RegistryRefused:
            return False

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(one, range(4))) == 1


def test_the_story_and_the_trail_tell_who_and_why(desk: Desk) -> None:
    issued = desk.issue()
    desk.change(issued.number, "suspend", NOON + DAY)
    with desk.database.transaction() as connection:
        told = papers.story(connection, issued.id)
        trail = connection.execute(text("SELECT actor, act FROM audit_log ORDER BY id")).all()
        assert audit.verify(connection) is None
    assert [(each["act"], each["actor"], each["reason"], each["proposed_by"]) for each in told] == [
        ("issue", "automate", None, None),
        ("suspend", "staff:moussa", "erreur de saisie", "awa"),
    ]
    assert [tuple(row) for row in trail] == [
        ("staff:awa", "document.propose_suspend"),
        ("staff:moussa", "document.decide_suspend"),
    ]
