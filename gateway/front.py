"""The first code a request meets: the Host check, then the USSD door, then Flask for everything else.

A USSD step is nearly all of the traffic and Flask's dispatch a third of its cost, so the door stands in front.
"""

from collections.abc import Iterable
from types import TracebackType
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from gateway import connections
from gateway.intake import Intake
from gateway.orphans import end_with_parent
from gateway.settings import load
from gateway.web import HEADERS, create_app
from gateway.wiring import Guichet, build
from ussd.address import MOUNT as USSD

UNKNOWN_HOST, NOT_HERE = b"unknown host\n", b"not found\n"
# The console and the library of its style; a name of its own has nothing else (ASVS V3.5.4).
CONSOLE = frozenset({"admin", "bootstrap"})
# What every door says does not depend on the answer. How long a copy may live does: each says that itself.
GUARDS = tuple(pair for pair in HEADERS.items() if pair[0] != "Cache-Control")
_SAID = ("X-Content-Type-Options", HEADERS["X-Content-Type-Options"])
_Headers = list[tuple[str, str]]
_Error = tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None] | None


def front(
    door: WSGIApplication, app: WSGIApplication, trusted_hosts: Iterable[str], console_host: str = ""
) -> WSGIApplication:
    """One WSGI application of the two; a Host that is not ours gets 400 (bad-input row 80).

    With ``console_host`` the console answers by that name alone, and that name answers nothing else: 404.
    """
    trusted = frozenset((*trusted_hosts, console_host) if console_host else trusted_hosts)

    def serve(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        name, path = host_name(environ.get("HTTP_HOST", "")), environ["PATH_INFO"]
        if name not in trusted:
            return _refused(start_response, "400 Bad Request", UNKNOWN_HOST)
        if console_host and (name == console_host) is not of_the_console(path):
            return _refused(start_response, "404 Not Found", NOT_HERE)
        target = door if path.startswith(USSD) else app
        return target(environ, start_response)

    return serve


def of_the_console(path: str) -> bool:
    """Whether it is one of the console's addresses."""
    return path.removeprefix("/").partition("/")[0] in CONSOLE


def _refused(start_response: StartResponse, status: str, said: bytes) -> list[bytes]:
    headers = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(said))),
        ("Cache-Control", HEADERS["Cache-Control"]),
    ]
    start_response(status, headers)
    return [said]


def host_name(host: str) -> str:
    """The name in a Host header, without its port; IPv6 literals keep their brackets."""
    if host.startswith("["):
        return host[: host.find("]") + 1].lower()
    return host.partition(":")[0].lower()


def guarded(app: WSGIApplication) -> WSGIApplication:
    """``app`` with HEADERS on what is not Flask's too: the USSD door, refusals. Half a microsecond, nothing parsed."""

    def serve(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: _Headers, error: _Error = None) -> object:
            # Flask's answers have them already, some with a policy of their own.
            if _SAID not in headers:
                headers.extend(GUARDS)
            return start_response(status, headers, error) if error else start_response(status, headers)

        return app(environ, start)  # type: ignore[arg-type] # write() of PEP 3333 is for code of before it

    return serve


def application(guichet: Guichet) -> WSGIApplication:
    """The whole gateway on a given wiring."""
    app = create_app(guichet).wsgi_app
    settings = guichet.settings
    return front(guichet.door(app), app, settings.trusted_hosts, settings.console_host)


def served(guichet: Guichet) -> WSGIApplication:
    """The same as the server calls it: bodies taken in first, and all that is answered guarded."""
    return guarded(Intake(application(guichet), guichet.settings.web_threads))


def create() -> WSGIApplication:
    """The factory that the server calls in each of its processes."""
    end_with_parent()
    settings = load()
    return served(build(settings, connections.of_web(settings)))
