"""The routes of the public door. Each says why nobody need prove who they are."""

from collections.abc import Callable

from flask import Blueprint, Response, abort, request

from catalogue.catalogue import Texts
from kernel import access
from verification.web import assets
from verification.web.checking import Desk
from verification.web.page import App
from verification.web.ports import Judge, Look, Pace, Photo, Refuse, Registers
from verification.web.refusal import Counter
from verification.web.registers import Shelf
from verification.web.site import Site

WHY_CHECK = "whoever holds a paper may ask whether it is true; tries are counted"
WHY_PAGE = "the page behind every printed code, the same for everybody"
WHY_REGISTERS = "signed lists without anything personal, for every reader"
WHY_PROOF = "the number and the code of the paper are asked, and tries are counted"


def blueprint(
    judge: Judge,
    look: Look,
    registers: Registers,
    photo: Photo,
    texts: Texts,
    settings: Site,
    *,
    refuse: Refuse | None = None,
    pace: Pace | None = None,
) -> Blueprint:
    """Everything below /V/, /verify and /.well-known/guichet/. Without ``refuse`` no proofs are offered."""
    made = Blueprint("verify", __name__, template_folder="templates")
    found = assets.load(texts, settings)
    app, shelf = App(found, texts, settings), Shelf(registers)
    desk = Desk(judge, look, photo, pace, texts, settings, found)
    made.before_request(_only_these_methods)
    _add(made, "/V/", "page", app.show, WHY_PAGE)
    _add(made, "/v/", "lower", app.lower, WHY_PAGE)
    _add(made, "/V/worker.js", "worker", app.worker, WHY_PAGE)
    _add(made, "/V/scanner/<version>/<name>", "scanner", app.scanner, WHY_PAGE)
    _add(made, "/V/<version>/<name>", "file", app.file, WHY_PAGE)
    _add(made, "/.well-known/guichet/trust-bundle", "bundle", shelf.bundle, WHY_REGISTERS)
    _add(made, "/.well-known/guichet/revocations/<kid>", "revocations", shelf.revocations, WHY_REGISTERS)
    _add(made, "/.well-known/guichet/issued/<kid>", "issued", shelf.issued, WHY_REGISTERS)
    _add(made, "/verify", "form", desk.show, WHY_CHECK)
    _add(made, "/verify", "check", desk.check, WHY_CHECK, "POST")
    if refuse is not None:
        counter = Counter(desk, refuse)
        _add(made, "/verify/refusal", "refusal", counter.show, WHY_PROOF)
        _add(made, "/verify/refusal", "prove", counter.prove, WHY_PROOF, "POST")
    return made


def _add(
    made: Blueprint, path: str, name: str, view: Callable[..., Response], why: str, method: str = "GET"
) -> None:
    def declared(**values: str) -> Response:
        return view(**values)

    made.add_url_rule(
        path, name, access.public(why)(declared), methods=[method], provide_automatic_options=False
    )


def _only_these_methods() -> None:
    """HEAD comes with GET in Flask; a check is no resource to be looked at (bad-input row 57)."""
    if request.method == "HEAD" and request.path.startswith("/verify"):
        abort(405)
