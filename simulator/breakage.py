"""Makes a simulated HTTP server fail in an ordered way, around its own unchanged handlers."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from socket import SHUT_RDWR, socket

from flask import Blueprint, Response, g, request
from werkzeug.wrappers import Response as BaseResponse

from simulator.world import here

PORTAL = "<!doctype html><html><head><title>Connexion</title></head><body>Identifiez-vous.</body></html>"
# The address a cloud machine's secrets live at: a client that follows redirects there is broken.
METADATA_URL = "http://169.254.169.254/"
CHUNK = b'"' + b"x" * 65533 + b'",'

Phones = Callable[[], list[str]]
Instead = Callable[[], BaseResponse]
Spoil = Callable[[BaseResponse], BaseResponse]


def _nobody(fault: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Spoken:
    """Faults said in one service's own words: in the place of the work, or about work that was done.

    ``turned_away`` hears the name of the fault when a request was answered without being worked on.
    """

    instead: Mapping[str, Instead] = field(default_factory=dict)
    afterwards: Mapping[str, Spoil] = field(default_factory=dict)
    turned_away: Callable[[str], None] = _nobody


def install(blueprint: Blueprint, system: str, phones: Phones, spoken: Spoken | None = None) -> None:
    """Give every route the HTTP faults of ``system``; ``phones`` reads who a request is about."""
    spoken = spoken or Spoken()
    answers, spoils = {**INSTEAD, **spoken.instead}, {**AFTERWARDS, **spoken.afterwards}
    wanted = {"slow", *answers, *spoils}

    def before() -> BaseResponse | None:
        order = here().faults.take(system, wanted, phones())
        g.fault = order.fault if order else ""
        if order and order.fault == "slow":
            here().stopping.wait(order.seconds or here().options.slow_s)
        instead = answers.get(g.fault)
        if instead is None:
            return None
        spoken.turned_away(g.fault)
        return instead()

    def after(response: BaseResponse) -> BaseResponse:
        spoil = spoils.get(g.get("fault", ""))
        return spoil(response) if spoil else response

    blueprint.before_request(before)
    blueprint.after_request(after)


def close_in_outage(blueprint: Blueprint, system: str) -> None:
    """For the calls around a message (token, look-up): only an outage strikes them."""

    def before() -> BaseResponse | None:
        return _down() if here().faults.lasts(system, "outage") else None

    blueprint.before_request(before)


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


def _hang(response: BaseResponse) -> BaseResponse:
    _timeout()
    return _hang_up(response)


def _hang_up(response: BaseResponse) -> BaseResponse:
    """Close the socket under the server: the client sees a dropped connection, not an answer."""
    connection = request.environ.get("werkzeug.socket")
    if isinstance(connection, socket):
        connection.shutdown(SHUT_RDWR)
    return response


# Faults that answer in the place of the handler, which then does nothing.
INSTEAD: dict[str, Instead] = {
    "down": _down,
    "error-500": _error,
    "html": _html,
    "huge": _huge,
    "redirect": _redirect,
    "outage": _down,
    "timeout": _timeout,
}
# Faults that let the handler do its work and then spoil its answer.
AFTERWARDS: dict[str, Spoil] = {
    "accept-then-drop": _hang_up,
    "accept-then-hang": _hang,
    "half-json": _half,
    "timeout": _hang_up,
}
