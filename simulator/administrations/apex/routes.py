"""The administration's HTTP interface: GovStack Registration 0.1.1 paths under ``/administrations/apex``."""

from typing import Any

from flask import Blueprint, Response, jsonify, request

from simulator import breakage
from simulator.administrations.apex.applications import ApplicationRefused
from simulator.administrations.apex.services import SERVICES
from simulator.store import Document
from simulator.world import here

RECEIPT = ("fileId", "reference", "status")
VIEW = (*RECEIPT, "comment", "stage", "updatedAt")
LISTED = 100  # Files in one answer.

routes = Blueprint("apex", __name__, url_prefix="/administrations/apex")


@routes.get("/services")
def services() -> Response:
    """Every service."""
    return jsonify(list(SERVICES.values()))


@routes.get("/services/<service>")
def service(service: str) -> tuple[Response, int]:
    """One service, or 404."""
    found = SERVICES.get(service)
    return (jsonify(found), 200) if found else _refused(ApplicationRefused(404, "Service inconnu."))


@routes.post("/services/<service>/applications")
def file(service: str) -> tuple[Response, int]:
    """201 with the new file, 200 with the one this reference already has."""
    if service not in SERVICES:
        raise ApplicationRefused(404, "Service inconnu.")
    application, created = here().applications.file(service, _body())
    receipt = {key: application[key] for key in RECEIPT}
    return jsonify(receipt), 201 if created else 200


@routes.get("/applications")
def applications() -> Response:
    """The files of a reference (none or one), or the newest ones."""
    reference = request.args.get("reference", "")
    found = here().applications.find(reference) if reference else None
    files = [found] if found else []
    return jsonify([view(each) for each in (files if reference else here().applications.all()[:LISTED])])


@routes.get("/applications/<file_id>")
def application(file_id: str) -> Response:
    """Where a file has got to."""
    found = here().applications.find(file_id)
    if found is None:
        raise ApplicationRefused(404, "Dossier inconnu.")
    return jsonify(view(found))


@routes.put("/applications/<file_id>")
def supply(file_id: str) -> Response:
    """The applicant's additions; a file that was sent back is announced as verified again."""
    known = here().applications.find(file_id)
    updated = here().applications.supply(file_id, _body())
    if known and known["stage"] != updated["stage"]:
        here().apex_events.announce(updated)
    return jsonify(view(updated))


@routes.errorhandler(ApplicationRefused)
def _refused(error: ApplicationRefused) -> tuple[Response, int]:
    return jsonify({"error": str(error)}), error.status


def view(application: Document) -> Document:
    """What the administration tells of a file."""
    return {key: application[key] for key in VIEW}


def _body() -> dict[str, Any]:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise ApplicationRefused(400, "Un objet JSON est attendu.")
    return body


def _phones() -> list[str]:
    """The phone of the applicant, where the request names one."""
    body = request.get_json(silent=True)
    applicant = body.get("applicant") if isinstance(body, dict) else None
    return [str(applicant.get("phone", ""))] if isinstance(applicant, dict) else []


breakage.install(routes, "apex", _phones)
