"""The turnstile: one run a turn, the same reply to its repeats, nothing for strangers."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import redis as redis_py
import time_machine

from kernel import session_store
from kernel.crypto import Keyring
from kernel.session_keys import REPEAT_WINDOW_MS, SessionKeys
from kernel.session_store import SessionStore, StoreUnavailable, Verdict
from kernel.turn import Kind, Turn
from tests.cast import AWA, CODE, MOUSSA, dialled, session_id, typed
from tests.waiting import until

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.fixture
def store(redis: redis_py.Redis, keyring: Keyring) -> Iterator[SessionStore]:
    one = SessionStore(redis, keyring)
    yield one
    one.disconnect()


def run(
    store: SessionStore, turn: Turn, reply: bytes = b"reply", state: bytes = b"{}", **more: object
) -> bool:
    ticket = store.open(turn)
    assert ticket.verdict in {Verdict.FRESH, Verdict.KNOWN}
    return store.close(turn, ticket, state=state, reply=reply, ended=bool(more.get("ended")))


def test_a_repeated_transcript_gets_its_reply_and_runs_nothing(store: SessionStore) -> None:
    turn = dialled()
    run(store, turn, b"first")
    again = store.open(turn)
    assert (again.verdict, again.reply) == (Verdict.REPLAY, b"first")


def test_an_older_transcript_gets_its_own_old_reply(store: SessionStore) -> None:
    session = session_id()
    for text, reply in (("", b"menu"), ("1", b"follow"), ("1*1", b"status")):
        run(store, dialled(text=text, session=session), reply)
    assert store.open(dialled(text="1", session=session)).reply == b"follow"


def test_a_session_goes_on_with_its_state(store: SessionStore) -> None:
    session = session_id()
    run(store, dialled(session=session), state=b'{"at":"menu"}')
    assert store.open(dialled(text="1", session=session)).state == b'{"at":"menu"}'


@pytest.mark.parametrize(
    ("phone", "code"), [(MOUSSA, CODE), (AWA, "*999#")], ids=["other phone", "other service code"]
)
def test_a_session_id_belongs_to_its_caller_and_code(store: SessionStore, phone: str, code: str) -> None:
    """Bad-input row 14."""
    turn = dialled()
    run(store, turn)
    other = replace(turn, text="1", phone=phone, service_code=code)
    assert store.open(other).verdict is Verdict.CONFLICT


def test_two_equal_requests_in_flight_run_once(store: SessionStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fault row 35."""
    monkeypatch.setattr(session_store, "WAIT_S", 60.0)
    monkeypatch.setattr(session_store, "CLAIM_TTL_MS", 60_000)
    turn = dialled()
    first = store.open(turn)
    seen: list[bytes | None] = []
    waiting = threading.Thread(target=lambda: seen.append(store.open(turn).reply))
    waiting.start()
    store.close(turn, first, state=b"{}", reply=b"once", ended=False)
    waiting.join(timeout=60)
    assert seen == [b"once"]


def test_a_failed_step_may_be_tried_again(store: SessionStore) -> None:
    turn = dialled()
    store.release(turn, store.open(turn))
    assert store.open(turn).verdict is Verdict.FRESH


def test_a_lapsed_claim_stores_nothing(store: SessionStore) -> None:
    """A killed process's claim is taken over; its late reply must not overwrite the newer one."""
    turn = dialled()
    with time_machine.travel(NOON, tick=False) as clock:
        late = store.open(turn)
        clock.shift(timedelta(milliseconds=session_store.CLAIM_TTL_MS + 1))
        run(store, turn, b"newer")
        assert not store.close(turn, late, state=b"{}", reply=b"late", ended=False)
        assert store.open(turn).reply == b"newer"


class TestOperatorsThatSendOnlyTheLastInput:
    def test_the_same_input_at_once_is_a_repeat(self, store: SessionStore) -> None:
        turn = typed("1", session_id())
        with time_machine.travel(NOON, tick=False):
            run(store, turn, b"screen")
            assert store.open(turn).reply == b"screen"

    def test_the_same_input_later_is_an_answer(self, store: SessionStore) -> None:
        turn = typed("1", session_id())
        with time_machine.travel(NOON, tick=False) as clock:
            run(store, turn)
            clock.shift(timedelta(milliseconds=REPEAT_WINDOW_MS + 1))
            assert store.open(turn).verdict is Verdict.KNOWN

    def test_an_ended_session_repeats_its_last_reply_however_late(self, store: SessionStore) -> None:
        turn = typed("1", session_id())
        with time_machine.travel(NOON, tick=False) as clock:
            run(store, turn, b"bye", ended=True)
            clock.shift(timedelta(minutes=5))
            assert store.open(turn).reply == b"bye"

    def test_numbered_steps_tell_a_repeat_from_a_second_answer(self, store: SessionStore) -> None:
        session = session_id()
        run(store, typed("1", session, sequence="1"), b"one")
        assert store.open(typed("1", session, sequence="1")).reply == b"one"
        assert store.open(typed("1", session, sequence="2")).verdict is Verdict.KNOWN

    def test_a_redial_within_the_window_is_not_an_answer(self, store: SessionStore) -> None:
        session = session_id()
        with time_machine.travel(NOON, tick=False):
            run(store, typed("", session, kind=Kind.BEGIN), b"menu")
            assert store.open(typed("", session)).verdict is Verdict.KNOWN


