"""A list update where documents are checked: the form says what it is, of when, and whether its signature holds."""

import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.verification.web.brought import parts, since
from tests.verification.web.bureau import APEX, STRANGER, Bureau
from tests.verification.web.site import Pages
from verification import base41, link
from verification.qr.raster import raster
from verification.qr.symbol import symbol
from verification.status_list import Status

REVOKED = {0: Status.REVOKED}
HTML = {"Accept": "text/html"}
HOLDS = "La signature est bonne."


@pytest.fixture
def client(pages: Pages) -> FlaskClient:
    return pages.app().test_client()


TEXTS: dict[str, tuple[Callable[[Bureau], str], str, str, str]] = {
    "as LISTES sends it": (
        lambda b: base41.encode(since(b, APEX, REVOKED)), "LIST_UPDATE", "arrow", HOLDS,
    ),
    "as a link": (
        lambda b: link.compose("v.example.ml", since(b, APEX, REVOKED)), "LIST_UPDATE", "arrow", HOLDS,
    ),
    "all its SMS": (
        lambda b: "\n".join(reversed(parts(since(b, APEX, REVOKED)))), "LIST_UPDATE", "arrow", HOLDS,
    ),
    "one SMS of three": (
        lambda b: parts(since(b, APEX, REVOKED))[1], "LIST_UPDATE_PART", "question",
        "1 sur 3. Il manque la partie 1, 3.",
    ),
    "of a stranger": (
        lambda b: base41.encode(since(b, APEX, REVOKED, signer=STRANGER)), "LIST_UPDATE_FALSE", "stop",
        "la signature ne tient pas",
    ),
    "altered": (
        lambda b: base41.encode(since(b, APEX, REVOKED)[:-1] + b"!"), "LIST_UPDATE_FALSE", "stop",
        "la signature ne tient pas",
    ),
    "of a key that is not known": (
        lambda b: base41.encode(since(b, APEX, REVOKED).replace(APEX.kid, STRANGER.kid)), "LIST_UPDATE_UNKNOWN",
        "question", "pour une clé que le registre ne connaît pas",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", list(TEXTS))
def test_it_is_named_and_never_called_a_forged_document(
    client: FlaskClient, bureau: Bureau, name: str
) -> None:
    text, word, shape, words = TEXTS[name]
    page = client.post("/verify", data={"token": text(bureau), "lang": "fr"}, headers=HTML)
    assert page.status_code == 200
    assert f'<div class="verdict {shape}" data-word="{word}">' in page.text
    assert words in page.text.replace("&#39;", "'")
    assert "<h1>FAUX</h1>" not in page.text
    assert 'href="/V/"' in page.text
    assert ("collez-y" in page.text) == (word in ("LIST_UPDATE", "LIST_UPDATE_PART"))
    assert "Listes sans réseau" in page.text


def test_which_list_it_is_and_of_when_is_said_of_what_is_believed_only(
    client: FlaskClient, bureau: Bureau
) -> None:
    good = client.post("/verify", json={"token": base41.encode(since(bureau, APEX, REVOKED))}).json
    bad = client.post(
        "/verify", json={"token": base41.encode(since(bureau, APEX, REVOKED, signer=STRANGER))}
    ).json
    assert good is not None
    assert bad is not None
    [change] = good["lists"]
    assert (change["issuer"], change["kid"], change["base"], change["number"]) == (
        "ML-APEX", APEX.kid.hex(), 7, 8,
    )  # fmt: skip
    assert (good["verdict"], good["reasons"], good["fields"]) == ("LIST_UPDATE", [], {})
    assert (bad["verdict"], bad["reasons"], bad["lists"]) == ("LIST_UPDATE_FALSE", ["key"], [])


def test_a_photo_of_a_colleagues_screen_is_no_forged_document(client: FlaskClient, bureau: Bureau) -> None:
    picture, text = io.BytesIO(), parts(since(bureau, APEX, REVOKED))[0]
    raster(symbol(text), 6).convert("L").save(picture, "PNG")
    picture.seek(0)
    answer = client.post(
        "/verify", data={"photo": (picture, "a.png")}, headers={"Accept": "application/json"}
    ).json
    assert answer is not None
    assert (answer["verdict"], answer["text"]) == ("LIST_UPDATE_PART", text)


def test_a_forged_document_is_still_called_one(client: FlaskClient, bureau: Bureau) -> None:
    page = client.post("/verify", data={"token": bureau.texts["FORGED"], "lang": "fr"}, headers=HTML)
    assert "<h1>FAUX</h1>" in page.text
