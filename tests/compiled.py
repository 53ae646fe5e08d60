"""Templates and routes compiled once a process, not once an application: most tests make one of their own."""

from collections.abc import Callable
from typing import Any

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]


class Compiled(BytecodeCache):
    """In memory; a template that changes has another checksum."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


def _routes_once(compiled: Callable[[Rule, bool], Builder]) -> Callable[[Rule, bool], Builder]:
    """werkzeug writes two functions a route and compiles each: 0.2 s for the hundred routes of the gateway.

    What it writes depends on the words of the route alone, and takes the rule as its first argument. There is no public
    name for the writing: should this one go, the line at the end fails at once.
    """
    kept: dict[tuple[Any, ...], Builder] = {}

    def builder(rule: Rule, append_unknown: bool = True) -> Builder:
        if rule.defaults:
            return compiled(rule, append_unknown)
        key = (rule.rule, tuple(rule._trace), append_unknown)
        if key not in kept:
            kept[key] = compiled(rule, append_unknown)
        return kept[key]

    return builder


Rule._compile_builder = _routes_once(Rule._compile_builder)  # type: ignore[method-assign, assignment]
