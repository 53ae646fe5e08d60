"""``/documents``: whoever has a document's number and code fetches its file. The page of verification is another."""

from html import escape

from flask import Blueprint, Response, abort, make_response, request

from catalogue.catalogue import Catalogue
from catalogue.text import DEFAULT_LANGUAGE
from gateway.sealing.readers import Readers
from kernel import access
from verification.registry.errors import TooManyTries
from verification.web.headers import NEVER, guard
from verification.web.ports import Visit

WHY = "the number and the code that only the holder was sent are asked, and wrong tries are counted"
FIELDS = frozenset({"number", "code"})
# "26 01234567 89" and its code, however they are typed.
LONGEST = 64
WRITTEN = ("fr", "en")


def blueprint(readers: Readers, catalogue: Catalogue) -> Blueprint:
    """GET /documents asks, POST /documents hands out the PDF."""
    made = Blueprint("documents", __name__)

    @made.get("/documents")
    @access.public(WHY)
    def ask() -> Response:
        return _form(catalogue, "")

    @made.post("/documents")
    @access.public(WHY)
    def fetch() -> Response:
        number, code = _typed()
        try:
            pdf = readers.pdf_of(number, code, Visit(request.remote_addr or "", "web"))
        except TooManyTries as slow:
            response = _form(catalogue, "download.later", 429)
            response.headers["Retry-After"] = str(slow.wait_s)
            return response
        if pdf is None:
            return _form(catalogue, "download.unknown", 404)
        headers = {
            "Content-Type": "application/pdf",
            "Content-Disposition": 'attachment; filename="document.pdf"',
        }
        return guard(make_response(pdf, headers), cache=NEVER)

    return made


def _typed() -> tuple[str, str]:
    """The two fields, each once and short (OWASP ASVS 5.0 V15.3.7); 400 for anything else."""
    given = request.form
    if set(given) != FIELDS or any(len(given.getlist(name)) != 1 for name in given):
        abort(400)
    number, code = given["number"], given["code"]
    if max(len(number), len(code)) > LONGEST:
        abort(400)
    return number, code


def _form(catalogue: Catalogue, problem: str, status: int = 200) -> Response:
    """A page of 1 kB, for a browser of ten years ago."""
    language = request.accept_languages.best_match(WRITTEN, default=DEFAULT_LANGUAGE) or DEFAULT_LANGUAGE

    def say(name: str) -> str:
        return escape(catalogue.text(f"download.{name}", language))

    alert = f'<p role="alert">{escape(catalogue.text(problem, language))}</p>' if problem else ""
    page = (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{say('title')}</title><h1>{say('title')}</h1>{alert}<p>{say('how')}</p>"
        '<form method="post" action="/documents">'
        f'<p><label>{say("number")}<br><input name="number" inputmode="numeric" required maxlength="64"></label>'
        f'<p><label>{say("code")}<br><input name="code" inputmode="numeric" required maxlength="16"></label>'
        f"<p><button>{say('get')}</button></form></html>"
    )
    return guard(make_response(page, status, {"Content-Type": "text/html; charset=utf-8"}), cache=NEVER)
