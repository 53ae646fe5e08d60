"""``GET|POST /verify/refusal``: a trader whose paper was refused gets a signed proof. Nobody is judged by it."""

from dataclasses import dataclass

from flask import Response, make_response, request

from kernel import clock
from verification import base41, cbor, cose
from verification.registry.errors import RegistryRefused, TooManyTries
from verification.registry.refusals import BODY
from verification.signer import SigningFailed
from verification.web import asked
from verification.web.asked import Asked
from verification.web.checking import CLOSED_S, Desk, words
from verification.web.headers import NEVER, guard
from verification.web.ports import Refuse, Visit
from verification.web.words import Words

_PROBLEMS = {
    "code": "verify.refusal_code",
    "words": "verify.refusal_words",
    "copies": "verify.refusal_copies",
}
COSE = "application/cose"


@dataclass(frozen=True, slots=True)
class Counter:
    """Where a proof is asked for."""

    desk: Desk
    refuse: Refuse

    def show(self) -> Response:
        """The empty form."""
        return self.desk.page(
            "refusal.html", words(self.desk.texts, request.args.get("lang", "")), given=Asked()
        )

    def prove(self) -> Response:
        """The proof as a page to print, or as COSE to whoever asks for it."""
        given = asked.read(request)
        said = words(self.desk.texts, given.lang)
        visit = Visit(request.remote_addr or "", "web", given.place)
        try:
            proof = self.refuse(given.number, given.code or "", given.place or "", given.said, visit)
        except RegistryRefused as refused:
            return self._again(given, said, _PROBLEMS.get(refused.reason_code, "verify.refusal_code"), 422)
        except TooManyTries as slow:
            return self._again(given, said, "verify.slow", 429, slow.wait_s, minutes=-(-slow.wait_s // 60))
        except SigningFailed:
            return self._again(given, said, "verify.opening", 503, CLOSED_S)
        if request.accept_mimetypes.best == COSE:
            return guard(make_response(proof, {"Content-Type": COSE}), cache=NEVER)
        return self.desk.page(
            "proof.html",
            said,
            given=given,
            text=base41.encode(proof),
            status_word=_status(proof),
            at=clock.now(),
        )

    def _again(
        self, given: Asked, said: Words, key: str, status: int, wait_s: int = 0, **values: object
    ) -> Response:
        response = self.desk.page("refusal.html", said, status, given=given, problem=said(key, **values))
        if wait_s:
            response.headers["Retry-After"] = str(wait_s)
        return response


def _status(proof: bytes) -> str:
    """What the register says of the paper, out of our own proof."""
    body = cbor.loads_strict(cose.take_apart(proof).payload)
    match body:
        case {-70005: {2: str(status)}}:
            return status
    raise ValueError(f"no claim {BODY} in a proof of ours")
