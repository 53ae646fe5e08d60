"""Makes a simulated HTTP server fail in an ordered way, around its own unchanged handlers."""

import json
from collections.abc import Callable, Iterator
from socket import SHUT_RDWR, socket

from flask import Blueprint, Response, g, request
from werkzeug.wrappers import Response as BaseResponse

from simulator.systems import HTTP_FAULTS
from simulator.world import here

PORTAL = "<!doctype html><html><head><title>Connexion</title></head><body>Identifiez-vous.</body></html>"
# The address a cloud machine's secrets live at: a client that follows redirects there is broken.
METADATA_URL = "http://169.254.169.254/"
CHUNK = b'"' + b"x" * 65533 + b'",'

Phones = Callable[[], list[str]]


def install(blueprint: Blueprint, system: str, phones: Phones) -> None:
    """Give every route the HTTP faults of ``system``; ``phones`` reads who a request is about."""

    def before() -> BaseResponse | None:
        order = here().faults.take(system, HTTP_FAULTS, phones())
        g.fault = order.fault if order else ""
        instead = INSTEAD.get(g.fault)
        return instead() if instead else None

    def after(response: BaseResponse) -> BaseResponse:
        spoil = AFTERWARDS.get(g.get("fault", ""))
        return spoil(response) if spoil else response

    blueprint.before_request(before)
    blueprint.after_request(after)


def _down() -> BaseResponse:
    return Response("Service Unavailable", 503, content_type="text/plain", headers={"Retry-After": "5"})


def _error() -> BaseResponse:
    body = json.dumps({"error": "internal", "message": "Erreur interne"})
    return Response(body, 500, content_type="application/json")


def _html() -> BaseResponse:
    return Response(PORTAL, 200, content_type="text/html; charset=utf-8")


def _redirect() -> BaseResponse:
    return Response("", 302, headers={"Location": METADATA_URL})


def _timeout() -> BaseResponse:
    here().stopping.wait(here().options.hang_s)
    return Response("", 504)


def _huge() -> BaseResponse:
    wanted = here().options.huge_bytes

    def pour() -> Iterator[bytes]:
        yield b"["
        for _ in range(wanted // len(CHUNK) + 1):
            yield CHUNK
        yield b'"x"]'

    return Response(pour(), 200, content_type="application/json")


def _half(response: BaseResponse) -> BaseResponse:
    body = response.get_data()
    response.set_data(body[: len(body) // 2])
    return response


def _hang_up(response: BaseResponse) -> BaseResponse:
    """Close the socket under the server: the client sees a dropped connection, not an answer."""
    connection = request.environ.get("werkzeug.socket")
    if isinstance(connection, socket):
        connection.shutdown(SHUT_RDWR)
    return response


# Faults that answer in the place of the handler, which then does nothing.
INSTEAD: dict[str, Callable[[], BaseResponse]] = {
    "down": _down,
    "error-500": _error,
    "html": _html,
    "huge": _huge,
    "redirect": _redirect,
    "timeout": _timeout,
}
# Faults that let the handler do its work and then spoil its answer.
AFTERWARDS: dict[str, Callable[[BaseResponse], BaseResponse]] = {
    "accept-then-drop": _hang_up,
    "half-json": _half,
    "timeout": _hang_up,
}
