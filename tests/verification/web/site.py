"""The pages on a free port of this machine, with ports in the place of the registry; it can be stopped and started."""

import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from flask import Flask
from werkzeug.exceptions import NotFound
from werkzeug.serving import WSGIRequestHandler, make_server

from catalogue.loader import load
from kernel import clock
from tests.verification.web.bureau import HOST, REGISTERS, ROOT, Bureau
from verification import cbor, claims, cose, update
from verification.registry.errors import RegistryRefused, TooManyTries
from verification.registry.judging import Judged
from verification.registry.lookup import UNKNOWN, Looked
from verification.registry.refusals import BODY, TYP
from verification.web import Site, Visit, blueprint
from verification.web.photo import PhotoReader

TEXTS = load().texts
# A started process reads a photo in a second or two; on a machine that stands still, in more than a citizen waits.
PHOTO_S = 120
PRINTED = {"exporter": "COOPERATIVE KARITE DU MANDE", "gross_kg": "24 500 kg"}


class Quiet(WSGIRequestHandler):
    """A stopped and started server has nothing to say to the terminal."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - the name is werkzeug's
        """Nothing."""


@dataclass
class Pages:
    """``served`` may be changed while it runs; ``visits`` is what the registry was told."""

    bureau: Bureau
    scanner: Callable[[], object] | None = None
    port: int = 0
    visits: list[Visit] = field(default_factory=list)
    closed: bool = False

    def __post_init__(self) -> None:
        self.served = dict(self.bureau.served)
        # Bound and never listening: once the server has stopped the port refuses, and nobody else gets it.
        self._place = socket.socket()
        self._place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._place.bind(("127.0.0.1", 0))
        self.port = self._place.getsockname()[1]
        self._server = make_server("127.0.0.1", self.port, NotFound(), threaded=True, request_handler=Quiet)
        self._serving: threading.Thread | None = None
        self.hosts = (HOST, f"127.0.0.1:{self.port}")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def app(self, site: Site | None = None) -> Flask:
        made = Flask("pages", static_folder=None)
        found = site or Site(self.hosts, ROOT.public, "*384#")
        made.register_blueprint(
            blueprint(
                self.judge,
                self.look,
                self.registers,
                PhotoReader(PHOTO_S),
                TEXTS,
                found,
                refuse=self.refuse,
                pace=self.pace,
            )
        )
        return made

    def start(self, site: Site | None = None) -> "Pages":
        self.install(site)
        self._serving = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._serving.start()
        return self

    def install(self, site: Site | None = None) -> None:
        """These pages from now on."""
        self._server.app = self.app(site)

    def stop(self) -> None:
        """Nothing listens on the port any more."""
        if self._serving:
            self._server.shutdown()
            self._serving.join()
        self._serving = None
        self._server.server_close()

    def close(self) -> None:
        """Stopped, and the port is anybody's."""
        self.stop()
        self._place.close()

    def judge(self, text: str, visit: Visit) -> Judged:
        self.visits.append(visit)
        hosts = frozenset(self.hosts)
        return Judged(
            self.bureau.verdict(text, hosts), news=update.examine(text, hosts, self.bureau.known.bundle)
        )

    def look(self, number: str, code: str | None, visit: Visit) -> Looked:
        self.visits.append(visit)
        if code == "9999":
            raise TooManyTries(120)
        if number.replace(" ", "") != self.bureau.serial or code not in (None, self.bureau.code):
            return UNKNOWN
        return Looked(status="valid", fields=PRINTED if code else None, kind=1 if code else None)

    def registers(self, kind: str, kid: bytes) -> bytes | None:
        return self.served.get((kind, kid))

    def pace(self, who: str) -> bool:
        return not self.closed

    def refuse(self, number: str, code: str, place: str, said: str, visit: Visit) -> bytes:
        if code != self.bureau.code:
            raise RegistryRefused("code")
        body = {1: int(number), 2: "valid", 3: place, 4: said, 5: bytes(4)}
        payload = cbor.dumps({claims.IAT: claims.seconds(clock.now()), BODY: body})
        return cose.sign1(REGISTERS, payload, typ=TYP)
