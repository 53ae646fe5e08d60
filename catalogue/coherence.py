"""What must hold between the parts of one service file, and between the services.

It reads raw data, so that one fault hides no other; what one value must be is in the models.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise
from pathlib import PurePosixPath

from catalogue.administration import Administration
from catalogue.problem import Problem
from catalogue.source import Source, Where


def faults(source: Source, administrations: Mapping[str, Administration]) -> Iterator[Problem]:
    """Every fault of one service between its own parts and with the administrations."""
    yield from _name(source)
    yield from _administration(source, administrations)
    yield from _fees(source)
    yield from _questions(source)


def duplicates(sources: list[Source]) -> Iterator[Problem]:
    """Service numbers and codes that two files claim."""
    for key in ("number", "code"):
        first: dict[object, str] = {}
        for source in sources:
            value = source.data.get(key)
            if isinstance(value, str | int) and first.setdefault(value, source.file) != source.file:
                yield source.problem((key,), f"{key} {value} is taken by {first[value]}")


def _name(source: Source) -> Iterator[Problem]:
    code = source.data.get("code")
    if isinstance(code, str) and PurePosixPath(source.file).stem != code.lower():
        yield source.problem(("code",), f"the file of {code} is named {code.lower()}.yaml")
    country = source.data.get("country")
    if isinstance(code, str) and isinstance(country, str) and not code.startswith(f"{country}-"):
        yield source.problem(("country",), f"{code} does not belong to {country}")


def _administration(source: Source, known: Mapping[str, Administration]) -> Iterator[Problem]:
    code = source.data.get("administration")
    if not isinstance(code, str):
        return
    administration = known.get(code)
    if administration is None:
        yield source.problem(("administration",), f"unknown administration {code}")
        return
    if administration.country != source.data.get("country"):
        yield source.problem(("administration",), f"{code} is an administration of {administration.country}")
    if source.data.get("deposit") == "open" and administration.connector is None:
        yield source.problem(("deposit",), f"deposit is open but {code} has no connector to send it to")


def _fees(source: Source) -> Iterator[Problem]:
    spans: list[tuple[date, date, int]] = []
    for at, fee in enumerate(_tables(source.data.get("fees"))):
        start, end = fee.get("valid_from"), fee.get("valid_to") or date.max
        if isinstance(start, date) and isinstance(end, date) and start <= end:
            spans.append((start, end, at))
    spans.sort()
    for (_, earlier_end, _), (start, _, at) in pairwise(spans):
        if start <= earlier_end:
            yield source.problem(("fees", at), f"fee dates overlap: another fee still applies on {start}")


def _questions(source: Source) -> Iterator[Problem]:
    questions = list(_tables(source.data.get("questions")))
    names = [str(question.get("name")) for question in questions]
    needs: dict[str, str] = {}
    for at, question in enumerate(questions):
        if "name" in question and names[at] in names[:at]:
            yield source.problem(("questions", at, "name"), f"question {names[at]} is there twice")
        asked_if = question.get("ask_if")
        if isinstance(asked_if, Mapping) and asked_if:
            needs.setdefault(names[at], next(iter(asked_if)))
    for at, name in enumerate(names):
        if name in needs:
            reason = _ask_if(name, at, needs, names) or _never(questions, names, needs[name], questions[at])
            if reason:
                where: Where = ("questions", at, "ask_if")
                yield source.problem(where, reason)


def _ask_if(name: str, at: int, needs: Mapping[str, str], names: list[str]) -> str | None:
    """Why the question ``name`` could not be reached, following ask_if from question to question."""
    path = [name]
    while path[-1] in needs:
        path.append(needs[path[-1]])
        if path[-1] == name:
            return "ask_if goes in a cycle: " + " > ".join(path)
        if path[-1] in path[:-1]:
            break  # a cycle further on, told at its own questions
    needed = needs[name]
    if needed not in names:
        return f"ask_if names an unknown question {needed}"
    return f"ask_if names {needed}, which is asked later" if names.index(needed) > at else None


def _never(
    questions: list[Mapping[str, object]], names: list[str], needed: str, question: Mapping[str, object]
) -> str | None:
    """A condition on a choice that offers no such value would never be true."""
    target, asked_if = questions[names.index(needed)], question["ask_if"]
    value = next(iter(asked_if.values())) if isinstance(asked_if, Mapping) else None
    offered = [choice.get("value") for choice in _tables(target.get("choices"))]
    return f"{needed} has no choice {value}" if offered and value not in offered else None


def _tables(value: object) -> Iterator[Mapping[str, object]]:
    """The tables of a list, whatever else it holds; an empty one keeps the place of what is not a table."""
    for item in value if isinstance(value, tuple) else ():
        yield item if isinstance(item, Mapping) else {}
