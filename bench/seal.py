"""The seal beside other formats: size, symbol, how often a cheap camera reads it, how fast it is made and judged."""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from statistics import mean

from bench.pace import QUICK, Pace
from bench.progress import Progress
from bench.seal_camera import SCENES, success
from bench.seal_formats import EIGHT, FORMATS, HOST, ISSUED, SIGNER, SIXTEEN, Printed, printed
from bench.seal_registers import CASES, Register, register
from bench.stage import Stage
from kernel import clock
from verification import bundle, link, token
from verification.document import Document
from verification.known import Clocks, Known
from verification.trusted_key import TrustedKey
from verification.verdict import examine

CONTENTS = {"eight fields": EIGHT, "sixteen fields": SIXTEEN}
# Frames of each scene: enough of ours that one lucky hand says little; others only show where they stand.
SEEDS, SEEDS_OTHERS, SEEDS_QUICK = range(12), range(3), range(1)


@dataclass(frozen=True)
class Read:
    """``scenes``: share of frames read, by what was done to them."""

    format: str
    fields: str
    printed: Printed
    scenes: dict[str, float]

    @property
    def mean(self) -> float:
        return mean(self.scenes.values()) if self.scenes else 0.0

    @property
    def worst(self) -> float:
        return min(self.scenes.values(), default=0.0)


@dataclass(frozen=True)
class Seals:
    """``issued`` and ``judged`` a second on one core: claims and signature; text to verdict."""

    compared: list[Read]
    issued: float
    judged: float
    registers: list[Register]

    def ours(self) -> list[Read]:
        return [each for each in self.compared if each.format == "ours"]


def runs(_: Pace) -> int:
    """How many stretches of work ``compare`` announces."""
    return len(CONTENTS) * len(FORMATS) + 2


def compare(_: Stage, pace: Pace, progress: Progress) -> Seals:
    """Every format with the same fields, by the same camera."""
    found = []
    for words, document in CONTENTS.items():
        for name in FORMATS:
            progress.next(f"{name}, {words}, before a camera")
            usual = SEEDS if name == "ours" else SEEDS_OTHERS
            found.append(_read(name, words, document, SEEDS_QUICK if pace is QUICK else usual))
    progress.next("sealing and judging")
    seconds = pace.full_s
    issued = _rate(lambda number: token.issue(replace(EIGHT, index=number), SIGNER), seconds)
    judged = _judging(seconds)
    progress.next("registers")
    return Seals(found, issued, judged, [register(*case) for case in CASES])


def _read(name: str, words: str, document: Document, seeds: range) -> Read:
    made = printed(name, document)
    scenes = {} if made.version is None else {
        scene: success(made.text, what, seeds) for scene, what in SCENES.items()
    }  # fmt: skip
    return Read(name, words, made, scenes)


def _judging(seconds: float) -> float:
    """From the text of a code to the verdict, signature and rules included."""
    key = TrustedKey(
        public=SIGNER.public, issuer="ML-APEX", doc_types=frozenset({1}), nbf=ISSUED - timedelta(days=1),
        exp=ISSUED + timedelta(days=365), list_uri="https://v.example.ml/list",
    )  # fmt: skip
    trust = bundle.TrustBundle(
        number=1, keys=(key,), next_root_hash=bytes(32), iat=ISSUED, ttl=1, exp=key.exp, root=SIGNER.public
    )
    known, clocks, hosts = Known(trust), Clocks(ISSUED), frozenset({HOST})
    text = link.compose(HOST, token.issue(EIGHT, SIGNER))
    return _rate(lambda _: examine(text, hosts, known, clocks), seconds)


def _rate(step: Callable[[int], object], seconds: float) -> float:
    """Steps for each second of processor time: other people's work on the core does not count."""
    start, used, count = clock.monotonic(), _used(), 0
    while clock.monotonic() - start < seconds:
        step(count)
        count += 1
    return count / (_used() - used)


def _used() -> float:
    """User and system seconds of this process."""
    times = os.times()
    return times.user + times.system
