"""The first code a request meets: the Host check, then the USSD door, then Flask for everything else.

A USSD step is nearly all of the traffic and Flask's dispatch a third of its cost, so the door stands in front.
"""

from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from gateway.intake import Intake
from gateway.orphans import end_with_parent
from gateway.settings import load
from gateway.web import create_app
from gateway.wiring import Guichet, build

USSD_PREFIX = "/ussd/"


def front(door: WSGIApplication, app: WSGIApplication, trusted_hosts: Iterable[str]) -> WSGIApplication:
    """One WSGI application of the two; a Host that is not ours gets 400 (bad-input row 80)."""
    trusted = frozenset(trusted_hosts)

    def serve(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if host_name(environ.get("HTTP_HOST", "")) not in trusted:
            start_response("400 Bad Request", [("Content-Type", "text/plain"), ("Content-Length", "13")])
            return [b"unknown host\n"]
        target = door if environ["PATH_INFO"].startswith(USSD_PREFIX) else app
        return target(environ, start_response)

    return serve


def host_name(host: str) -> str:
    """The name in a Host header, without its port; IPv6 literals keep their brackets."""
    if host.startswith("["):
        return host[: host.find("]") + 1].lower()
    return host.partition(":")[0].lower()


def application(guichet: Guichet) -> WSGIApplication:
    """The whole gateway on a given wiring."""
    app = create_app(guichet).wsgi_app
    return front(guichet.door(app), app, guichet.settings.trusted_hosts)


def create() -> WSGIApplication:
    """The factory that the server calls in each of its processes."""
    end_with_parent()
    settings = load()
    return Intake(application(build(settings)), settings.web_threads)
