"""``/verify`` without JavaScript and as JSON: what is asked, what is answered, what is refused."""

import io
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kernel import clock
from tests.verification.web.bureau import Bureau
from tests.verification.web.conftest import served
from tests.verification.web.site import Pages
from verification.qr.raster import raster
from verification.qr.symbol import symbol

JSON = {"Accept": "application/json"}


@pytest.fixture(scope="module")
def door(bureau: Bureau) -> Iterator[tuple[Pages, Flask]]:
    """One application, and the one process that reads its photos."""
    with served(bureau) as found:
        yield found, found.app()


@pytest.fixture
def pages(door: tuple[Pages, Flask]) -> Pages:
    """Nobody has visited them, and nobody is turned away."""
    found = door[0]
    found.visits.clear()
    found.closed = False
    return found


@pytest.fixture
def client(pages: Pages, door: tuple[Pages, Flask]) -> FlaskClient:
    return door[1].test_client()


def post(client: FlaskClient, **said: Any) -> TestResponse:
    return client.post("/verify", json=said)


def test_a_token_as_json(client: FlaskClient, bureau: Bureau, pages: Pages) -> None:
    before = clock.now()
    answer = post(client, token=bureau.texts["VALID"], place="Malanville", purpose="control")
    assert answer.json is not None
    assert (answer.json["verdict"], answer.json["reasons"]) == ("VALID", [])
    eldest, youngest = clock.now() - bureau.now, before - bureau.now
    assert int(youngest.total_seconds()) <= answer.json["list_age_s"] <= eldest.total_seconds()
    assert answer.json["fields"]["exporter"] == "COOPERATIVE KARITE DU MANDE"
    assert answer.json["fields"]["gross_kg"] == 24_500
    assert (pages.visits[0].channel, pages.visits[0].place, pages.visits[0].purpose) == (
        "api",
        "Malanville",
        "control",
    )


@pytest.mark.parametrize(
    ("number", "code", "verdict", "fields"),
    [
        ("right", None, "VALID", {}),
        ("right", "4821", "VALID", {"exporter": "COOPERATIVE KARITE DU MANDE", "gross_kg": "24 500 kg"}),
        ("right", "4822", "UNKNOWN", {}),
        ("260000000001", "4821", "UNKNOWN", {}),
        ("abc", None, "UNKNOWN", {}),
    ],
    ids=["without a code", "with its code", "wrong code", "nobody's number", "no number"],
)
def test_a_number(
    client: FlaskClient, bureau: Bureau, number: str, code: str | None, verdict: str, fields: dict[str, str]
) -> None:
    """Bad-input row 51: a wrong code and a number that nobody has get the same answer."""
    answer = post(client, number=bureau.serial if number == "right" else number, code=code)
    assert answer.json is not None
    assert (answer.json["verdict"], answer.json["fields"]) == (verdict, fields)


def test_the_page_has_the_same_in_words(client: FlaskClient, bureau: Bureau) -> None:
    page = client.post(
        "/verify", data={"token": bureau.texts["REPLACED"], "lang": "fr"}, headers={"Accept": "*/*"}
    )
    assert page.status_code == 200
    assert "REMPLACÉ" in page.text
    assert "AMANDES DE KARITE" in page.text
    assert "<script" not in page.text
    assert "style=" not in page.text


def test_a_photo_is_read_by_a_process_of_its_own(client: FlaskClient, bureau: Bureau) -> None:
    picture = io.BytesIO()
    raster(symbol(bureau.texts["EXPIRED"]), 6).convert("L").rotate(90).save(picture, "JPEG", quality=60)
    picture.seek(0)
    answer = client.post("/verify", data={"photo": (picture, "a.jpg")}, headers=JSON)
    assert answer.json is not None
    assert (answer.json["verdict"], answer.json["text"]) == ("EXPIRED", bureau.texts["EXPIRED"])


def test_a_picture_without_a_code_is_taken_again(client: FlaskClient) -> None:
    answer = client.post("/verify", data={"photo": (io.BytesIO(b"GIF89a nothing"), "a.gif")}, headers=JSON)
    assert answer.json is not None
    assert (answer.json["verdict"], answer.json["reasons"]) == ("INCOMPLETE", ["no_code"])


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b'{"token": 5}', "application/json", 400),
        (b'{"token": "x", "token": "y"}', "application/json", 400),
        (b'{"token": "x", "number": "1"}', "application/json", 400),
        (b'{"tokn": "x"}', "application/json", 400),
        (b'{"number": "1", "purpose": "curiosity"}', "application/json", 400),
        (b"{}", "application/json", 400),
        (b"token=a&token=b", "application/x-www-form-urlencoded", 400),
        (b"token=a%00b", "application/x-www-form-urlencoded", 400),
        (b"token=" + b"A" * 60_000, "application/x-www-form-urlencoded", 413),
        (b"token=a", "text/plain", 415),
    ],
)
def test_what_is_no_question_is_refused(client: FlaskClient, body: bytes, kind: str, status: int) -> None:
    assert client.post("/verify", data=body, content_type=kind).status_code == status


