"""3 Verifier, for sealed documents: one entry for any number, the same words for what is unknown and what is wrong."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
import redis as redis_py

from catalogue.catalogue import Catalogue
from conversation.converse import Conversation
from conversation.documents import DocumentView, VerdictView
from kernel import ids
from kernel.crypto import Keyring
from kernel.gsm import septets
from kernel.ids import spaced
from kernel.session_store import SessionStore, connect
from tests.conversation.desk import KEY, QUITTANCE
from tests.conversation.world import CODES, Handset, World, kept
from tests.conversation.world import world as built

NUMBER, NOBODYS = ids.reference(421, 2026, KEY), ids.reference(422, 2026, KEY)
CODE = "4821"
LINES = (
    "Certificat d'origine, Karite du Mali SARL, Dakar Import SA, Senegal, 1515.90, Beurre de karite, A, 24 500 kg",
    "du 22/11/2026 au 22/05/2027",
)


@dataclass
class Register:
    """The document port, kept in memory; the real one has its own tests."""

    status: str = "valid"
    lines: tuple[str, ...] = LINES
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    slow: bool = False

    def check(self, phone: str, number: str, code: str | None = None) -> DocumentView:
        self.asked.append((number, code))
        if self.slow:
            return DocumentView("later", wait_s=61)
        if number != NUMBER or code not in (None, CODE):
            return DocumentView("unknown")
        return DocumentView(self.status, self.lines if code else ())  # type: ignore[arg-type]

    def token(self, text: str) -> VerdictView:
        return VerdictView("CLOSED")


@pytest.fixture
def register() -> Register:
    return Register()


@pytest.fixture
def phone(
    catalogue: Catalogue, redis: redis_py.Redis, redis_url: str, keyring: Keyring, register: Register
) -> Iterator[Handset]:
    with built(catalogue, redis_url, keyring) as world:
        client = connect(redis_url, connections_max=8)
        store = SessionStore(client, keyring)
        own = Conversation(
            catalogue, store, world.shelf, world.tongues, world.ledger, money=world.desk,
            documents=register, service_codes=CODES,
        )  # fmt: skip
        kept, world.conversation = world.conversation, own
        yield Handset(world)
        own.close()
        store.disconnect()
        client.close()
        world.conversation = kept


def test_a_number_alone_tells_what_became_of_it_and_nothing_of_what_it_says(phone: Handset) -> None:
    phone.dial("3")
    assert phone.say(NUMBER).splitlines()[:3] == [
        spaced(NUMBER), "Document valable", "Pour les détails, tapez le code: 4 chiffres",
    ]  # fmt: skip
    assert "Karite" not in phone.last.text


@pytest.mark.parametrize(
    "typed", [f"{NUMBER}{CODE}", f"{spaced(NUMBER)} {CODE}", f"{NUMBER}*{CODE}"], ids=["16", "groups", "star"]
)
def test_the_right_code_opens_what_an_officer_compares(phone: Handset, typed: str) -> None:
    phone.dial("3")
    pages = [phone.say(typed)]
    while "98 Suite" in pages[-1]:
        pages.append(phone.say("98"))
    whole = " ".join(pages)
    for words in (spaced(NUMBER), "Document valable", "Karite du Mali SARL", "1515.90", "22/05/2027"):
        assert words in whole
    assert all(septets(page) <= 160 for page in pages)


def test_number_and_code_are_dialled_at_once(phone: Handset, register: Register) -> None:
    """`*384*3*NUMBER*CODE#`: one line to dial at a border without a network."""
    assert "Karite du Mali SARL" in phone.dial(f"3*{NUMBER}*{CODE}")
    assert register.asked[-1] == (NUMBER, CODE)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("revoked", "Document ANNULÉ: ne l'acceptez pas"),
        ("suspended", "Document SUSPENDU: appelez l'administration"),
        ("replaced", "Document REMPLACÉ: demandez le nouveau"),
        ("expired", "Document EXPIRÉ"),
    ],
)
def test_what_became_of_it_is_the_second_line(
    phone: Handset, register: Register, status: str, words: str
) -> None:
    register.status = status
    phone.dial("3")
    assert phone.say(NUMBER).splitlines()[1] == words


def test_an_unknown_number_and_a_wrong_code_are_the_same_bytes(phone: Handset) -> None:
    """Bad-input row 57."""
    phone.dial("3")
    wrong = phone.say(f"{NUMBER}0000")
    phone.dial("3")
    assert phone.say(f"{NOBODYS}0000") == wrong
    assert wrong.startswith("Numéro ou code faux.")


def test_a_number_that_nobody_has_is_said_to_be_unknown(phone: Handset) -> None:
    phone.dial("3")
    assert phone.say(NOBODYS).splitlines()[1].startswith("Aucun document n'a ce numéro.")


def test_too_many_tries_are_said_so_and_the_number_is_asked_again(phone: Handset, register: Register) -> None:
    register.slow = True
    phone.dial("3")
    assert phone.say(f"{NUMBER}{CODE}").startswith("Trop d'essais. Attendez 2 min.")
    assert phone.last.more


def test_a_quittance_is_never_looked_for_among_the_sealed(phone: Handset, register: Register) -> None:
    phone.dial("3")
    phone.say(QUITTANCE)
    phone.say(CODE)
    assert register.asked == []


def test_a_paper_presented_before_says_so_first(phone: Handset, register: Register) -> None:
    register.lines = ("DÉJÀ PRÉSENTÉ le 20/11 09:00 Sikasso, 1 fois en tout", *LINES)
    phone.dial("3")
    assert phone.say(f"{NUMBER}{CODE}").splitlines()[2].startswith("DÉJA PRÉSENTÉ le 20/11")


def test_a_repeated_dial_gets_the_same_bytes_and_looks_nothing_up(phone: Handset, register: Register) -> None:
    phone.dial("3")
    first = phone.say(f"{NUMBER}{CODE}")
    asked = list(register.asked)
    assert phone.again() == first
    assert register.asked == asked


def test_neither_number_code_nor_words_are_readable_in_redis(world: World, phone: Handset) -> None:
    phone.dial(f"3*{NUMBER}*{CODE}")
    stored = kept(phone.world.redis)
    for secret in (NUMBER, CODE, "Karite"):
        assert secret.encode() not in stored
