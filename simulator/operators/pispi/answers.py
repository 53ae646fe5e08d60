"""How PI says no: RFC 7807 problems, and who may ask at all."""

import json

from flask import Response

from simulator.operators.door import bearer_refused


class Refused(Exception):
    """A problem is answered and nothing is done."""

    def __init__(self, status: int, title: str, *fields: str) -> None:
        super().__init__(title)
        problem: dict[str, object] = {"type": "about:blank", "title": title, "status": status}
        if fields:
            problem["invalid-params"] = [{"name": each, "reason": "absent ou invalide"} for each in fields]
        body = json.dumps(problem, ensure_ascii=False)
        self.answer = Response(body, status, content_type="application/problem+json")


def enter() -> None:
    """Any bearer; Refused without one."""
    if bearer_refused("pispi"):
        raise Refused(401, "Autorisations manquantes")


def not_found() -> Refused:
    """No such object."""
    return Refused(404, "La ressource n'existe pas dans le système")


def refused(refusal: Refused) -> Response:
    """The answer of a refusal, for Flask."""
    return refusal.answer
