"""The words of the console: both languages whole, and every key that a page asks for is there."""

import re
from pathlib import Path

import pytest

from admin import words
from admin.navigation import menu_of
from admin.roles import Role
from admin.routes import ROUTES

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
