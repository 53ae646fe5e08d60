"""Whose address counts when tries are limited. Control 21: an exact number of proxies, otherwise no header."""

import pytest
from flask import Blueprint, request

from gateway.web import create_app
from gateway.wiring import Guichet
from kernel.access import public

SENT = "203.0.113.9, 198.51.100.7"


@public("it is a test")
def told() -> str:
    return f"{request.remote_addr} {request.scheme} {request.host}"


@pytest.mark.parametrize(
    ("hops", "forwarded", "address"),
    [(0, SENT, "127.0.0.1"), (1, SENT, "198.51.100.7"), (2, SENT, "203.0.113.9"), (3, SENT, "127.0.0.1"),
     (1, "", "127.0.0.1")],
    ids=["no proxy of ours", "one", "two", "more than there are", "one that adds nothing"],
)  # fmt: skip
def test_as_many_addresses_are_believed_as_proxies_are_ours(
    guichet: Guichet, hops: int, forwarded: str, address: str
) -> None:
    vars(guichet)["settings"] = guichet.settings.model_copy(update={"proxy_hops": hops})
    app = create_app(guichet)
    room = Blueprint("told", __name__)
    room.add_url_rule("/told", view_func=told)
    app.register_blueprint(room)
    lies = {"X-Forwarded-For": forwarded, "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "gopher"}
    assert app.test_client().get("/told", headers=lies).text == f"{address} http localhost"
