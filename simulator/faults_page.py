"""Orders faults over HTTP: JSON for programs, buttons for people."""

from typing import Any

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from simulator.faults import LASTING, Order, OrderRefused
from simulator.systems import SYSTEMS
from simulator.world import here

routes = Blueprint("faults", __name__, url_prefix="/faults")


@routes.get("")
def listing() -> str | Response:
    """What can be ordered and what is pending."""
    pending = here().faults.pending()
    if request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html":
        return render_template(
            "faults.html",
            systems=SYSTEMS,
            pending=pending,
            phones=here().phones.all(),
            lasting=LASTING,
        )
    possible = [
        {"system": name, "fault": fault, "sentence": sentence}
        for name, system in SYSTEMS.items()
        for fault, sentence in system.faults.items()
    ]
    return jsonify({"faults": possible, "pending": [_json(order) for order in pending]})


@routes.post("")
def order() -> BaseResponse | tuple[Response, int]:
    """``{system, fault, times?, phone?, seconds?}`` as JSON (201) or as a form (back to the page)."""
    body = request.get_json(silent=True)
    asked: dict[str, Any] = body if isinstance(body, dict) else request.form.to_dict()
    try:
        times, seconds = int(asked.get("times", 1)), float(asked.get("seconds", 0))
    except (TypeError, ValueError):
        raise OrderRefused("times et seconds sont des nombres.") from None
    words = [str(asked.get(name) or "") for name in ("system", "fault", "phone")]
    kept = here().faults.order(words[0], words[1], times, words[2], seconds)
    if body is None:
        return redirect(url_for("faults.listing"), 303)
    return jsonify(_json(kept)), 201


@routes.delete("")
def clear() -> tuple[str, int]:
    """Forget every order."""
    here().faults.clear()
    return "", 204


@routes.delete("/<int:serial>")
def cancel(serial: int) -> tuple[str, int]:
    """Forget one order, a lasting one most of all."""
    here().faults.cancel(serial)
    return "", 204


@routes.post("/<int:serial>/cancel")
def cancel_form(serial: int) -> BaseResponse:
    """The same, for a button."""
    here().faults.cancel(serial)
    return redirect(url_for("faults.listing"), 303)


@routes.post("/clear")
def clear_form() -> BaseResponse:
    """The same, for a button."""
    here().faults.clear()
    return redirect(url_for("faults.listing"), 303)


@routes.errorhandler(OrderRefused)
def _refused(error: OrderRefused) -> tuple[Response, int]:
    return jsonify({"error": str(error)}), 400


def _json(order: Order) -> dict[str, Any]:
    return {
        "id": order.serial,
        "system": order.system,
        "fault": order.fault,
        "times": order.times,
        "phone": order.phone,
        "seconds": order.seconds,
        "until": order.until,
    }
