"""One answer of the registry or of a seal in the form that the page and JSON share."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from kernel.ids import spaced
from verification.document import Document
from verification.registry.checks import Presented
from verification.registry.judging import Judged
from verification.registry.lookup import Looked
from verification.update import Change, News
from verification.web import shown
from verification.web.words import Words
from verification.word import Word

# The colour, the shape and the word say the same: no one of them is needed to understand it (WCAG 2.2, 1.4.1).
SHAPES = {
    "VALID": "ok", "VALID_LIST_OLD": "warn", "REVOKED": "stop", "FORGED": "stop", "WRONG_SITE": "stop",
    "SUSPENDED": "pause", "REPLACED": "arrow", "EXPIRED": "clock", "NOT_YET_OR_CLOCK": "clock",
    "UNKNOWN_KEY": "question", "INCOMPLETE": "question", "UNKNOWN": "question",
    # No tick: it would be taken for a document's.
    "LIST_UPDATE": "arrow", "LIST_UPDATE_PART": "question", "LIST_UPDATE_UNKNOWN": "question",
    "LIST_UPDATE_FALSE": "stop",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """``word`` is a verdict's, UNKNOWN for a number that nobody has, or one of `update.Update` with its ``news``.

    ``register``: the registry itself spoke. ``text``: what was read in a photo, for a page that judges it by its own
    lists.
    """

    word: str
    list_age_s: int | None = None
    reasons: tuple[str, ...] = ()
    clock_wrong: bool = False
    document: Document | None = field(default=None, repr=False)
    printed: Mapping[str, str] | None = field(default=None, repr=False)
    kind: int | None = None
    replaced_by: str | None = None
    presented: tuple[Presented, ...] = ()
    register: bool = False
    text: str | None = field(default=None, repr=False)
    news: News | None = None

    @property
    def shape(self) -> str:
        return SHAPES[self.word]

    def rows(self, words: Words) -> list[shown.Row]:
        """What to compare with the paper."""
        if self.document is not None:
            return shown.rows(self.document, words)
        kind = [(words("verify.field.doc_type"), words(f"verify.doc_type.{self.kind}"))] if self.kind else []
        return kind + [(_label(name, words), value) for name, value in (self.printed or {}).items()]

    def as_json(self) -> dict[str, Any]:
        """The documented three, and what a machine may want beside them."""
        beside: dict[str, Any] = {"text": self.text} if self.text is not None else {}
        if self.news is not None:
            beside["lists"] = [_changed(each) for each in self.news.changes]
        return beside | {
            "verdict": self.word, "list_age_s": self.list_age_s, "fields": self._fields(),
            "reasons": list(self.reasons), "clock_wrong": self.clock_wrong, "replaced_by": self.replaced_by,
            "presented": [
                {"at": _iso(each.at), "place": each.place, "channel": each.channel} for each in self.presented
            ],
        }  # fmt: skip

    def _fields(self) -> dict[str, Any]:
        if self.document is None:
            return dict(self.printed or {})
        there = {
            name: value
            for name, value in asdict(self.document).items()
            if value not in ("", None, (), b"", {})
        }
        found: dict[str, Any] = json.loads(json.dumps(there, default=_plain))
        return found


def of_seal(judged: Judged, text: str | None = None) -> Answer:
    """From the verdict on a text."""
    said, news = judged.verdict, judged.news
    if news is not None:
        reasons = (news.reason,) if news.reason else ()
        return Answer(word=news.word, reasons=reasons, text=text, news=news)
    return Answer(
        word=said.word, list_age_s=said.list_age_s, reasons=tuple(map(str, said.reasons)), clock_wrong=said.clock_wrong,
        document=said.document, replaced_by=said.replaced_by, presented=judged.presented, text=text,
    )  # fmt: skip


def of_number(looked: Looked) -> Answer:
    """From the register's word for a number."""
    return Answer(
        word=looked.status.upper(), list_age_s=looked.list_age_s, printed=looked.fields, kind=looked.kind,
        replaced_by=looked.replaced_by, presented=looked.presented, register=True,
    )  # fmt: skip


# A picture without a code is a code that did not arrive whole: it is taken again.
NO_CODE = Answer(word=Word.INCOMPLETE, reasons=("no_code",))


def number(digits: str) -> str:
    """In groups, as it is printed."""
    return spaced(digits) if len(digits) == 12 else digits


def _changed(change: Change) -> dict[str, Any]:
    return {
        "issuer": change.issuer, "kid": change.kid.hex(), "base": change.base, "number": change.number,
        "at": _iso(change.at),
    }  # fmt: skip


def _label(name: str, words: Words) -> str:
    key = f"verify.field.{name}"
    return words(key) if words.has(key) else name


def _plain(value: object) -> str:
    return (
        value.hex()
        if isinstance(value, bytes)
        else _iso(value)
        if isinstance(value, datetime)
        else str(value)
    )


def _iso(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
