"""The next list says what became of every document; a register of issued seals forgets none that is being made."""

import threading
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from kernel.database import Database, DatabaseUnavailable
from tests.payments.at_once import until_somebody_waits
from tests.verification.core.office import APEX, DAY, NOON, REGISTER, ROOT, bundle, p256
from tests.verification.registry.desk import CODE_KEY, REFERENCE_KEY, Desk, request
from verification import admission, token
from verification import bundle as bundles
from verification.registry import copies, issuing, places, publishing, revoking
from verification.registry.errors import RegistryRefused
from verification.signer import FileSigner
from verification.status_list import Status, StatusList
from verification.token import Parsed

MINUTE = timedelta(minutes=1)
PATIENCE_S = 60


def admitted(body: bytes) -> StatusList:
    return admission.admit_list(body, bundle())[1]


def parsed(token_: bytes) -> Parsed:
    return token.read(token_)


def index(token_: bytes) -> int:
    document = parsed(token_).document
    assert document is not None
    return document.index


def test_the_list_says_of_each_what_became_of_it(desk: Desk) -> None:
    issued = {act: desk.issue(f"case:{act}") for act in ("", "suspend", "revoke", "replace")}
    for act, each in issued.items():
        if act:
            desk.change(each.number, act)
    statuses = admitted(desk.publish())
    found = {act: statuses.get(index(each.token)) for act, each in issued.items()}
    assert found == {
        "": Status.VALID, "suspend": Status.SUSPENDED, "revoke": Status.REVOKED, "replace": Status.REPLACED
    }  # fmt: skip


def test_lists_are_numbered_dated_and_last_a_month(desk: Desk) -> None:
    desk.issue()
    first, second = admitted(desk.publish()), admitted(desk.publish(NOON + DAY))
    assert (first.number, second.number) == (1, 2)
    assert (second.iat, second.ttl, second.exp) == (NOON + DAY, 86_400, NOON + 31 * DAY)
    with desk.database.transaction() as connection:
        newest = publishing.newest(connection, APEX.kid)
        assert publishing.newest(connection, p256(99).kid) is None
    assert newest is not None
    assert admitted(newest) == second


def test_the_list_reaches_a_block_beyond_the_places_in_use(desk: Desk) -> None:
    desk.issue()
    assert admitted(desk.publish()).size == 2 * places.BLOCK


def test_a_list_is_due_when_it_is_not_there_says_too_little_or_is_half_a_day_old(desk: Desk) -> None:
    def due(at: datetime = NOON) -> list[bytes]:
        with desk.database.transaction() as connection:
            return publishing.due(connection, at)

    assert due() == []
    number = desk.issue().number
    assert due() == [APEX.kid]
    desk.publish()
    assert due() == []
    assert due(NOON + 12 * 60 * MINUTE) == [APEX.kid]
    desk.change(number)
    assert due() == [APEX.kid]
    desk.publish()
    assert due() == []
    with desk.database.transaction() as connection:
        connection.execute(text("UPDATE status_range SET size = size + 65536"))
    assert due() == [APEX.kid]


def test_a_list_waits_for_a_revocation_that_is_being_made(desk: Desk) -> None:
    """Or comes before it and is due again: none is between two lists for ever."""
    issued = desk.issue()
    proposal = desk.propose(issued.number)
    bodies: list[bytes] = []
    other = threading.Thread(target=lambda: bodies.append(desk.publish()))
    with desk.database.transaction() as connection:
        revoking.decide(connection, desk.keyring, proposal, "moussa", NOON, approve=True)
        other.start()
        until_somebody_waits(desk.database)
    other.join(PATIENCE_S)
    assert admitted(bodies[0]).get(index(issued.token)) is Status.REVOKED
    with desk.database.transaction() as connection:
        assert publishing.due(connection, NOON) == []


def test_the_filter_holds_what_was_issued_and_nothing_else(desk: Desk) -> None:
    tokens = [parsed(desk.issue(f"case:{turn}").token) for turn in range(20)]
    issued = admission.admit_filter(desk.watch(NOON + MINUTE), bundle())
    assert all(issued.may_hold(each.claims) for each in tokens)
    assert sum(issued.may_hold(b"%d" % turn) for turn in range(2000)) < 20
    with desk.database.transaction() as connection:
        assert publishing.due_filters(connection, NOON + MINUTE) == []
        assert publishing.due_filters(connection, NOON + DAY) == [APEX.kid]


def test_a_key_does_not_watch_itself(desk: Desk) -> None:
    desk.issue()
    with pytest.raises(ValueError, match="vouch"):
        publishing.publish_filter(desk.database, desk.keyring, APEX.kid, APEX, NOON)


