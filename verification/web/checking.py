"""``GET|POST /verify``: verification without JavaScript, and for other teams' systems as JSON."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Response, jsonify, make_response, render_template, request

from catalogue.catalogue import Texts
from catalogue.text import DEFAULT_LANGUAGE, LANGUAGES
from verification.registry.errors import TooManyTries
from verification.registry.holdings import NoBundle
from verification.web import answer, asked
from verification.web.answer import Answer
from verification.web.asked import Asked
from verification.web.assets import Assets
from verification.web.headers import NEVER, guard
from verification.web.ports import Channel, Judge, Look, Pace, Photo, PhotoBusy, Visit
from verification.web.site import Site
from verification.web.words import Words

BUSY_S = 3
CLOSED_S = 60
PACE_S = 60


@dataclass(frozen=True, slots=True)
class Desk:
    """The ports of a check, and what its pages are made of."""

    judge: Judge
    look: Look
    photo: Photo
    pace: Pace | None
    texts: Texts
    site: Site
    assets: Assets

    def show(self) -> Response:
        """The empty form."""
        return self.page("check.html", words(self.texts, request.args.get("lang", "")))

    def check(self) -> Response:
        """The verdict on what was posted: a page, or JSON to whoever sends or asks for it."""
        given = asked.read(request)
        said = words(self.texts, given.lang)
        try:
            found = self._found(given)
        except (TooManyTries, PhotoBusy, NoBundle) as reason:
            return self._later(reason, said)
        if found is None:
            return self._refused("verify.give", {}, 400, said)
        if wants_json():
            return guard(jsonify(found.as_json()), cache=NEVER)
        template = "verdict.html" if found.news is None else "update.html"
        return self.page(template, said, found=found, given=given)

    def page(self, template: str, said: Words, status: int = 200, **values: object) -> Response:
        """One of our templates, with the headers of a page."""
        made = render_template(
            f"verify/{template}", words=said, assets=self.assets, site=self.site, languages=LANGUAGES,
            number=answer.number, **values,
        )  # fmt: skip
        return guard(make_response(made, status), cache=NEVER)

    def _found(self, given: Asked) -> Answer | None:
        who = request.remote_addr or ""
        if given.empty:
            return None
        if self.pace is not None and not self.pace(who):
            raise TooManyTries(PACE_S)
        visit = Visit(who, _channel(given), given.place, given.purpose)
        if given.number:
            return answer.of_number(self.look(given.number, given.code, visit))
        if not given.photo:
            return answer.of_seal(self.judge(given.token, visit))
        text = self.photo(given.photo)
        return answer.of_seal(self.judge(text, visit), text) if text else answer.NO_CODE

    def _later(self, reason: Exception, said: Words) -> Response:
        """Not now: 429 for who asks too often, 503 for us."""
        if isinstance(reason, TooManyTries):
            minutes = -(-reason.wait_s // 60)
            key, values, status, wait = "verify.slow", {"minutes": minutes}, 429, reason.wait_s
        elif isinstance(reason, PhotoBusy):
            key, values, status, wait = "verify.busy", {}, 503, BUSY_S
        else:
            key, values, status, wait = "verify.opening", {}, 503, CLOSED_S
        response = self._refused(key, values, status, said)
        response.headers["Retry-After"] = str(wait)
        return response

    def _refused(self, key: str, values: Mapping[str, object], status: int, said: Words) -> Response:
        if wants_json():
            return guard(make_response(jsonify({"error": key.removeprefix("verify.")}), status), cache=NEVER)
        return self.page("check.html", said, status, problem=said(key, **values))


def words(texts: Texts, asked_for: str) -> Words:
    """In the language asked for, else the browser's, else French."""
    best = request.accept_languages.best_match(("fr", "en"), default=DEFAULT_LANGUAGE)
    return Words(texts, asked_for if asked_for in LANGUAGES else best or DEFAULT_LANGUAGE)


def wants_json() -> bool:
    """The body is JSON, or JSON is asked for before HTML."""
    accepted = request.accept_mimetypes
    return request.mimetype == "application/json" or accepted["application/json"] > accepted["text/html"]


def _channel(given: Asked) -> Channel:
    if given.photo:
        return "photo"
    return "api" if wants_json() else "web"
