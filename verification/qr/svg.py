"""A symbol as vector rectangles in whole printer dots, never a scaled picture."""

import re
from collections.abc import Iterator

from verification.qr.printed import MM_PER_INCH
from verification.qr.symbol import QUIET, Symbol

_DARK = re.compile(b"\1+")


def svg(symbol: Symbol, dots_per_module: int, dpi: int) -> str:
    """One SVG with its size in millimetres, one unit a module, one rectangle a run of dark modules."""
    side = symbol.modules + 2 * QUIET
    mm = f"{side * dots_per_module * MM_PER_INCH / dpi:.4f}"
    runs = "".join(f"M{x} {y}h{width}v1h-{width}z" for x, y, width in _runs(symbol))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{mm}mm" height="{mm}mm" viewBox="0 0 {side} {side}" '
        f'shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{side}v{side}H0z"/><path d="{runs}"/></svg>'
    )


def _runs(symbol: Symbol) -> Iterator[tuple[int, int, int]]:
    """x, y and width of each run, the quiet zone counted in."""
    for y, row in enumerate(symbol.matrix, QUIET):
        for run in _DARK.finditer(bytes(row)):
            yield run.start() + QUIET, y, len(run[0])