def test_a_text_longer_than_any_code_is_incomplete(client: FlaskClient) -> None:
    """Bad-input row 56."""
    answer = post(client, token="HTTPS://V.EXAMPLE.ML/V/#" + "A" * 5000)
    assert answer.json is not None
    assert (answer.json["verdict"], answer.json["reasons"]) == ("INCOMPLETE", ["long"])


def test_a_photo_beyond_five_megabytes_is_refused(client: FlaskClient) -> None:
    head = b'--b\r\nContent-Disposition: form-data; name="photo"; filename="a.jpg"\r\n\r\n'
    body = head + bytes(6 << 20) + b"\r\n--b--\r\n"
    assert (
        client.post("/verify", data=body, content_type="multipart/form-data; boundary=b").status_code == 413
    )


def test_who_asks_too_often_waits(client: FlaskClient, bureau: Bureau, pages: Pages) -> None:
    """Bad-input row 55."""
    slow = post(client, number=bureau.serial, code="9999")
    assert (slow.status_code, slow.headers["Retry-After"]) == (429, "120")
    pages.closed = True
    assert post(client, token=bureau.texts["VALID"]).status_code == 429


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"])
@pytest.mark.parametrize("path", ["/verify", "/verify/refusal"])
def test_other_methods_are_refused(client: FlaskClient, method: str, path: str) -> None:
    """Bad-input row 57."""
    assert client.open(path, method=method).status_code == 405


@pytest.mark.parametrize(
    "path",
    ["/V/../verify.py", "/V/%2e%2e/settings", "/V/%252e%252e/x", "/V/000000000000/page.js", "/V/scanner/3.1.4/x.js",
     "/.well-known/guichet/revocations/ZZ", "/.well-known/guichet/issued/00000000"],
)  # fmt: skip
def test_other_paths_are_not_found(client: FlaskClient, path: str) -> None:
    """Bad-input row 58."""
    assert client.get(path, headers={"Accept": "*/*"}).status_code == 404


def test_registers_are_signed_public_and_asked_for_again(client: FlaskClient, bureau: Bureau) -> None:
    for (kind, kid), body in bureau.served.items():
        folder = {"bundle": "trust-bundle", "list": "revocations/", "filter": "issued/"}[kind]
        answer = client.get(f"/.well-known/guichet/{folder}{kid.hex()}")
        assert (answer.data, answer.mimetype) == (body, "application/cose")
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        again = client.get(answer.request.path, headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")


def test_the_page_is_guarded_and_small(client: FlaskClient) -> None:
    page = client.get("/V/")
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert page.headers["Permissions-Policy"].startswith("camera=(self)")
    worker = client.get("/V/worker.js").text
    names = json.loads(worker.split("var FILES = ")[1].split(";\n")[0])
    assert sum(len(client.get(name).data) for name in names) + len(worker) < 100_000
    assert client.get("/v/").headers["Location"] == "/V/"


def test_a_refusal_is_proven(client: FlaskClient, bureau: Bureau) -> None:
    said = {"number": bureau.serial, "code": bureau.code, "place": "Malanville", "said": "Tampon illisible"}
    page = client.post("/verify/refusal", data=said)
    assert "Tampon illisible" in page.text
    assert "I2W" in page.text
    wrong = client.post("/verify/refusal", data=said | {"code": "0000"})
    assert wrong.status_code == 422
    assert "Malanville" in wrong.text
    signed = client.post("/verify/refusal", data=said, headers={"Accept": "application/cose"})
    assert signed.data.startswith(b"\xd2\x84")


@pytest.mark.parametrize(
    ("language", "says", "lang"), [("fon", True, "fr"), ("en", False, "en"), ("fr", False, "fr")]
)
def test_a_language_without_words_yet_says_so(
    client: FlaskClient, language: str, says: bool, lang: str
) -> None:
    """Who chose it sees why the page did not change, and what reads it aloud is told what it reads."""
    page = client.get(f"/verify?lang={language}").text
    [tag] = re.findall(r'<p id="waits"[^>]*>', page)
    assert ("hidden" not in tag) == says
    assert f'<html lang="{lang}">' in page
