"""The bytes of a request, read with a limit whatever the sender announces."""

from typing import Any

from ussd.wire import Refused

LENGTH_DIGITS_MAX = 10


def read_body(environ: dict[str, Any], most: int) -> bytes:
    """The whole body, at most ``most`` bytes. Raises Refused 413 for more, 400 when it breaks off.

    Without a Content-Length it is read only from servers that end the stream themselves (chunked, HTTP/2):
    on others the read would wait for a byte that never comes.
    """
    announced = environ.get("CONTENT_LENGTH") or ""
    if not announced:
        return _bounded(environ, most, most + 1) if _ends_itself(environ) else b""
    if not (announced.isascii() and announced.isdigit()) or len(announced) > LENGTH_DIGITS_MAX:
        raise Refused(400, "content_length")
    length = int(announced)
    if length > most:
        raise Refused(413, "body_too_long")
    body = _bounded(environ, most, length)
    if len(body) < length:
        raise Refused(400, "body_broken_off")
    return body


def _ends_itself(environ: dict[str, Any]) -> bool:
    return bool(
        environ.get("HTTP_TRANSFER_ENCODING")
        or environ.get("wsgi.input_terminated")
        or environ.get("SERVER_PROTOCOL", "").startswith("HTTP/2")
    )


def _bounded(environ: dict[str, Any], most: int, wanted: int) -> bytes:
    """Up to ``wanted`` bytes in as many reads as the server needs."""
    source = environ["wsgi.input"]
    parts: list[bytes] = []
    try:
        while wanted > 0 and (part := source.read(wanted)):
            parts.append(part)
            wanted -= len(part)
    except OSError:
        raise Refused(400, "body_broken_off") from None
    body = b"".join(parts)
    if len(body) > most:
        raise Refused(413, "body_too_long")
    return body
