"""Papers a second on one core: drawn, signed, and read back at two resolutions. Each certificate is another one."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from rich.console import Console
from rich.table import Table

from bench.aims import Aim
from bench.pace import Pace
from bench.progress import Progress
from bench.seal_formats import HOST, ISSUED, SIGNER, SIXTEEN
from bench.stage import Stage
from catalogue.catalogue import Catalogue
from catalogue.loader import load
from kernel import clock, ids
from verification import kinds, link, token
from verification.pdf import Seal, Sheet, prove, rehearse, render, sign
from verification.pdf.certificate import self_signed
from verification.qr.symbol import symbol

PAPERS_MIN = 25.0
ANSWERS = {
    "exporter_name": "Coopérative Karité du Mandé", "rccm": "MA.BKO.2020.B.1234", "hs6": "151590",
    "regime": "UEMOA", "destination": "SN", "consignee_name": "Société de Négoce", "goods": "Beurre de karité",
    "packages": "490", "weight_kg": "24500", "invoice_number": "F2026-118", "criterion": "TRANSFORME",
    "approval": "UEMOA-ML-0087",
}  # fmt: skip


@dataclass(frozen=True)
class Papers:
    """``papers`` a second of processor time, whole; ``milliseconds`` of each step; ``kilobytes`` of one."""

    papers: float
    milliseconds: Mapping[str, float]
    kilobytes: float


def runs(_: Pace) -> int:
    """How many stretches of work ``compare`` announces."""
    return 2


def compare(_: Stage, pace: Pace, progress: Progress) -> Papers:
    """Certificates of origin, the paper with most on it."""
    progress.next("papers, whole")
    catalogue, seal = load(), _seal()
    sheets = [_sheet(catalogue, number) for number in range(50)]

    def whole(number: int) -> None:
        # Another day each time: the typesetter keeps what it has drawn before.
        sheet = replace(sheets[number % 50], issued_at=ISSUED + timedelta(seconds=number))
        prove(sign(render(catalogue, sheet), seal), sheet.link)

    rate = _rate(whole, pace.full_s)
    progress.next("papers, step by step")
    drawn = [render(catalogue, sheet) for sheet in sheets]
    signed = [sign(each, seal) for each in drawn]
    steps: Mapping[str, Callable[[int], object]] = {
        "asking whether it can be drawn": lambda n: rehearse(
            catalogue, sheets[0].kind, "ML", {**sheets[0].shown, "exporter": f"Maison {n}"}, ISSUED
        ),
        "the symbol": lambda n: symbol(sheets[n % 50].link),
        "drawing, symbol counted in": lambda n: render(
            catalogue, replace(sheets[n % 50], issued_at=ISSUED + timedelta(days=1, seconds=n))
        ),
        "signing": lambda n: sign(drawn[n % 50], seal),
        "reading back": lambda n: prove(signed[n % 50], sheets[n % 50].link),
    }
    each_s = pace.full_s / len(steps)
    spent = {words: 1000 / _rate(step, each_s) for words, step in steps.items()}
    return Papers(rate, spent, sum(map(len, signed)) / len(signed) / 1000)


def show(console: Console, found: Papers) -> None:
    """The steps of one paper."""
    table = Table("", "ms of processor time", title="One certificate of origin", title_justify="left")
    for words, spent in found.milliseconds.items():
        table.add_row(words, f"{spent:.1f}")
    console.print(table)
    console.print(
        f"One core draws, signs and reads back {found.papers:.1f} papers a second of {found.kilobytes:.0f} kB."
    )


def aims(found: Papers) -> list[Aim]:
    """One figure: a paper is not issued before it was read back."""
    return [
        Aim(
            "Papers drawn, signed and read back a second on one core", found.papers, PAPERS_MIN, at_least=True
        )
    ]


def _seal() -> Seal:
    year = timedelta(days=365)
    return Seal(
        SIGNER, self_signed(SIGNER, "APEX-Mali", "Signature des documents", ISSUED - year, ISSUED + year)
    )


def _sheet(catalogue: Catalogue, number: int) -> Sheet:
    kind = catalogue.documents["co"]
    answers = {
        **ANSWERS,
        "exporter_name": f"Coopérative Karité du Mandé {number}",
        "weight_kg": str(24_000 + number),
    }
    prepared = kinds.request_fields(catalogue, kind, answers, ISSUED)
    serial = ids.reference(number, ISSUED.year, b"k" * 16)
    document = replace(
        SIXTEEN, index=number, serial=serial, replaces="", expires_at=prepared.expires_at, **prepared.fields
    )
    sealed = token.issue(document, SIGNER)
    return Sheet(
        kind=kind, country="ML", number=serial, code="4821", token=sealed, link=link.compose(HOST, sealed),
        shown=prepared.shown, issued_at=ISSUED, expires_at=prepared.expires_at, index=number,
        list_uri=f"https://{HOST}/.well-known/guichet/revocations/{SIGNER.kid.hex()}",
    )  # fmt: skip


def _rate(step: Callable[[int], object], seconds: float) -> float:
    """Steps for each second of processor time: other people's work on the core does not count."""
    start, used, count = clock.monotonic(), _used(), 0
    while clock.monotonic() - start < seconds:
        step(count)
        count += 1
    return count / (_used() - used)


def _used() -> float:
    times = os.times()
    return times.user + times.system
