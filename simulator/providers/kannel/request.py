"""What a client asks of sendsms, whether in the query or in the X-Kannel headers of a POST."""

from dataclasses import dataclass

from flask import request

READABLE = ("text/plain", "text/html", "application/octet-stream")


@dataclass(frozen=True, slots=True)
class Sending:
    """``coding`` -1 is one that is no number; ``readable`` says that a POST's content type is one Kannel takes."""

    user: str
    password: str
    sender: str
    phones: list[str]
    text: str
    coding: int
    dlr_mask: int
    dlr_url: str
    readable: bool


def read() -> Sending:
    """The request at hand."""
    post = request.method == "POST"
    charset = _field("charset", "Charset") or "UTF-8"
    text = _decoded(request.get_data(), charset) if post else _query_text(charset)
    return Sending(
        user=_field("username", "Username") or _field("user", "Username"),
        password=_field("password", "Password") or _field("pass", "Password"),
        sender=_field("from", "From"),
        phones=_field("to", "To").split(),
        text=text,
        coding=_number(_field("coding", "Coding"), 0),
        dlr_mask=_number(_field("dlr-mask", "DLR-Mask"), 0),
        dlr_url=_field("dlr-url", "DLR-Url"),
        readable=request.mimetype in READABLE,
    )


def _field(name: str, header: str) -> str:
    return request.args.get(name) or request.headers.get(f"X-Kannel-{header}", "")


def _query_text(charset: str) -> str:
    """Flask reads a query as UTF-8; other charsets are read again from the bytes."""
    return _decoded(request.args.get("text", "").encode("utf-8", "surrogateescape"), charset)


def _decoded(raw: bytes, charset: str) -> str:
    try:
        return raw.decode(charset, "replace")
    except LookupError:
        return raw.decode("utf-8", "replace")


def _number(text: str, usual: int) -> int:
    return int(text) if text.isdecimal() else usual if not text else -1
