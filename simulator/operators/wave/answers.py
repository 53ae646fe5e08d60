"""How Wave says no: ``{code, message}``, and who may ask at all."""

from flask import Response, jsonify

from simulator.operators.door import bearer_refused

Answer = tuple[Response, int]


class Refused(Exception):
    """Wave answers this and does nothing."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.answer = jsonify({"code": code, "message": message}), status


def enter() -> None:
    """Any API key; Refused without one."""
    if bearer_refused("wave"):
        raise Refused(401, "invalid-auth", "Your request should include a valid API key.")


def not_found() -> Refused:
    """No such session or transaction."""
    return Refused(404, "not-found", "The object does not exist.")
