"""``/V/``: the page of every QR code, its files and its service worker. The token in the address never comes here."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from flask import Response, abort, make_response, redirect, render_template

from catalogue.catalogue import Texts
from catalogue.text import DEFAULT_LANGUAGE, LANGUAGES
from verification.web.assets import PREFIX, TYPES, Assets
from verification.web.build import VERSION
from verification.web.headers import ASK_AGAIN, FOR_EVER, guard
from verification.web.site import Site
from verification.web.words import Words


@dataclass(frozen=True, slots=True)
class App:
    """The offline page and what it is made of."""

    assets: Assets
    texts: Texts
    site: Site

    def show(self) -> Response:
        """In French; the page puts in its reader's language itself, so that one copy serves all offline."""
        made = render_template(
            "verify/app.html", words=Words(self.texts, DEFAULT_LANGUAGE), assets=self.assets, site=self.site,
            languages=LANGUAGES,
        )  # fmt: skip
        return guard(make_response(made), cache=ASK_AGAIN, wasm=bool(self.assets.scanner))

    def lower(self) -> Response:
        """A QR reader that lowers the path; the browser keeps the fragment on a redirect (RFC 9110 10.2.2)."""
        return make_response(redirect(f"{PREFIX}/", 308))

    def worker(self) -> Response:
        """Asked for anew at each visit: it names the version of everything else."""
        return _file("worker.js", self.assets.worker(), ASK_AGAIN)

    def file(self, version: str, name: str) -> Response:
        """A file of this very version: another version's name must not be given other content."""
        if version != self.assets.version:
            abort(404)
        return _named(self.assets.files, name)

    def scanner(self, version: str, name: str) -> Response:
        """A file of the camera's reader."""
        if version != VERSION:
            abort(404)
        return _named(self.assets.scanner, name)


def _named(files: Mapping[str, bytes], name: str) -> Response:
    if name not in files:
        abort(404)
    return _file(name, files[name], FOR_EVER)


def _file(name: str, content: bytes, cache: str) -> Response:
    kind = TYPES[PurePosixPath(name).suffix]
    return guard(make_response(content, {"Content-Type": kind}), cache=cache)
