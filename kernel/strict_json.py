"""JSON from strangers, without what the standard reader lets through. Not for our own files."""

import json
import math
from collections.abc import Iterable
from typing import Any, NoReturn

MAX_DEPTH = 50  # The deepest provider answer known has 9 levels; past a thousand the C reader overflows.


def loads(body: bytes, max_depth: int = MAX_DEPTH) -> Any:  # noqa: ANN401 - JSON has no closer type.
    """The value. Raises ValueError for bad UTF-8, duplicate keys, NaN, an infinite number, too deep nesting.

    RFC 8259 4 leaves duplicate keys undefined: two readers of one callback could see two amounts.
    RFC 8259 6 has no NaN and no Infinity; 1e400 would silently become Infinity.
    The messages never hold the refused value.
    """
    try:
        value = json.loads(
            body.decode("utf-8-sig"),  # Some .NET servers start with a byte order mark.
            object_pairs_hook=_unique,
            parse_constant=_no_constant,
            parse_float=_finite,
        )
    except RecursionError:
        raise ValueError("nested too deep") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON at character {error.pos}") from None
    except UnicodeDecodeError as error:
        raise ValueError(f"not UTF-8 at byte {error.start}") from None
    _check_depth(value, max_depth)
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("duplicate key")
    return value


def _no_constant(_word: str) -> NoReturn:
    raise ValueError("NaN and Infinity are not JSON")


def _finite(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise ValueError("number out of range")
    return value


def _check_depth(value: object, max_depth: int) -> None:
    """Level by level, without recursion: the depth of the input must not become ours."""
    level: list[object] = [value]
    for _ in range(max_depth):
        level = [inner for item in level if isinstance(item, dict | list) for inner in _inside(item)]
    if any(isinstance(item, dict | list) for item in level):
        raise ValueError("nested too deep")


def _inside(container: dict[str, object] | list[object]) -> Iterable[object]:
    return container.values() if isinstance(container, dict) else container