def test_a_new_dial_learns_the_language_and_the_session_before(store: SessionStore) -> None:
    before = dialled(text="1")
    ticket = store.open(before)
    store.close(before, ticket, state=b"unfinished", reply=b"r", ended=False, language="bm")
    fresh = store.open(dialled())
    assert (fresh.language, fresh.previous) == ("bm", b"unfinished")
    assert store.open(dialled(phone=MOUSSA)).previous is None


def test_one_phone_is_limited_and_the_others_are_not(
    store: SessionStore, redis: redis_py.Redis, keyring: Keyring
) -> None:
    """Bad-input row 24."""
    pace = SessionKeys.of(dialled(), keyring).pace
    assert store.open(dialled()).verdict is Verdict.FRESH
    # The second is Redis' own: this one has one step, and does not end however long the others take.
    redis.set(pace, 1)
    verdicts = [store.open(dialled()).verdict for _ in range(session_store.STEPS_PER_SECOND_MAX + 4)]
    assert verdicts.count(Verdict.LIMITED) == 5
    assert store.open(dialled(phone=MOUSSA)).verdict is Verdict.FRESH


def test_the_limit_of_one_phone_ends_with_its_second(
    store: SessionStore, redis: redis_py.Redis, keyring: Keyring
) -> None:
    """Bad-input row 24."""
    store.open(dialled())
    left_ms = redis.pttl(SessionKeys.of(dialled(), keyring).pace)
    assert left_ms in {-2, *range(1001)}, "-2: it has ended already; -1: it never would"


def test_nothing_in_redis_can_be_read_without_the_key(store: SessionStore, redis: redis_py.Redis) -> None:
    run(store, dialled(phone=AWA), reply=b"Awa Traore", state=b'{"answers":{"name":"Awa Traore"}}')
    keys = [key if isinstance(key, bytes) else key.encode() for key in redis.keys("*")]
    dump = b"".join(redis.dump(key) or b"" for key in keys) + b"".join(keys)
    assert b"Traore" not in dump
    assert AWA.encode() not in dump


def test_a_step_costs_two_round_trips(store: SessionStore, redis: redis_py.Redis) -> None:
    run(store, dialled())  # the scripts are loaded now
    before = commands_processed(redis)
    run(store, dialled())
    after = commands_processed(redis)
    assert [after[name] - before[name] for name in ("eval", "evalsha")] == [0, 2]


def commands_processed(redis: redis_py.Redis) -> dict[str, int]:
    """Calls of plain EVAL and of EVALSHA so far, whoever made them."""
    stats = redis.info("commandstats")
    return {name: int(stats.get(f"cmdstat_{name}", {"calls": 0})["calls"]) for name in ("eval", "evalsha")}


@pytest.mark.parametrize("act", [lambda store, turn: store.open(turn)], ids=["open"])
def test_a_dead_redis_is_said_at_once(keyring: Keyring, act: Callable[[SessionStore, Turn], object]) -> None:
    """Fault row 8."""
    store = SessionStore(session_store.connect("redis://127.0.0.1:1/0"), keyring)
    with pytest.raises(StoreUnavailable):
        act(store, dialled())


def test_its_connections_are_given_back(store: SessionStore, redis: redis_py.Redis) -> None:
    before = connected(redis)
    assert run(store, dialled())
    opened = connected(redis) - before
    assert opened
    store.disconnect()
    until(lambda: not opened & connected(redis))


def connected(redis: redis_py.Redis) -> set[str]:
    return {client["id"] for client in redis.client_list()}


def test_bells_that_nobody_hears_do_not_fill_redis(store: SessionStore, redis: redis_py.Redis) -> None:
    redis.rpush(session_store.BELL, *["payments"] * 2 * session_store.UNHEARD_MAX)
    turn = dialled()
    store.close(turn, store.open(turn), state=b"{}", reply=b"menu", ended=False, ring=("events", "sms"))
    assert redis.llen(session_store.BELL) == session_store.UNHEARD_MAX
    assert redis.lrange(session_store.BELL, -2, -1) == [b"events", b"sms"]
