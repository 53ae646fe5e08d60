"""The files of the offline page, named by the hash of them all: a page and its scripts always belong together."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from catalogue.catalogue import Texts
from verification.web import words
from verification.web.build import SCANNER, VERSION
from verification.web.lean import lean, lean_style
from verification.web.site import Site

HERE = Path(__file__).parent
STATIC = HERE / "static"
STRICT = '"use strict";'
PREFIX = "/V"
# In the order in which they need each other, served as two files: on a bad line each further file is a wait.
SCRIPTS = ("reader.js", "app.js")
# What judges, for the page and the worker; then what a person sees.
READER = (
    "incomplete.js", "base41.js", "base45.js", "inflate.js", "cbor.js", "keys.js", "cose.js", "fields.js",
    "claims.js", "token.js", "link.js", "bundle.js", "lists.js", "frames.js", "delta.js", "verdict.js",
    "store.js", "registers.js",
)  # fmt: skip
PAGE = ("words.js", "shown.js", "result.js", "scan.js", "symbol.js", "exchange.js", "page.js")
SHAPES = ("ok", "warn", "stop", "pause", "arrow", "clock", "question")
TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".txt": "text/plain; charset=utf-8",
}
VERSION_LETTERS = 12


@dataclass(frozen=True, slots=True)
class Assets:
    """``files`` by name, all below ``/V/<version>/``; ``scanner`` below ``/V/scanner/<its version>/``."""

    version: str
    files: Mapping[str, bytes]
    scanner: Mapping[str, bytes]

    def url(self, name: str) -> str:
        """Of one file of this version."""
        return f"{PREFIX}/{self.version}/{name}"

    @property
    def scripts(self) -> list[str]:
        """The addresses of the page's scripts, in order."""
        return [self.url(name) for name in SCRIPTS]

    @property
    def scanner_url(self) -> str:
        """The folder of the scanner, "" when none was built."""
        return f"{PREFIX}/scanner/{VERSION}/" if self.scanner else ""

    def worker(self) -> bytes:
        """The service worker: what it keeps and which version it is, then the file itself."""
        kept = [f"{PREFIX}/", *(self.url(name) for name in self.files if name != "worker.js")]
        kept += [f"{self.scanner_url}{name}" for name in self.scanner]
        named = {"VERSION": self.version, "FILES": kept, "MODULES": [self.url(SCRIPTS[0])]}
        head = "".join(f"var {name} = {json.dumps(value)};\n" for name, value in named.items())
        return head.encode() + self.files["worker.js"]


def load(texts: Texts, site: Site) -> Assets:
    """Everything in memory: some 90 kB, and 1 MB with the scanner."""
    files = {path.name: path.read_bytes() for path in sorted(STATIC.iterdir()) if path.suffix != ".js"}
    scanner = (
        {name: (site.scanner / name).read_bytes() for name in SCANNER}
        if _built(site) and site.scanner
        else {}
    )
    files["page.css"] = lean_style(files["page.css"].decode()).encode()
    files["words.json"] = json.dumps(words.packed(texts), ensure_ascii=False, separators=(",", ":")).encode()
    office = {
        "hosts": list(site.hosts), "root": site.root.cose.hex(), "dial": site.dial, "sms": site.sms,
        "scanner": f"{PREFIX}/scanner/{VERSION}/" if scanner else "",
    }  # fmt: skip
    files["reader.js"] = _joined(READER, f"var OFFICE={json.dumps(office)};")
    files |= {"app.js": _joined(PAGE), "worker.js": _joined(("worker.js",))}
    hashed = hashlib.sha256()
    pages = [path.read_bytes() for path in sorted((HERE / "templates" / "verify").iterdir())]
    for part in (
        *pages,
        *(part for name in sorted(files) for part in (name.encode(), files[name])),
        *scanner.values(),
    ):
        hashed.update(len(part).to_bytes(4, "big") + part)
    return Assets(hashed.hexdigest()[:VERSION_LETTERS], files, scanner)


def _joined(names: Sequence[str], head: str = "") -> bytes:
    """Each says that it is strict: only the first word of the whole counts."""
    sources = (lean((STATIC / name).read_text("utf-8")).removeprefix(STRICT) for name in names)
    return "".join((STRICT, head, *sources)).encode()


def _built(site: Site) -> bool:
    return site.scanner is not None and all((site.scanner / name).is_file() for name in SCANNER)
