"""The officer's desk at APEX-Mali: the files, and one click for each decision."""

from datetime import datetime

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from simulator.administrations.apex.actions import ACTIONS
from simulator.administrations.apex.applications import ApplicationRefused
from simulator.administrations.apex.events import subject
from simulator.administrations.apex.routes import view
from simulator.world import here

SHOWN = 200  # Files on the page.
STAGES = {
    "verification": "En vérification",
    "complement": "Pièce demandée",
    "rdv": "Rendez-vous fixé",
    "signature": "À la signature",
    "disponible": "Disponible",
    "rejet": "Rejeté",
}

routes = Blueprint("apex_officer", __name__, url_prefix="/administrations/apex/officer")


@routes.get("")
def desk(message: str = "", status: int = 200) -> tuple[str, int]:
    """Every file, newest first, with its history and what was pushed about it."""
    applications = here().applications.all()[:SHOWN]
    pushed = here().apex_events.pushes()
    pushes = {each["reference"]: pushed.get(subject(each), []) for each in applications}
    page = render_template(
        "officer.html",
        applications=applications,
        pushes=pushes,
        actions=ACTIONS,
        stages=STAGES,
        pulse=_pulse(),
        message=message,
    )
    return page, status


@routes.get("/pulse")
def pulse() -> Response:
    """A value that changes when the page is out of date."""
    return jsonify({"pulse": _pulse()})


@routes.post("/<name>")
def decide(name: str) -> BaseResponse | tuple[str, int] | tuple[Response, int]:
    """Form or JSON ``{action, comment?, when?}`` on a fileId or reference."""
    body = request.get_json(silent=True)
    asked = body if isinstance(body, dict) else request.form.to_dict()
    try:
        comment = _comment(str(asked.get("comment") or ""), str(asked.get("when") or ""))
        moved = here().applications.move(name, str(asked.get("action") or ""), comment)
    except ApplicationRefused as error:
        if body is None:
            return desk(str(error), error.status)
        return jsonify({"error": str(error)}), error.status
    here().apex_events.announce(moved)
    if body is None:
        return redirect(url_for("apex_officer.desk") + f"#{moved['fileId']}", 303)
    return jsonify(view(moved)), 200


def _comment(comment: str, when: str) -> str:
    """The words of a rendez-vous carry its day and hour."""
    if not when:
        return comment
    try:
        at = datetime.fromisoformat(when)
    except ValueError:
        raise ApplicationRefused(400, "La date du rendez-vous n'est pas lisible.") from None
    return f"Rendez-vous le {at:%d/%m/%Y} à {at:%H}h{at:%M}. {comment}".strip()


def _pulse() -> str:
    newest = here().applications.all()[:20]
    return ";".join(f"{each['fileId']}:{each['updatedAt']}:{each['stage']}" for each in newest)
