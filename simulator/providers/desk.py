"""The page of the SMS providers: what each was given, what became of it, what waits and why."""

from dataclasses import dataclass

from flask import Blueprint, Response, jsonify, render_template, request

from simulator.courier import HELD
from simulator.providers.book import told
from simulator.providers.directory import numbers
from simulator.providers.service import SERVICES, Service
from simulator.store import Document
from simulator.systems import SYSTEMS
from simulator.world import here

SHOWN = 25  # Messages of one provider.
STATES = {
    "interim": "en route",
    "accepted": "accepté",
    "delivered": "remis",
    "failed": "non remis",
    "held": "retenu",
    "refused": "refusé",
    "elsewhere": "passé ailleurs",
    "in": "reçu par Guichet",
    "waiting": "en attente",
    "given-up": "abandonné",
}
PUSHES = {"done": "reçu", "waiting": "en attente", "given-up": "abandonné"}

routes = Blueprint("providers", __name__, url_prefix="/providers")


@dataclass(frozen=True, slots=True)
class Line:
    """One message as the page shows it. ``why`` is French, empty when nothing is wrong."""

    row: Document
    state: str
    word: str
    why: str
    pushes: list[str]


@routes.get("/")
@routes.get("", endpoint="bare")
def listing() -> str | Response:
    """The newest messages of every provider, as a page or as JSON."""
    pushed = here().courier.by_subject()
    found = {name: [_line(row, pushed) for row in here().book.newest(name, SHOWN)] for name in SERVICES}
    if request.accept_mimetypes.best_match(["application/json", "text/html"]) != "text/html":
        return jsonify({name: [_json(line) for line in lines] for name, lines in found.items()})
    down = [each.name for each in SERVICES.values() if _down(each)]
    served = {each.service.name: each.number for each in numbers(here().options)}
    return render_template(
        "providers.html", services=SERVICES, found=found, states=STATES, down=down, served=served
    )


def _down(service: Service) -> bool:
    return here().faults.lasts(service.system, "outage")


def _line(row: Document, pushed: dict[str, list[Document]]) -> Line:
    mine = pushed.get(row["id"], [])
    word, outcome = told(row)
    state = outcome if row["state"] == "accepted" else row["state"]
    if state == "in" and mine:
        state = _arrival(mine[-1])
    return Line(row, state, word, _why(row, state), [_push(each) for each in mine])


def _arrival(push: Document) -> str:
    """Where an SMS that a person wrote is on its way to the gateway."""
    if push["state"] == "done":
        return "in"
    return "held" if push["answer"] == HELD else str(push["state"])


def _why(row: Document, state: str) -> str:
    service = SERVICES[row["provider"]]
    if state == "elsewhere":
        return f"remis à {row['fault']}"
    if state in ("waiting", "given-up"):
        return "Guichet ne l'a pas encore pris" if state == "waiting" else "Guichet ne l'a pas pris"
    if row["fault"] == "outage" or (state == "held" and not row["fault"]):
        return "prestataire en panne"
    return SYSTEMS[service.system].faults.get(row["fault"], "")


def _push(push: Document) -> str:
    """One report or post to the gateway."""
    waits = "retenu" if push["answer"] == HELD else PUSHES[push["state"]]
    said = f" ({push['answer']})" if push["answer"] not in ("", HELD) else ""
    return f"{waits}{said}" + (f" après {push['tries']} essais" if push["tries"] > 1 else "")


def _json(line: Line) -> Document:
    named = ("id", "at", "direction", "phone", "other", "text", "parts", "encoding", "tries", "fault")
    shown = {name: line.row[name] for name in named}
    return {**shown, "state": line.state, "status": line.word, "why": line.why, "pushes": line.pushes}
