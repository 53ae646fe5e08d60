"""JSON from strangers. Bad-input row 39."""

import pytest

from kernel import strict_json


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b'{"a": 1',
        b'{"amount": 1, "amount": 2}',
        b'{"a": {"b": 1, "b": 1}}',
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b'{"a": 1e400}',
        b'{"a": "\xff"}',
        b"[" * 51 + b"]" * 51,
        b"[" * 10_000 + b"]" * 10_000,
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        b"9" * 5000,
    ],
    ids=[
        "empty", "html", "truncated", "duplicate", "duplicate-inside", "nan", "infinity", "1e400", "not-utf8",
        "depth-51", "depth-10000", "objects-100000", "5000-digits",
    ],
)  # fmt: skip
def test_what_two_readers_could_read_differently_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        strict_json.loads(body)
    assert len(str(caught.value)) < 200


def test_ordinary_json_is_read() -> None:
    body = b'\xef\xbb\xbf{"a": [1, 1.5, "\xc3\xa9", null, true]}'
    assert strict_json.loads(body) == {"a": [1, 1.5, "é", None, True]}
    assert strict_json.loads(b"[" * 50 + b"1" + b"]" * 50)


def test_a_refusal_does_not_quote_the_body() -> None:
    with pytest.raises(ValueError, match="not JSON") as caught:
        strict_json.loads(b'{"name": "Awa Traore"')
    assert "Awa" not in repr(caught.value)
    assert caught.value.__suppress_context__
