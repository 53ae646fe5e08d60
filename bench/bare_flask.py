"""(a) The least that a Flask programmer writes: one view, one GET and one SET of redis-py a step."""

import redis
from flask import Flask, Response, request

from bench.bare_screens import SESSION_TTL_S, answer
from gateway.addresses import redis_url
from gateway.settings import load


def create() -> Flask:
    """The application, its Redis the gateway's own."""
    app = Flask(__name__)
    store = redis.Redis.from_url(redis_url(load()))

    @app.post("/ussd")
    def step() -> Response:
        key = "bare:" + request.form["sessionId"]
        state, reply = answer(store.get(key), request.form["text"])  # type: ignore[arg-type] # redis-py types its
        # synchronous and asynchronous clients together.
        store.set(key, state, ex=SESSION_TTL_S)
        return Response(reply, mimetype="text/plain")

    return app
