"""A Source turned into a model: pydantic's errors become Problems with the file's own lines."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from catalogue.problem import Problem
from catalogue.source import Source, Where

Model = TypeVar("Model", bound=BaseModel)

# pydantic's words for what an editor of YAML gets wrong most, said in the file's terms.
_REASONS: Mapping[str, Callable[[ErrorDetails], str]] = {
    "missing": lambda error: f"`{_path(error)}` is missing",
    "extra_forbidden": lambda error: f"unknown key `{_path(error)}`",
}


def build(
    model: type[Model], source: Source, data: object, where: Where = ()
) -> tuple[Model | None, list[Problem]]:
    """``data``, found in ``source`` at ``where``, as a ``model``; or None with every fault."""
    try:
        return model.model_validate(data), []
    except ValidationError as refused:
        return None, [_problem(source, where, error) for error in refused.errors(include_url=False)]


def _problem(source: Source, where: Where, error: ErrorDetails) -> Problem:
    say = _REASONS.get(error["type"], _in_general)
    return source.problem((*where, *error["loc"]), say(error))


def _in_general(error: ErrorDetails) -> str:
    return f"`{_path(error)}`: {error['msg']}"


def _path(error: ErrorDetails) -> str:
    return ".".join(str(step) for step in error["loc"]) or "value"
