"""The conversation with a real store and catalogue, and a handset that dials it; effects are counted."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import redis as redis_py

from cases.queries import CaseView
from catalogue.catalogue import Catalogue
from conversation.converse import Conversation
from conversation.effects import Claim, Deposit, Effect, OpenTax, Pay, Refresh
from conversation.ports import Pair, Render, StoredReply
from kernel import ids
from kernel.crypto import Keyring
from kernel.database import DatabaseUnavailable
from kernel.session_store import SessionStore, connect
from kernel.turn import Kind, Screen, TextMode, Turn
from tests.cast import AWA, ORANGE_MALI
from tests.conversation.desk import Desk

REFERENCE_KEY = b"reference key of the tests"
CODES = {"*384#": "ML", "*385#": "BJ"}


@dataclass
class Ledger:
    """Effects and their receipts, as PostgreSQL keeps them: one lock is one transaction."""

    desk: Desk = field(default_factory=Desk)
    receipts: dict[tuple[str, str, str, str], Pair] = field(default_factory=dict)
    newest: dict[tuple[str, str, str], StoredReply] = field(default_factory=dict)
    done: list[tuple[str, Effect]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    # Of a case just deposited.
    state: str = "deposee"
    down: bool = False
    hold: threading.Event | None = None

    def recall(self, turn: Turn) -> StoredReply | None:
        self._reach()
        with self.lock:
            return self.newest.get((turn.dialect, turn.service_code, turn.session))

    def perform(self, turn: Turn, transcript: str, effect: Effect, render: Render) -> Pair:
        self._reach()
        session = (turn.dialect, turn.service_code, turn.session)
        with self.lock:
            stored = self.receipts.get((*session, transcript))
            if stored is not None:
                return stored
            pair = render(self._outcome(turn.phone, effect))
            self.receipts[*session, transcript] = pair
            self.newest[session] = StoredReply(transcript, *pair)
            self.done.append((turn.phone, effect))
            return pair

    def _outcome(self, phone: str, effect: Effect) -> dict[str, str]:
        match effect:
            case Deposit():
                reference = ids.reference(len(self.done), 2026, REFERENCE_KEY)
                return {"reference": reference, "code": "4821", "state": self.state}
            case Pay():
                return self.desk.pay(effect)
            case OpenTax():
                return self.desk.open_tax(phone, effect)
            case Claim():
                return self.desk.claim(effect)
            case _:
                return {"asked": "yes"} if isinstance(effect, Refresh) else {}

    def _reach(self) -> None:
        if self.hold is not None:
            self.hold.wait(60)
        if self.down:
            raise DatabaseUnavailable("down")


@dataclass
class Shelf:
    """Cases as the port gives them, kept in memory; the real ones are in the journey tests."""

    cases: dict[str, tuple[str, str, CaseView]] = field(default_factory=dict)
    down: bool = False
    hold: threading.Event | None = None

    def put(self, phone: str, view: CaseView, code: str = "4821") -> None:
        self.cases[view.reference] = (phone, code, view)

    def of_phone(self, phone: str, limit: int = 5) -> list[CaseView]:
        self._reach()
        return [view for owner, _, view in self.cases.values() if owner == phone][:limit]

    def find(self, reference: str, phone: str, code: str | None = None) -> CaseView | None:
        self._reach()
        if reference not in self.cases:
            return None
        owner, right, view = self.cases[reference]
        if phone == owner or code == right:
            return view
        return replace(view, note=None, mine=False)

    def _reach(self) -> None:
        if self.hold is not None:
            self.hold.wait(60)
        if self.down:
            raise DatabaseUnavailable("down")


@dataclass
class Tongues:
    """Languages by phone; the effect port writes them in reality."""

    chosen: dict[str, str] = field(default_factory=dict)
    down: bool = False

    def language(self, phone: str) -> str | None:
        if self.down:
            raise DatabaseUnavailable("down")
        return self.chosen.get(phone)


@dataclass
class World:
    """Everything one test needs to dial."""

    catalogue: Catalogue
    redis: redis_py.Redis
    keyring: Keyring
    conversation: Conversation
    ledger: Ledger
    shelf: Shelf
    tongues: Tongues

    @property
    def desk(self) -> Desk:
        return self.ledger.desk


@contextmanager
def world(catalogue: Catalogue, url: str, keyring: Keyring, *, fuse_s: float = 60.0) -> Iterator[World]:
    client = connect(url, connections_max=64)
    client.flushdb()
    store = SessionStore(client, keyring)
    ledger, shelf, tongues = Ledger(), Shelf(), Tongues()
    conversation = Conversation(
        catalogue, store, shelf, tongues, ledger, money=ledger.desk,
        service_codes=CODES, fuse_s=fuse_s,
    )  # fmt: skip
    try:
        yield World(catalogue, client, keyring, conversation, ledger, shelf, tongues)
    finally:
        for port in (ledger, shelf, ledger.desk):
            if port.hold:
                port.hold.set()
        conversation.close()
        store.disconnect()
        client.close()


def kept(redis: redis_py.Redis) -> bytes:
    """All that Redis holds of sessions and phones, less the time of a last reply: its digits may be any."""
    parts: list[Any] = []
    for key in redis.scan_iter(_type="hash"):
        held: Mapping[Any, Any] = redis.hgetall(key)
        parts += [key, *held, *(value for name, value in held.items() if name != b"a")]
    return b" ".join(parts)


class Handset:
    """A phone on one operator. ``say`` answers what is on screen; ``last`` is the last reply."""

    def __init__(
        self,
        world: World,
        mode: TextMode = TextMode.ACCUMULATED,
        phone: str = AWA,
        code: str = "*384#",
        network: str = ORANGE_MALI,
    ) -> None:
        self.world, self.mode, self.phone, self.code, self.network = world, mode, phone, code, network
        self.text, self.session, self.dialled, self.sequence = "", "", 0, 0
        self.last = Screen("", False, "")
        self.turn = self.built(Kind.BEGIN, "")

    def dial(self, text: str = "", session: str | None = None) -> str:
        self.dialled += 1
        self.session = session or f"{self.phone}-{self.dialled}"
        self.text, self.sequence = text, 0
        return self.send(self.built(Kind.BEGIN, text))

    def say(self, *typed: str) -> str:
        for one in typed:
            self.sequence += 1
            self.text = f"{self.text}*{one}" if self.text else one
            self.send(self.built(Kind.CONTINUE, self.text if self.mode is TextMode.ACCUMULATED else one))
        return self.last.text

    def again(self) -> str:
        """The operator repeats its last request."""
        return self.send(self.turn)

    def send(self, turn: Turn) -> str:
        self.turn = turn
        # A test types faster than 30 steps a second; that limit has its own test.
        self.world.redis.delete(f"n:{self.world.keyring.index(self.phone, 'session')}")
        self.last = self.world.conversation.converse(turn)
        return self.last.text

    def built(self, kind: Kind, text: str) -> Turn:
        sequence = str(self.sequence) if self.mode is TextMode.LAST else ""
        return Turn(
            "ussd", "test", self.code, self.session, self.phone, kind, self.mode, text, sequence, self.network
        )


def case(
    serial: int = 7,
    *,
    service: int = 17,
    state: str = "en_verification",
    note: str | None = None,
    checked: timedelta | None = timedelta(hours=3),
    now: datetime | None = None,
) -> CaseView:
    """A case that moved on 12 November and was checked ``checked`` ago."""
    at = now or datetime(2026, 11, 21, 12, tzinfo=UTC)
    checked_at = at - checked if checked is not None else None
    since = datetime(2026, 11, 12, 9, tzinfo=UTC)
    reference = ids.reference(serial, 2026, REFERENCE_KEY)
    return CaseView(reference, service, state, since, checked_at, note, True, "fr")
