"""Links: composed in one form, read in every form that people hand in, and never followed to another site."""

import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.verification.core.office import APEX, ESSENTIAL, HOST, OURS, PATIENT
from verification import base41, base45, link, token
from verification.incomplete import Incomplete

TOKEN = token.issue(ESSENTIAL, APEX)
LINK = link.compose(HOST, TOKEN)
BODY = LINK.partition("#")[2]


@PATIENT
@given(st.binary(min_size=1, max_size=400))
def test_what_is_composed_is_read(data: bytes) -> None:
    scanned = link.read(link.compose(HOST, data), OURS)
    assert scanned == link.Scanned(data, HOST, False, "link")


def test_the_link_is_that_of_the_page() -> None:
    assert f"HTTPS://V.EXAMPLE.ML/V/#{BODY}" == LINK
    assert link.compose("localhost:8000", b"x").startswith("HTTPS://LOCALHOST:8000/V/#")


@pytest.mark.parametrize("host", ["", "a b", "https://x", "x/y", "x#y", "é.ml"])
def test_a_host_that_is_none_is_not_composed(host: str) -> None:
    with pytest.raises(ValueError, match="host"):
        link.compose(host, TOKEN)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        (BODY, "bare41"),
        (base45.encode(TOKEN), "base45"),
        ("HC1:" + base45.encode(TOKEN), "hc1"),
        ("HC1:" + base45.encode(zlib.compress(TOKEN, 9)), "hc1"),
        ("GU1:" + base45.encode(zlib.compress(TOKEN, 9)), "hc1"),
        (link.wrap_claim169(TOKEN), "claim169"),
        (f"  {LINK}\n", "link"),
        (LINK.replace("HTTPS://V.EXAMPLE.ML", "https://v.example.ml"), "link"),
        (LINK.replace("/V/", "/v/"), "link"),
        (LINK.replace("/V/#", "/#"), "link"),
        (LINK.replace("EXAMPLE.ML/", "EXAMPLE.ML:443/"), "link"),
        (f"{LINK[:24]}{BODY.replace(':', '%3A').replace('+', '%2B').replace('/', '%2f')}", "link"),
    ],
)
def test_every_form_gives_the_same_token(text: str, form: str) -> None:
    scanned = link.read(text, OURS)
    assert (scanned.token, scanned.form, scanned.wrong_site) == (TOKEN, form, False)


@pytest.mark.parametrize(
    "start",
    [
        "HTTPS://V.EXAMP1E.ML/V/#",
        "HTTPS://V.EXAMPLE.ML.EVIL.COM/V/#",
        "HTTPS://V.EXAMPLE.ML@EVIL.COM/V/#",
        "HTTPS://EVIL.COM@V.EXAMPLE.ML/V/#",
        "HTTPS://EVIL.COM/V.EXAMPLE.ML/V/#",
        "HTTP://V.EXAMPLE.ML/V/#",
        "HTTPS://V.EXAMPLE.ML:8443/V/#",
        "HTTPS://V.EXAMPLE.ML/V/?NEXT=EVIL#",
        "HTTPS://V.EXAMPLE.ML/LEAVE/#",
        "https://ｖ.example.ml/V/#",
        "HTTPS:///V/#",
    ],
)
def test_another_site_is_said_also_when_its_token_is_ours_or_none(start: str) -> None:
    assert link.read(start + BODY, OURS).wrong_site
    for nothing in ("", BODY[:-5], BODY.lower()):
        with pytest.raises(Incomplete) as raised:
            link.read(start + nothing, OURS)
        assert raised.value.wrong_site


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (LINK.lower(), "lowercase"),
        (BODY.lower(), "lowercase"),
        (LINK[:24], "no_token"),
        (LINK[:12], "no_token"),
        ("", "not_a_seal"),
        ("javascript:alert(1)", "lowercase"),
        ("\x00\x01\x02\xff", "symbol"),
        ("A" * 5000, "long"),
        ("HC1:" + "A" * 4, "length"),
        (base45.encode(zlib.compress(bytes(1 << 20), 9)), "zlib"),
        (base45.encode(zlib.compress(TOKEN, 9)[:-4]), "zlib"),
        (base45.encode(zlib.compress(TOKEN, 9) + b"more"), "zlib"),
    ],
    ids=["link in lower case", "body in lower case", "nothing behind #", "cut host", "nothing", "javascript", "binary",
         "5 kB", "cut prefix", "bomb", "cut zlib", "more behind zlib"],
)  # fmt: skip
def test_what_is_no_link_of_ours_is_incomplete(text: str, reason: str) -> None:
    """Bad-input row 56."""
    with pytest.raises(Incomplete) as raised:
        link.read(text, OURS)
    assert raised.value.reason_code == reason
    assert not raised.value.wrong_site
    assert reason in Incomplete.REASONS


@PATIENT
@given(st.text(max_size=400))
def test_any_text_is_read_or_incomplete(text: str) -> None:
    with suppress(Incomplete):
        assert link.read(text, OURS).token is not None


@PATIENT
@given(st.binary(max_size=200))
def test_base45_is_that_of_rfc_9285(data: bytes) -> None:
    assert base45.decode(base45.encode(data)) == data


@pytest.mark.parametrize(
    ("data", "text"), [(b"AB", "BB8"), (b"Hello!!", "%69 VD92EX0"), (b"base-45", "UJCLQE7W581")]
)
def test_base45_gives_the_examples_of_its_rfc(data: bytes, text: str) -> None:
    assert base45.encode(data) == text


def test_base41_and_base45_start_a_token_apart() -> None:
    assert base41.encode(TOKEN)[:3] != base45.encode(TOKEN)[:3]
