"""How the GSMA API says no, and who may ask at all."""

import uuid

from flask import Response, jsonify, request

from simulator.operators.gsma.view import problem
from simulator.world import here

Answer = tuple[Response, int]
HTTP = {"validation": 400, "businessRule": 400, "authorisation": 401, "identification": 404, "internal": 500}
PROOFS = ("Authorization", "X-API-Key", "X-User-Bearer")


class Refused(Exception):
    """An error object is answered and nothing is done."""

    def __init__(self, category: str, code: str, description: str) -> None:
        super().__init__(description)
        self.answer = jsonify(problem(category, code, description)), HTTP[category]


def enter() -> None:
    """A bearer, Basic or an API key: any of them; Refused without one."""
    shown = any(request.headers.get(name) for name in PROOFS)
    if not shown or here().faults.take("gsma", ["bad-token"]):
        raise Refused("authorisation", "clientAuthorisationError", "The client is not authorised.")


def correlation_id() -> str:
    """The X-CorrelationID: a UUID, or Refused."""
    try:
        return str(uuid.UUID(request.headers.get("X-CorrelationID", "")))
    except ValueError:
        raise Refused("validation", "formatError", "X-CorrelationID must be a UUID.") from None


def duplicate() -> Refused:
    """A correlation id used before is refused, never replayed."""
    return Refused("businessRule", "duplicateRequest", "The correlation id was used before.")


def not_found() -> Refused:
    """No such object."""
    return Refused("identification", "identifierError", "The object does not exist.")
