"""The words of the console: both languages whole, and every key that a page asks for is there."""

import re
from pathlib import Path

import pytest

from admin import words
from admin.navigation import menu_of
from admin.roles import Role
from admin.routes import ROUTES
from cases.lifecycle import MACHINE

TEMPLATES = Path(words.__file__).parent / "templates" / "admin"
ASKED = re.compile(r'(?<![a-z])t\("([a-z_.]+)"[,)]')


def test_every_key_of_a_template_has_words() -> None:
    said = words.load().of["fr"]
    asked = {
        key for path in TEMPLATES.glob("**/*.html") for key in ASKED.findall(path.read_text(encoding="utf-8"))
    }
    asked |= {entry.words for entry in menu_of(ROUTES)}
    asked |= {f"{before}.{role}" for role in Role for before in ("role", "home.role")}
    assert len(asked) > 90
    assert asked - set(said) == set()


@pytest.mark.parametrize(
    ("french", "english", "said"),
    [("a: {b: x}", "a: {c: x}", "a.b"), ("a: 'x {n}'", "a: 'x {m}'", "a: placeholders"), ("a: '{'", "a: '{'", "a: "),
     ("- x", "a: x", "not a mapping")],
    ids=["missing", "placeholders", "malformed", "no mapping"],
)  # fmt: skip
def test_files_that_disagree_are_refused(tmp_path: Path, french: str, english: str, said: str) -> None:
    for language, said_here in (("fr", french), ("en", english)):
        (tmp_path / language).mkdir()
        (tmp_path / language / "words.yaml").write_text(said_here, encoding="utf-8")
    with pytest.raises(words.WordsRefused, match=said):
        words.load(tmp_path)


# What one room calls something and another calls it too: (as it is called, where else).
SAME = {
    "a payment's state": ("money.state", ("search.state.attempt", "life.attempt")),
    "what became of money": ("money.disposition", ("search.state.transaction", "life.money")),
    "an invoice's state": ("money.invoice", ("search.state.invoice",)),
    "a refund's state": ("money.refund", ("life.refund",)),
    "a document's state": ("papers.state", ("search.state.document",)),
    "what was done to a document": ("papers.act", ("life.paper",)),
    "a line of a statement": ("books.class_", ("search.state.line",)),
    "an SMS's state": ("search.letter", ("life.sms_out",)),
    "what an SMS is about": ("search.purpose", ("overview.stuck.what.message",)),
}


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize(("first", "others"), SAME.values(), ids=SAME)
def test_the_same_thing_has_one_name_in_every_room(
    language: str, first: str, others: tuple[str, ...]
) -> None:
    said = words.load().of[language]
    named = {
        key.removeprefix(first + "."): text.lower()
        for key, text in said.items()
        if key.startswith(first + ".")
    }
    for other in others:
        again = {
            key.removeprefix(other + "."): text.lower()
            for key, text in said.items()
            if key.startswith(other + ".")
        }
        shared = named.keys() & again.keys()
        assert len(shared) >= min(4, len(again))
        assert {key: again[key] for key in shared} == {key: named[key] for key in shared}


def test_every_state_of_a_case_is_written_with_its_accents() -> None:
    """An SMS has "A payer"; a page has room for more."""
    said = words.load().of
    for language, payable in (("fr", "À payer"), ("en", "To be paid")):
        states = {
            key.removeprefix("state."): text
            for key, text in said[language].items()
            if key.startswith("state.")
        }
        assert states.keys() == set(MACHINE.states)
        assert states["a_payer"] == payable
