"""Whose books a person sees: a regisseur those of their administration and region, whoever has no office all."""

from datetime import date

from flask import abort

from admin.doors import visitor
from admin.doors.allowed import refuse
from admin.parts import parts
from admin.people.person import Scope
from admin.regies import within
from catalogue.accounting_regie import Regie


def seen(scope: Scope) -> tuple[Regie, ...]:
    """In the order of the plan; a regie that is closed by now keeps its books."""
    every = parts().books.accounting.regies.values()
    return tuple(regie for regie in every if within(regie, scope))


def countries(scope: Scope) -> frozenset[str]:
    """Where they collect."""
    return frozenset(regie.country for regie in seen(scope))


def codes(scope: Scope) -> tuple[str, ...] | None:
    """What a query is narrowed to; None for no narrowing."""
    return None if scope.administration is None else tuple(regie.code for regie in seen(scope))


def one(code: str, scope: Scope, permission: str) -> Regie:
    """404 for no regie; for another administration's too, with a line in the trail (bad-input row 65)."""
    found = parts().books.accounting.regies.get(code)
    if found is None:
        abort(404)
    if not within(found, scope):
        refuse(visitor.person(), permission, f"regie:{code}")
    return found


def account_label(code: str, day: date) -> str:
    """How the chart calls an account; the code itself for one it does not have."""
    named = (each for each in parts().books.accounting.accounts if each.code == code)
    return next((each.label for each in named if each.covers(day)), code)
