"""Questions that no shipped service asks yet: every kind, left out or not, and the digits they take for themselves."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
import redis as redis_py

from catalogue.catalogue import Catalogue
from catalogue.question import Question
from catalogue.text import Text
from conversation.effects import Deposit
from kernel.crypto import Keyring
from tests.conversation.test_a_request import confirmed
from tests.conversation.world import Handset, World
from tests.conversation.world import world as built


def asked(name: str, kind: str, **fields: object) -> Question:
    words = Text(fr=f"{name} ?", en=f"{name}?", bm="needs-review", fon="needs-review")
    return Question.model_validate({"name": name, "kind": kind, "prompt": words, **fields})


def label(words: str) -> dict[str, object]:
    return {"fr": words, "en": words, "bm": "needs-review", "fon": "needs-review"}


QUESTIONS = (
    asked("children", "number", max=30),
    asked("alias", "name", optional=True),
    asked("year", "number", optional=True, max=100),
    asked("born", "date", past=True),
    asked("contact", "phone", optional=True),
    asked(
        "sex", "choice", optional=True,
        choices=({"value": "F", "label": label("Femme")}, {"value": "M", "label": label("Homme")}),
    ),
    asked("maiden", "name", ask_if={"sex": "F"}),
)  # fmt: skip


@pytest.fixture
def caller(
    catalogue: Catalogue, redis: redis_py.Redis, redis_url: str, keyring: Keyring
) -> Iterator[Handset]:
    service = catalogue.services[17].model_copy(update={"questions": QUESTIONS})
    with built(replace(catalogue, services={17: service}), redis_url, keyring) as world:
        phone = Handset(world)
        phone.dial("17")
        phone.say("1")
        yield phone


def deposited(world: World) -> dict[str, str]:
    [(_, effect)] = world.ledger.done
    assert isinstance(effect, Deposit)
    return dict(effect.answers)


def test_all_kinds_are_asked_left_out_and_deposited(caller: Handset) -> None:
    assert caller.last.text == "children ?\n00 Accueil", "0 is an answer here, so it does not go back"
    assert caller.say("0") == "alias ?\n9 Passer\n0 Retour 00 Accueil"
    assert caller.say("9") == "year ?\n999 Passer\n00 Accueil", "9 and 99 are years"
    assert caller.say("999") == "born ?\n0 Retour 00 Accueil"
    assert caller.say("31*02*1990").startswith("Le 31/02/1990 n'existe pas.\nborn ?")
    assert caller.say("12*03*1990") == "contact ?\n9 Passer\n0 Retour 00 Accueil"
    assert caller.say("70 00 00 09") == "sex ?\n1 Femme\n2 Homme\n9 Passer\n0 Retour 00 Accueil"
    assert caller.say("femme") == "maiden ?\n0 Retour 00 Accueil"
    assert caller.say("Sangaré").splitlines()[1:] == [
        "children: 0", "alias: -", "year: -", "born: 12/03/1990", "contact: +22370000009", "sex: Femme",
        "maiden: Sangaré", "98 Suite 0 Retour 00 Accueil",
    ]  # fmt: skip
    confirmed(caller)
    assert deposited(caller.world) == {
        "children": "0", "born": "1990-03-12", "contact": "+22370000009", "sex": "F", "maiden": "Sangaré",
    }  # fmt: skip


def test_a_condition_on_an_answer_left_out_is_not_met(caller: Handset) -> None:
    caller.say("2", "9", "45", "12031990", "9", "9")
    assert "maiden" not in caller.last.text
    confirmed(caller)
    assert deposited(caller.world) == {"children": "2", "year": "45", "born": "1990-03-12"}