def test_a_seal_being_made_is_waited_for_before_the_filter_is_begun(desk: Desk) -> None:
    """Else readers would call it forged until the next filter."""
    desk.issue("case:1")
    bodies: list[bytes] = []
    other = threading.Thread(target=lambda: bodies.append(desk.watch(NOON + MINUTE)))
    with desk.database.transaction() as connection:
        late = issuing.issue(
            connection, desk.keyring, REFERENCE_KEY, APEX, request("case:2"), NOON, code_key=CODE_KEY
        )
        other.start()
        until_somebody_waits(desk.database)
    other.join(PATIENCE_S)
    assert admission.admit_filter(bodies[0], bundle()).may_hold(parsed(late.token).claims)


def test_no_seal_is_dated_before_the_filter_that_cannot_know_it(desk: Desk) -> None:
    """A worker that slept, or whose clock is behind: the token is dated when the filter was begun."""
    desk.issue("case:1")
    issued = admission.admit_filter(desk.watch(NOON + 5 * MINUTE), bundle())
    late = desk.issue("case:2", at=NOON)
    document = parsed(late.token).document
    assert document is not None
    assert document.issued_at == NOON + 5 * MINUTE == late.issued_at
    assert not issued.iat > document.issued_at


def test_a_token_signed_apart_while_a_filter_was_made_is_signed_anew(desk: Desk) -> None:
    desk.issue("case:1")
    signed = []

    class Slow(FileSigner):
        def sign(self, data: bytes) -> bytes:
            signed.append(data)
            if len(signed) == 1:
                desk.watch(NOON + MINUTE)
            return super().sign(data)

    issued = issuing.issue_apart(
        desk.database,
        desk.keyring,
        REFERENCE_KEY,
        Slow(APEX._private),
        request("case:2"),
        NOON,
        code_key=CODE_KEY,
    )
    assert len(signed) == 2
    assert issued.issued_at == NOON + MINUTE


def test_a_reader_of_an_old_list_catches_up_by_a_delta(desk: Desk) -> None:
    issued = [desk.issue(f"case:{turn}") for turn in range(3)]
    old = admitted(desk.publish())
    desk.change(issued[0].number)
    desk.publish(NOON + MINUTE)
    desk.change(issued[1].number, "suspend")
    newest = admitted(desk.publish(NOON + 2 * MINUTE))
    with desk.database.transaction() as connection:
        sealed = copies.delta_since(connection, APEX.kid, old.number, REGISTER, NOON)
        assert copies.delta_since(connection, APEX.kid, old.number, REGISTER, NOON) == sealed
        assert copies.delta_since(connection, APEX.kid, newest.number, REGISTER, NOON) is None
        with pytest.raises(RegistryRefused, match="not kept"):
            copies.delta_since(connection, APEX.kid, 0, REGISTER, NOON)
    assert sealed is not None
    caught = admission.admit_delta(sealed, bundle(), old)
    assert caught.statuses == newest.statuses
    # 153 symbols of an SMS carry 102 bytes each in base41.
    assert len(sealed) < 3 * 102


def test_old_copies_are_dropped_and_the_newest_stay(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copies, "LISTS_KEPT", 3)
    desk.issue()
    for turn in range(6):
        desk.publish(NOON + turn * MINUTE)
        desk.watch(NOON + turn * MINUTE)
    assert desk.count("register_copy WHERE kind = 'list'") == 3
    assert desk.count("register_copy WHERE kind = 'filter'") == copies.FILTERS_KEPT
    with desk.database.transaction() as connection:
        assert copies.newest_number(connection, APEX.kid, "list") == 6


def test_bundles_only_go_forward(desk: Desk) -> None:
    def keep(number: int) -> None:
        with desk.database.transaction() as connection:
            copies.keep_bundle(connection, bundles.seal(bundle(number=number), ROOT), ROOT.public, NOON)

    keep(7)
    keep(7)
    keep(8)
    with pytest.raises(RegistryRefused, match="not newer"):
        keep(7)
    with desk.database.transaction() as connection:
        stranger = bundles.seal(bundle(number=9, root=p256(55).public), p256(55))
        with pytest.raises(bundles.BundleForged):
            copies.keep_bundle(connection, stranger, ROOT.public, NOON)
        assert copies.newest_bundle(connection) == bundles.seal(bundle(number=8), ROOT)


def test_a_list_that_cannot_be_locked_in_time_is_said(
    desk: Desk, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kernel.database.LOCK_TIMEOUT_MS", 50)
    hasty = Database(database_url)
    desk.issue()
    with desk.database.transaction() as connection:
        connection.execute(text("SELECT FROM status_range FOR UPDATE"))
        with pytest.raises(DatabaseUnavailable, match="OperationalError"):
            Desk(hasty, desk.keyring).publish()
    hasty.close()
