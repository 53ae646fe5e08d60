"""docs/asvs.md is true: every requirement once, an answer to each, its tests there, and the counts at its top right."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.named_tests import TEST, missing
from tests.architecture.named_tests import rows as controls
from tests.rooms import ROOMS, ROOT, sources

PAGE = (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8")
THREATS = (ROOT / "docs" / "threats.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([123]) \| ([^|]+) \| (.+) \|$", re.MULTILINE)
SUMMARY = re.compile(r"^\| V(\d+) [^|]+\|((?: \d+ \|){6})$", re.MULTILINE)
ANSWERS = ("kept", "none here", "**open**")
# OWASP ASVS 5.0.0: the level of each requirement of a section, in its order. 70 + 183 + 92 = 345.
LEVELS = {
    "1.1": "22", "1.2": "1111122223", "1.3": "112222222223", "1.4": "222", "1.5": "123",
    "2.1": "122", "2.2": "112", "2.3": "12223", "2.4": "23",
    "3.1": "3", "3.2": "113", "3.3": "12223", "3.4": "11222233", "3.5": "11122333", "3.6": "3", "3.7": "22333",
    "4.1": "12233", "4.2": "23333", "4.3": "22", "4.4": "1222",
    "5.1": "2", "5.2": "112333", "5.3": "113", "5.4": "222",
    "6.1": "122", "6.2": "111111112222", "6.3": "11223333", "6.4": "112233", "6.5": "22222333", "6.6": "2223",
    "6.7": "33", "6.8": "2222",
    "7.1": "222", "7.2": "1111", "7.3": "22", "7.4": "11222", "7.5": "223", "7.6": "22",
    "8.1": "1233", "8.2": "1123", "8.3": "133", "8.4": "23",
    "9.1": "111", "9.2": "1222",
    "10.1": "22", "10.2": "223", "10.3": "22223", "10.4": "1111122222233333", "10.5": "22222", "10.6": "22",
    "10.7": "222",
    "11.1": "2233", "11.2": "22233", "11.3": "11233", "11.4": "1222", "11.5": "23", "11.6": "23", "11.7": "33",
    "12.1": "12233", "12.2": "11", "12.3": "22223",
    "13.1": "2333", "13.2": "222223", "13.3": "2233", "13.4": "1222233",
    "14.1": "22", "14.2": "12223333", "14.3": "122",
    "15.1": "12233", "15.2": "12233", "15.3": "1222222", "15.4": "3333",
    "16.1": "2", "16.2": "22222", "16.3": "2222", "16.4": "222", "16.5": "2223",
    "17.1": "23", "17.2": "22223333", "17.3": "22",
}  # fmt: skip
# Of level 3, because they are our business: formulas in spreadsheets, two persons, looking and acting at once.
CHOSEN = {"1.2.10": 3, "2.3.5": 3, "15.4.2": 3}


def answer(cell: str) -> str:
    return cell.partition(":")[0]


def chapter(number: str) -> int:
    return int(number.partition(".")[0])


def test_every_requirement_of_the_levels_asked_has_its_row_once() -> None:
    asked = {
        f"{section}.{place}": int(level)
        for section, levels in LEVELS.items()
        for place, level in enumerate(levels, 1)
    }
    assert Counter(asked.values()) == {1: 70, 2: 183, 3: 92}
    listed = [number for number, *_ in ROW.findall(PAGE)]
    assert len(listed) == len(set(listed))
    assert {number: int(level) for number, level, *_ in ROW.findall(PAGE)} == CHOSEN | {
        number: level for number, level in asked.items() if level < 3
    }


def test_each_row_is_answered() -> None:
    """What is kept names a test, and not a whole file of them; what is not kept says why, or what is missing."""
    for number, _, _, cell in ROW.findall(PAGE):
        kind, _, said = cell.partition(": ")
        assert kind in ANSWERS, number
        assert said.strip(), number
        assert kind != "kept" or all(name for _, name in TEST.findall(cell)), number
        assert kind != "kept" or TEST.search(cell), number


def test_every_test_that_the_page_names_exists() -> None:
    assert missing(PAGE) == []


def test_the_counts_at_the_top_are_right() -> None:
    counted: dict[int, Counter[str]] = {}
    for number, level, _, cell in ROW.findall(PAGE):
        counted.setdefault(chapter(number), Counter()).update((level, answer(cell)))
    columns = ("1", "2", "3", *ANSWERS)
    told = {
        int(number): [int(one) for one in re.findall(r"\d+", cells)]
        for number, cells in SUMMARY.findall(PAGE)
    }
    assert told == {number: [found[column] for column in columns] for number, found in counted.items()}
    kept, none_here, still_open = (sum(found[kind] for found in counted.values()) for kind in ANSWERS)
    assert f"**{kept} kept, {none_here} none here, {still_open} open.**" in PAGE
    assert f"{kept} kept, {none_here} none here, {still_open} **open**" in THREATS
    assert 54 in controls(THREATS)


# Where a word may stand: files, or folders that end with a slash. The simulated outside world is nobody's judge.
WORDS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("eval", "exec", "os.system", "os.popen", "shell=", "pickle", "marshal"), ()),
    **dict.fromkeys(("render_template_string", ".from_string"), ()),
    **dict.fromkeys(("md5", ".md5", "ECB", ".ECB", "PKCS1v15", ".PKCS1v15"), ()),
    # A name under which Redis keeps a script, as Redis itself makes it.
    **dict.fromkeys(("sha1", ".sha1"), ("kernel/lua_script.py", "simulator/")),
    # What Moov's protocol asks for.
    **dict.fromkeys(("CBC", ".CBC"), ("payments/moov/credential.py", "simulator/")),
    # A month that is made up, and the grain of a worn-out print: neither is a secret.
    "random": ("gateway/demo/", "verification/qr/readback.py", "simulator/"),
}  # fmt: skip


# Nineteen files of twenty have none of them anywhere: those are not parsed.
ANYWHERE = re.compile(
    rf"\b({'|'.join(sorted({re.split('[.=]', word.strip('.='))[-1] for word in WORDS}))})\b"
)


def words_of(path: Path) -> Iterator[str]:
    """Names, imported modules and what is imported of them, attributes alone and of a name, keywords of calls."""
    text = path.read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(text)) if ANYWHERE.search(text) else ():
        match node:
            case ast.Attribute():
                yield from (f".{node.attr}", f"{getattr(node.value, 'id', '')}.{node.attr}")
            case ast.Name():
                yield node.id
            case ast.Import():
                yield from (alias.name for alias in node.names)
            case ast.ImportFrom():
                yield from (node.module or "", *(alias.name for alias in node.names))
                yield from (f"{node.module}.{alias.name}" for alias in node.names)
            case ast.keyword():
                yield f"{node.arg}="


def test_words_that_stand_only_where_they_may() -> None:
    """Requirements 1.2.5, 1.3.2, 1.3.7, 1.5.2, 6.5.3, 11.3.1, 11.4.1."""
    found = {
        (word, name)
        for path in sources()
        for name in [str(path.relative_to(ROOT))]
        for word in WORDS.keys() & set(words_of(path))
        if not name.startswith(WORDS[word] or ("-",))
    }
    assert found == set()


# The one script that puts in HTML gets rows of a table that our own template wrote.
SCRIPTS = [
    path for room in ROOMS if room != "simulator" for path in sorted((ROOT / room).glob("**/static/**/*.js"))
]
IN_PAGES: dict[str, set[str]] = {
    **{word: set() for word in ("insertAdjacentHTML", "outerHTML", "document.write", "document.cookie", "eval(",
        "new Function", "postMessage", "addEventListener(\"message\"", "sessionStorage")},
    "innerHTML": {"admin/static/money.js"},
    "localStorage": {"verification/web/static/words.js"},
    "indexedDB": {"verification/web/static/store.js"},
}  # fmt: skip


@pytest.mark.parametrize("word", IN_PAGES)
def test_what_the_pages_scripts_do_without(word: str) -> None:
    """Requirements 1.3.2, 3.2.2, 3.5.5, 14.3.3."""
    assert len(SCRIPTS) > 20
    found = {str(path.relative_to(ROOT)) for path in SCRIPTS if word in path.read_text(encoding="utf-8")}
    assert found == IN_PAGES[word]
