"""A chart as it may stand in a page: shapes with classes, named for screen readers, the figures written beside them.

The console's policy refuses inline style and script, so neither may stay; the colours are in `overview.css`. So it is
the same on paper, in grey and without JavaScript.
"""

from collections.abc import Sequence
from itertools import pairwise
from xml.etree import ElementTree

from markupsafe import Markup

Element = ElementTree.Element

NAMESPACE = "http://www.w3.org/2000/svg"
SVG = f"{{{NAMESPACE}}}"
# What pygal leaves for its script and tooltips, and what is there for hovering only.
DROPPED = frozenset(SVG + tag for tag in ("style", "script", "desc", "title", "defs"))
HOVERED = frozenset({"plot overlay", "plot text-overlay", "plot tooltip-overlay", "titles"})
# Names nearer than this lie on each other: letters of 13 px.
NAME_HEIGHT = 16
# Letters stand on a line: a third of their height below the middle of what they name.
HALF_LETTER = 4

ElementTree.register_namespace("", NAMESPACE)


def parse(drawn: str) -> Element:
    """What pygal drew, of figures and words of ours."""
    return ElementTree.fromstring(drawn)  # noqa: S314 - written by ourselves a moment ago


def finished(root: Element, name: str, title: str, told: str) -> Markup:
    """The figure for a page; ``name`` is its id there. A screen reader says ``title`` and ``told``, and no shape."""
    _clean(root)
    root.attrib.update({"id": name, "role": "img", "aria-labelledby": f"{name}-title {name}-told"})
    for place, (tag, words) in enumerate((("title", title), ("desc", told))):
        element = ElementTree.Element(SVG + tag, {"id": f"{name}-{'told' if place else 'title'}"})
        element.text = words
        root.insert(place, element)
    # Escaped by the serialiser.
    return Markup(ElementTree.tostring(root, encoding="unicode"))  # noqa: S704


def name_lines(root: Element, names: Sequence[str]) -> None:
    """Each series' name at its last point, moved down where two would lie on each other."""
    found = [(number, name, _last_point(root, number)) for number, name in enumerate(names)]
    ends = sorted((point[1], point[0], number, name) for number, name, point in found if point is not None)
    places = [y for y, *_ in ends]
    for above, below in pairwise(range(len(places))):
        places[below] = max(places[below], places[above] + NAME_HEIGHT)
    plot = root.find(f".//{SVG}g[@class='plot']")
    for place, (_, x, number, name) in zip(places, ends, strict=True):
        if plot is not None:
            _write(plot, x + 8, place + HALF_LETTER, number, name)


def name_bars(root: Element, shown: Sequence[Sequence[str]]) -> None:
    """The figure of each bar at its end, series by series."""
    for number, words in enumerate(shown):
        group = _series(root, number)
        if group is not None:
            for shape, said in zip(group.findall(f".//{SVG}rect"), words, strict=False):
                right = float(shape.attrib["x"]) + float(shape.attrib["width"])
                middle = float(shape.attrib["y"]) + float(shape.attrib["height"]) / 2
                _write(group, right + 6, middle + HALF_LETTER, number, said)


def _clean(element: Element) -> None:
    element.attrib.pop("style", None)
    for child in list(element):
        empty = child.tag == f"{SVG}text" and not child.text
        if child.tag in DROPPED or child.attrib.get("class") in HOVERED or empty:
            element.remove(child)
        else:
            _clean(child)


def _series(root: Element, number: int) -> Element | None:
    return root.find(f".//{SVG}g[@class='series serie-{number} color-{number}']")


def _last_point(root: Element, number: int) -> tuple[float, float] | None:
    group = _series(root, number)
    path = None if group is None else group.find(f"{SVG}path")
    if path is None:
        return None
    x, y = path.attrib["d"].split()[-2:]
    return float(x.lstrip("ML")), float(y)


def _write(parent: Element, x: float, y: float, number: int, words: str) -> None:
    place = {"x": f"{x:.1f}", "y": f"{y:.1f}", "class": f"named named-{number}"}
    ElementTree.SubElement(parent, f"{SVG}text", place).text = words
