"""A chart is shapes and words: nothing that the console's policy refuses, the same figures as the table behind it."""

import re
from datetime import date, timedelta

import pytest

from admin.overview import chart, numbers, svg
from admin.overview.chart import Chart, Series
from admin.overview.delays import percentile
from admin.overview.drawing import dates
from admin.overview.drops import Cell

DAYS = tuple(date(2026, 1, 1) + timedelta(days=number) for number in range(30))
WORDS = 'Déposées <b> & "co"'


def drawn(kind: str) -> str:
    values = tuple(float(number * 7 % 23) for number in range(30))
    if kind == "bars":
        series = (Series("m", (1.0, 4.0)), Series("s", (3.0, 9.0)))
        return str(
            chart.bars(Chart("c", WORDS, "told", ("un", "deux"), series), (("1 h", "4 j"), ("3 j", "9 j")))
        )
    series = (Series("came", values), Series("answered", values[::-1]))
    draw = chart.lines if kind == "lines" else chart.columns
    return str(draw(Chart("c", WORDS, "told", dates(DAYS), series if kind == "lines" else series[:1])))


@pytest.mark.parametrize("kind", ["lines", "columns", "bars"])
def test_nothing_is_in_a_chart_that_the_policy_refuses(kind: str) -> None:
    shown = drawn(kind)
    assert not re.search(
        r"<(script|style|a|image)\b|\sstyle=|\son\w+=|href|javascript:|http://(?!www\.w3\.org)", shown
    )
    root = svg.parse(shown)
    assert root.attrib["role"] == "img"
    title, told = root[0], root[1]
    assert root.attrib["aria-labelledby"].split() == [title.attrib["id"], told.attrib["id"]]
    assert (title.text, told.text) == (WORDS, "told")
    assert "viewBox" in root.attrib
    assert not {"width", "height"} & set(root.attrib)


def test_every_line_is_named_at_its_end_and_no_name_lies_on_another() -> None:
    root = svg.parse(drawn("lines"))
    named = [text for text in root.iter(f"{svg.SVG}text") if "named" in text.attrib.get("class", "")]
    assert {text.text for text in named} == {"came", "answered"}
    places = sorted(float(text.attrib["y"]) for text in named)
    assert places[1] - places[0] >= svg.NAME_HEIGHT


def test_every_bar_has_its_own_figure_at_its_end() -> None:
    root = svg.parse(drawn("bars"))
    for number, expected in enumerate((["4 j", "1 h"], ["9 j", "3 j"])):
        group = root.find(f".//{svg.SVG}g[@class='series serie-{number} color-{number}']")
        assert group is not None
        widths = [float(shape.attrib["width"]) for shape in group.iter(f"{svg.SVG}rect")]
        assert widths == sorted(widths, reverse=True)
        assert [text.text for text in group.iter(f"{svg.SVG}text")] == expected


def test_no_more_dates_stand_beneath_a_chart_than_have_room_and_the_last_always_does() -> None:
    for count in (1, 7, 30, 90):
        shown = dates([DAYS[0] + timedelta(days=number) for number in range(count)])
        assert len(shown) == count
        assert 1 <= len([label for label in shown if label]) <= 9
        assert shown[-1]


@pytest.mark.parametrize(
    ("hours", "percent", "expected"),
    [({5: 1}, 50, 5), ({1: 1, 9: 1}, 50, 1), ({1: 1, 9: 1}, 90, 9), ({1: 9, 100: 1}, 90, 1), ({1: 8, 100: 2}, 90, 100),
     ({}, 50, 0)],
    ids=["one", "the lower of two", "the upper of two", "nine of ten", "eight of ten", "none"],
)  # fmt: skip
def test_a_percentile_is_the_nearest_rank(hours: dict[int, int], percent: int, expected: int) -> None:
    assert percentile(hours, percent) == expected


@pytest.mark.parametrize(
    ("dropped", "ended", "shade"),
    [(4, 4, 0), (0, 100, 0), (10, 100, 1), (20, 100, 2), (35, 100, 3), (50, 100, 4), (5, 5, 4)],
    ids=["too few to say", "none", "a tenth", "a fifth", "a third", "half", "all"],
)
def test_a_cell_is_shaded_by_the_share_that_left(dropped: int, ended: int, shade: int) -> None:
    assert Cell(dropped, ended).shade == shade


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (numbers.whole(1234567), "1 234 567"), (numbers.francs(1900), "1 900 F"), (numbers.share(1, 3), "33 %"),
        (numbers.share(0, 0), "-"), (numbers.hours(48), "48 h"), (numbers.hours(60), "2,5 j"),
        (numbers.hours(240), "10 j"), (numbers.age(timedelta(seconds=45)), "45 s"),
        (numbers.age(timedelta(days=3)), "3 j"), (numbers.age(timedelta(seconds=-5)), "0 s"),
        (numbers.axis(1_500_000), "1,5 M"), (numbers.axis(20_000), "20 k"), (numbers.axis(500.0), "500"),
    ],
)  # fmt: skip
def test_numbers_are_written_as_in_french(written: str, expected: str) -> None:
    assert written.replace(numbers.NARROW, " ") == expected
