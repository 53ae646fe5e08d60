"""PostgreSQL or Redis slow or away: a sentence within the operator's patience, and nothing lost."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import structlog

from catalogue.catalogue import Catalogue
from conversation import converse
from conversation.converse import Conversation
from conversation.effects import Deposit
from conversation.ports import StoredReply
from kernel import clock
from kernel.crypto import Keyring
from kernel.session_store import SessionStore, StoreUnavailable, Ticket, connect
from kernel.turn import TextMode, Turn
from tests.conversation.test_a_request import ANSWERS, confirmed
from tests.conversation.world import CODES, Handset, Ledger, Shelf, Tongues, World, case
from tests.waiting import until

BUSY = "Le service est indisponible un moment. Rien n'est perdu. Recomposez *384# dans quelques minutes."
LATE = "Votre demande est en cours. La référence arrive par SMS. Sans SMS dans 10 min, recomposez *384#."
# A fuse of 0.2 s shows in tests what 4 s do in service.
SHORT_S = 0.2


@contextmanager
def hasty(world: World) -> Iterator[None]:
    """The fuse is short for the steps that are held up and for no other: those need what a loaded machine takes."""
    usual, world.conversation._fuse_s = world.conversation._fuse_s, SHORT_S
    yield
    world.conversation._fuse_s = usual


def test_a_deposit_slower_than_the_fuse_ends_politely_and_is_made_once(world: World, phone: Handset) -> None:
    """Fault row 37."""
    phone.dial("17")
    phone.say("1", *ANSWERS, "98", "98")
    world.ledger.hold = threading.Event()
    asked_at = clock.monotonic()
    with hasty(world):
        assert phone.say("1") == LATE
    assert clock.monotonic() - asked_at >= SHORT_S
    assert not phone.last.more
    assert world.ledger.done == [], "it was answered while PostgreSQL still thought"
    assert phone.again() == LATE
    world.ledger.hold.set()
    until(lambda: world.ledger.done)
    assert phone.again() == LATE
    [(_, effect)] = world.ledger.done
    assert isinstance(effect, Deposit)
    # What may still be on its way is not offered again.
    assert phone.dial().startswith("Guichet")


def test_late_work_that_fails_is_told_to_the_operators(world: World, phone: Handset) -> None:
    phone.dial("17")
    phone.say("1", *ANSWERS, "98", "98")
    world.ledger.hold = threading.Event()
    with structlog.testing.capture_logs() as lines:
        with hasty(world):
            assert phone.say("1") == LATE
        world.ledger.down = True
        world.ledger.hold.set()
        until(lambda: [line for line in lines if line["event"] == "late_work_ended"])
    assert lines[-1]["error"] == "DatabaseUnavailable"


def test_a_slow_list_ends_politely_and_the_next_dial_finds_it(world: World, phone: Handset) -> None:
    """Fault row 37."""
    world.shelf.put(phone.phone, case())
    world.shelf.hold = threading.Event()
    phone.dial()
    with hasty(world):
        assert phone.say("1") == "Le service est lent en ce moment. Recomposez *384# dans quelques minutes."
    world.shelf.hold.set()
    phone.dial()
    assert phone.say("1").startswith("Vos dossiers")


def test_slow_steps_hold_up_no_pure_one(world: World) -> None:
    """Fault row 37: forty steps wait, the menus go on, and the queue has an end."""
    world.shelf.hold = threading.Event()
    waiting = [Handset(world, phone=f"+2237100{number:04}") for number in range(45)]
    for one in waiting:
        one.dial()
    threads = [threading.Thread(target=one.say, args=("1",)) for one in waiting]
    with hasty(world):
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    assert {one.last.name for one in waiting} == {"end.late"}
    free = Handset(world, phone="+22366000002")
    # Its language is not looked up while the queue is full: French at once.
    assert free.dial().startswith("Guichet")
    assert free.say("17").startswith("17 Certificat d'origine")


def test_without_postgresql_menus_go_on_and_cases_end_politely(world: World, phone: Handset) -> None:
    """Fault row 12."""
    world.shelf.down = world.ledger.down = world.tongues.down = True
    phone.dial()
    assert phone.say("4").startswith("Choisir un service:")
    assert phone.say("0", "1") == BUSY
    assert not phone.last.more
    world.shelf.down = False
    assert phone.again().startswith("Tapez la référence"), "the claim was given back: a repetition runs"


def test_a_confirmation_without_postgresql_can_be_repeated_and_resumed(world: World, phone: Handset) -> None:
    """Fault row 12."""
    phone.dial("17")
    phone.say("1", *ANSWERS, "98", "98")
    world.ledger.down = True
    assert phone.say("1") == BUSY
    world.ledger.down = False
    assert phone.again().startswith("Demande déposée.")
    assert len(world.ledger.done) == 1


class Dying(SessionStore):
    """A store whose Redis dies at the end of a step, or before one."""

    dead_at = ""

    def open(self, turn: Turn) -> Ticket:
        if self.dead_at == "open":
            raise StoreUnavailable("down")
        return super().open(turn)

    def close(self, turn: Turn, ticket: Ticket, **fields: object) -> bool:
        if self.dead_at == "close":
            raise StoreUnavailable("down")
        return super().close(turn, ticket, **fields)  # type: ignore[arg-type]


@pytest.fixture
def dying(world: World) -> Dying:
    """The world's own store, with a switch: stopping a real server for each step would take seconds."""
    store = Dying(world.redis, world.keyring)
    world.conversation._store = store
    return store


