"""Wave-Signature: which headers open the door."""

import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.wave.signature import valid

NOW = 1_767_600_000
BODY = b'{"type":"checkout.session.completed"}'
NEW, OLD = "wave_ml_WHS_new", "wave_ml_WHS_old"


def sign(secret: str, body: bytes = BODY, at: int = NOW) -> str:
    return hmac.new(secret.encode(), str(at).encode() + body, "sha256").hexdigest()


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (f"t={NOW},v1={sign(NEW)}", True),
        (f"t={NOW},v1={sign(OLD)}", True),
        (f"t={NOW},v1={sign('other')},v1={sign(NEW)}", True),
        (f"t={NOW}, v1={sign(NEW)}", True),
        (f"t={NOW},v1={sign('other')}", False),
        (f"t={NOW},v1={sign(NEW, BODY + b' ')}", False),
        (f"t={NOW},v1={hmac.new(NEW.encode(), str(NOW).encode() + b'.' + BODY, 'sha256').hexdigest()}", False),
        (f"t={NOW - 300},v1={sign(NEW, at=NOW - 300)}", True),
        (f"t={NOW - 301},v1={sign(NEW, at=NOW - 301)}", False),
        (f"t={NOW + 301},v1={sign(NEW, at=NOW + 301)}", False),
        (f"t={NOW},t={NOW - 9999},v1={sign(NEW)}", False),
        (f"v1={sign(NEW)}", False),
        (f"t={NOW}", False),
        (f"t=-1,v1={sign(NEW)}", False),
        (f"t=²,v1={sign(NEW)}", False),
        (f"t={NOW},v0={sign(NEW)}", False),
        ("", False),
        ("t=" + "1" * 5000, False),
    ],
    ids=[
        "good", "former secret", "several, ours last", "blanks", "another secret", "other body", "a dot between",
        "300 s old", "301 s old", "301 s ahead", "two times", "no time", "no signature", "negative", "superscript",
        "other version", "empty", "long",
    ],
)  # fmt: skip
def test_a_header_is_believed_or_not(header: str, expected: bool) -> None:
    assert valid(header, BODY, [NEW, OLD], NOW) is expected


def test_an_empty_secret_opens_nothing() -> None:
    assert not valid(f"t={NOW},v1={sign('')}", BODY, ["", ""], NOW)


@given(header=st.text(max_size=200))
def test_no_header_breaks_it(header: str) -> None:
    assert valid(header, BODY, [NEW], NOW) is False
