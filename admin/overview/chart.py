"""Charts drawn by the server with pygal: lines, columns and lying bars. What a page may hold of them: ``svg.py``."""

import sys
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from types import ModuleType
from typing import Protocol

from markupsafe import Markup

from admin.overview import svg
from admin.overview.numbers import axis

WIDTH = 720
HEIGHT = 240
# Two bars of a service and the gap to the next one.
ROW_HEIGHT = 44
AXIS_HEIGHT = 40
# Room at the right for words: the name of a line, the figure of a bar.
NAME_WIDTH = 110
FIGURE_WIDTH = 90
# The room that pygal leaves for words is that of its own letters: these are the ones of `overview.css`.
LETTERS = {"font_family": "sans-serif", "label_font_size": 13, "major_label_font_size": 13}
# A page has three charts; those of some dozens of readers' periods and days are drawn once a process (20 to 50 ms).
DRAWN_MAX = 128


@dataclass(frozen=True, slots=True)
class Series:
    """One line or one set of bars; ``name`` is written beside it."""

    name: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """``title`` and ``told`` are what a screen reader says of it; ``labels`` stand at the axis, "" where none does."""

    id: str
    title: str
    told: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]


class Drawing(Protocol):
    """What is used of a chart of pygal."""

    x_labels: list[str]
    x_labels_major: list[str]

    def add(self, name: str, values: list[float]) -> object: ...
    def render(self, *, is_unicode: bool) -> str: ...


@lru_cache(maxsize=DRAWN_MAX)
def lines(chart: Chart) -> Markup:
    """One line a series, its name at its end."""
    root = _drawn(_pygal().Line(**_config(HEIGHT, NAME_WIDTH), show_dots=False), chart)
    svg.name_lines(root, [series.name for series in chart.series])
    return svg.finished(root, chart.id, chart.title, chart.told)


@lru_cache(maxsize=DRAWN_MAX)
def columns(chart: Chart) -> Markup:
    """One column a label."""
    root = _drawn(_pygal().Bar(**_config(HEIGHT, 12)), chart)
    return svg.finished(root, chart.id, chart.title, chart.told)


@lru_cache(maxsize=DRAWN_MAX)
def bars(chart: Chart, shown: tuple[tuple[str, ...], ...]) -> Markup:
    """Lying bars, one a label and series; ``shown`` are the figures written at their ends, series by series."""
    height = AXIS_HEIGHT + ROW_HEIGHT * len(chart.labels)
    root = _drawn(_pygal().HorizontalBar(**_config(height, FIGURE_WIDTH)), _upside_down(chart))
    svg.name_bars(root, [words[::-1] for words in shown])
    return svg.finished(root, chart.id, chart.title, chart.told)


@cache
def _pygal() -> ModuleType:
    """The library: 5 MB with lxml (3.1.3, measured), which no process pays before its first chart."""
    import pygal  # type: ignore[import-untyped]

    # It answers for plug-ins of before 2014 in every import of this process, each with a warning on Python 3.11.
    sys.meta_path[:] = [hook for hook in sys.meta_path if not isinstance(hook, pygal.PluginImportFixer)]
    library: ModuleType = pygal
    return library


def _upside_down(chart: Chart) -> Chart:
    """Lying bars are drawn from below: the first label of a table is the uppermost of its chart."""
    series = [replace(each, values=each.values[::-1]) for each in chart.series]
    return replace(chart, labels=chart.labels[::-1], series=tuple(series))


def _config(height: int, right: int) -> dict[str, object]:
    """No legend, no script, no style; four lines across; a date only where the label has one."""
    return {
        "js": [], "css": [], "no_prefix": True, "disable_xml_declaration": True, "show_legend": False,
        "width": WIDTH, "height": height, "margin_top": 8, "margin_bottom": 4, "margin_left": 4,
        "margin_right": right, "show_minor_x_labels": False, "show_x_guides": False, "include_x_axis": True,
        "style": _pygal().style.Style(**LETTERS), "value_formatter": axis,
        "truncate_label": -1, "max_scale": 5, "min_scale": 2,
    }  # fmt: skip


def _drawn(drawing: Drawing, chart: Chart) -> svg.Element:
    drawing.x_labels = list(chart.labels)
    drawing.x_labels_major = [label for label in chart.labels if label]
    for series in chart.series:
        drawing.add(series.name, list(series.values))
    return svg.parse(drawing.render(is_unicode=True))
