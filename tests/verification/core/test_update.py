"""A text that brings lists up to date is told apart from a document, whole or not, signed well or not."""

import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.verification.core.office import (
    APEX,
    DAY,
    ESSENTIAL,
    HOST,
    NOON,
    OURS,
    REGISTER,
    STRANGER,
    bundle,
    registers,
    statuses,
    trusted,
)
from verification import base41, base45, brought, delta, frames, link, status_list, token, update
from verification.signer import FileSigner
from verification.status_list import Status
from verification.trusted_key import KeyState
from verification.update import Change, News, Update

OLD = statuses(size=1000)
NEW = replace(OLD.with_status({5: Status.REVOKED}), number=4, iat=NOON + DAY)
CHANGE = Change("ML-APEX", APEX.kid, 3, 4, NOON + DAY)
WHOLE = Change("ML-APEX", APEX.kid, None, 4, NOON + DAY)


def made(signer: FileSigner = REGISTER) -> bytes:
    return delta.seal(delta.between(OLD, NEW, APEX.kid), signer, 1000)


def altered() -> bytes:
    return made()[:-1] + bytes([made()[-1] ^ 1])


def said(text: str) -> News | None:
    return update.examine(text, OURS, bundle())


LIST = status_list.seal(NEW, REGISTER)
GOOD: dict[str, tuple[str, tuple[Change, ...]]] = {
    "a delta": (base41.encode(made()), (CHANGE,)),
    "of the key itself": (base41.encode(made(APEX)), (CHANGE,)),
    "lowered by an app": (f" {base41.encode(made()).lower()}\n", (CHANGE,)),
    "broken into lines": ("\n".join(base41.encode(made())[at : at + 40] for at in range(0, 400, 40)), (CHANGE,)),
    "as a link": (link.compose(HOST, made()), (CHANGE,)),
    "as base45": (base45.encode(made()), (CHANGE,)),
    "in four SMS": (" ".join(reversed(frames.split(made(), 40))), (CHANGE,)),
    "a whole list": (base41.encode(LIST), (WHOLE,)),
    "a colleague's screen": ("".join(frames.split(LIST + made(), 106)), (WHOLE, CHANGE)),
}  # fmt: skip


@pytest.mark.parametrize("name", list(GOOD))
def test_what_is_signed_well_is_described(name: str) -> None:
    text, changes = GOOD[name]
    assert said(text) == News(Update.LIST_UPDATE, changes)


FALSE: dict[str, tuple[str, str]] = {
    "altered": (base41.encode(altered()), "signature"),
    "signed by a stranger": (base41.encode(made(STRANGER)), "key"),
    "altered, in frames": (" ".join(frames.split(altered(), 60)), "signature"),
    "one of two": (" ".join(frames.split(made() + altered(), 106)), "signature"),
    "no delta inside": (" ".join(frames.split(bytes(200), 106)), "shape"),
    "a document in frames": (" ".join(frames.split(token.issue(ESSENTIAL, APEX), 106)), "shape"),
}


@pytest.mark.parametrize("name", list(FALSE))
def test_a_signature_that_does_not_hold_is_said(name: str) -> None:
    text, reason = FALSE[name]
    found = said(text)
    assert found is not None
    assert (found.word, found.reason) == (Update.LIST_UPDATE_FALSE, reason)


def test_a_stolen_key_says_nothing_of_lists_any_more() -> None:
    stolen = trusted(state=KeyState.COMPROMISED, compromised_at=NOON)
    found = update.examine(base41.encode(made(APEX)), OURS, bundle(stolen, registers()))
    assert found is not None
    assert (found.word, found.reason) == (Update.LIST_UPDATE_FALSE, "key")


def test_a_list_of_a_key_that_is_not_known_accuses_nobody() -> None:
    update_of = delta.seal(replace(delta.between(OLD, NEW, b"kid!")), REGISTER, 1000)
    assert said(base41.encode(update_of)) == News(Update.LIST_UPDATE_UNKNOWN, (), "subject")


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        (lambda texts: texts[1], (1, 3, 4)),
        (lambda texts: " ".join(texts[:3]), (4,)),
        (lambda texts: " ".join([*texts[:3], texts[3][:-2]]), (4,)),
        (lambda texts: texts[0][:-2], ()),
    ],
    ids=["one of four", "the last is missing", "the last is cut", "one, and cut"],
)
def test_parts_that_are_missing_are_named(text: Callable[[list[str]], str], missing: tuple[int, ...]) -> None:
    texts = list(frames.split(made(), 36))
    found = said(text(texts))
    assert len(texts) == 4
    assert found is not None
    assert (found.word, found.missing, found.count) == (
        Update.LIST_UPDATE_PART, missing, 4 if missing else 0,
    )  # fmt: skip


SEALED = token.issue(ESSENTIAL, APEX)


@pytest.mark.parametrize(
    "text",
    [
        link.compose(HOST, SEALED), base41.encode(SEALED), base41.encode(SEALED).lower(), base45.encode(SEALED),
        f"HC1:{base45.encode(SEALED)}", link.wrap_claim169(SEALED), base41.encode(SEALED)[:-4], "", "Bonjour",
        "1ZA" * 2000, "I2W",
    ],
)  # fmt: skip
def test_a_document_or_anything_else_is_no_update(text: str) -> None:
    assert said(text) is None or text.startswith("1ZA")


@pytest.mark.parametrize(
    "text", [("1ZA" * 1500)[:4296], "1ZA " + "0 " * 2140, "1ZA0\n" * 850], ids=["starts", "crumbs", "lines"]
)
def test_no_text_keeps_the_server_busy(text: str) -> None:
    began = time.thread_time()
    brought.read(text, OURS)
    assert time.thread_time() - began < 2