@pytest.mark.parametrize("mode", TextMode)
def test_redis_that_dies_after_the_deposit_takes_no_reference_away(
    world: World, dying: Dying, mode: TextMode
) -> None:
    """Fault row 8."""
    phone = Handset(world, mode)
    phone.dial("17")
    phone.say("1", *ANSWERS, "98", "98")
    dying.dead_at = "close"
    end = phone.say("1")
    assert end.startswith("Demande déposée.")
    dying.dead_at = "open"
    assert phone.again() == end
    assert len(world.ledger.done) == 1


def test_a_step_that_redis_did_not_keep_is_not_shown(world: World, phone: Handset, dying: Dying) -> None:
    """Fault row 8: shown but forgotten, the next answer would be taken for another question's."""
    phone.dial("17")
    dying.dead_at = "close"
    assert phone.say("1") == BUSY


def test_without_redis_a_dial_ends_politely(
    catalogue: Catalogue, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fault row 8."""
    monkeypatch.setattr(converse, "WITHOUT_STORE_S", SHORT_S)
    ledger = Slow()
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))  # Nobody listens, and nobody else is given the port meanwhile.
        client = connect(f"redis://127.0.0.1:{unheard.getsockname()[1]}/0")
        conversation = Conversation(
            catalogue,
            SessionStore(client, keyring),
            Shelf(),
            Tongues(),
            ledger,
            money=ledger.desk,
            service_codes=CODES,
        )
        one = World(catalogue, _Deaf(), keyring, conversation, ledger, Shelf(), Tongues())  # type: ignore[arg-type]
        phone = Handset(one)
        assert phone.dial() == BUSY
        ledger.hold = threading.Event()
        assert phone.say("1") == BUSY
        assert not ledger.recalled, "nor does a slow PostgreSQL keep it waiting"
        ledger.hold.set()
        conversation.close()
        client.close()


class Slow(Ledger):
    """Remembers what it has recalled."""

    def __init__(self) -> None:
        super().__init__()
        self.recalled: list[StoredReply | None] = []

    def recall(self, turn: Turn) -> StoredReply | None:
        self.recalled.append(super().recall(turn))
        return self.recalled[-1]


class _Deaf:
    def delete(self, key: str) -> None:
        return


def test_an_unforeseen_error_is_an_end_with_a_number_and_nothing_typed_in_the_log(
    world: World, phone: Handset, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone.dial()

    def broken(*_: object, **__: object) -> object:
        raise KeyError("Awa Traore +22370000001")

    monkeypatch.setattr(world.shelf, "of_phone", broken)
    with structlog.testing.capture_logs() as lines:
        text = phone.say("1")
    [line] = [line for line in lines if line["event"] == "turn_failed"]
    assert line["error"] == "KeyError"
    assert text == f"Une erreur est survenue (numéro {line['error_id']}). Recomposez *384#."
    assert "Awa" not in str(lines)
    assert phone.phone not in str(lines)
    monkeypatch.undo()
    assert phone.again().startswith("Tapez la référence"), "the claim was given back"


def test_only_what_touches_postgresql_goes_through_the_pool(
    world: World, phone: Handset, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the first dial of an unknown phone, the deposit and the cases may start a thread's work."""
    phone.dial()
    begun: list[object] = []
    real = world.conversation._fuse.run

    def counted(work: Callable[[], object], deadline: float) -> object:
        begun.append(work)
        return real(work, deadline)

    monkeypatch.setattr(world.conversation._fuse, "run", counted)
    phone.say("4", "0", "17", "2", "0", "1", *ANSWERS)
    assert begun == []
    confirmed(phone)
    assert len(begun) == 1
