"""How Orange says no: ``{code, message, description}``."""

from flask import Response, jsonify

Answer = tuple[Response, int]


def error(code: int, message: str, status: int, description: str = "") -> Answer:
    """Orange's own error body."""
    return jsonify({"code": code, "message": message, "description": description or message}), status


def unauthorised() -> Answer:
    """The bearer is missing or expired."""
    return error(42, "Expired credentials", 401, "The requested service needs credentials.")


def missing(field: str) -> Answer:
    """A field of the body is missing or unreadable."""
    return error(23, "Missing body field", 400, f"The field {field} is missing or invalid.")
