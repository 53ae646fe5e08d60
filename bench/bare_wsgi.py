"""(b) The same without a framework: what the language, the server and redis-py cost by themselves."""

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import redis

from bench.bare_screens import SESSION_TTL_S, answer
from gateway.addresses import redis_url
from gateway.settings import load

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def create() -> "WSGIApplication":
    """A WSGI callable, its Redis the gateway's own."""
    store = redis.Redis.from_url(redis_url(load()))

    def serve(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])).decode()
        form = parse_qs(body, keep_blank_values=True)
        key = "bare:" + form["sessionId"][0]
        state, reply = answer(store.get(key), form["text"][0])  # type: ignore[arg-type] # as in bare_flask
        store.set(key, state, ex=SESSION_TTL_S)
        content = reply.encode()
        start_response(
            "200 OK",
            [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(content)))],
        )
        return [content]

    return serve
