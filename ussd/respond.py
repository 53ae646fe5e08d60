"""A wire reply handed to the WSGI server."""

from wsgiref.types import StartResponse

from ussd.wire import WireReply

STATUS_LINES = {
    200: "200 OK",
    400: "400 Bad Request",
    404: "404 Not Found",
    405: "405 Method Not Allowed",
    413: "413 Content Too Large",
    415: "415 Unsupported Media Type",
}


def send(reply: WireReply, start_response: StartResponse) -> list[bytes]:
    """PEP 3333: the status line, the headers and the one chunk."""
    start_response(
        STATUS_LINES[reply.status],
        [
            ("Content-Type", reply.content_type),
            ("Content-Length", str(len(reply.body))),
            # Pulls are GET: a proxy that kept one citizen's screen would show it to the next.
            ("Cache-Control", "no-store"),
            *reply.headers,
        ],
    )
    return [reply.body]
