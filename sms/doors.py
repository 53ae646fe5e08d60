"""What the doors of every provider share: the secret in the path, the answers, the refusals. Not their addresses.

They store and answer; nothing slow happens here.
"""

import hmac
from collections.abc import Callable

import structlog
from flask import Blueprint, Response, abort

from kernel.database import DatabaseUnavailable
from sms.form import FieldRefused

RETRY_AFTER_S = 60  # Africa's Talking posts again each minute for 12 hours.
PLAIN = "text/plain"

log = structlog.get_logger(__name__)


def doors(name: str, prefix: str, token: str) -> Blueprint:
    """An empty blueprint under ``prefix``, which has "<token>" in it; another token is any other 404."""
    if not token:
        raise ValueError(f"{name}: an empty token would open the door to everyone")
    made = open_doors(name, prefix)
    made.url_value_preprocessor(_guard(token))
    return made


def open_doors(name: str, prefix: str) -> Blueprint:
    """The same without a secret in the path, for a provider that signs; its doors check that themselves."""
    made = Blueprint(name, __name__, url_prefix=prefix)
    made.register_error_handler(FieldRefused, _bad_request)
    made.register_error_handler(DatabaseUnavailable, _come_back)
    return made


def taken() -> Response:
    """Any other status, and the provider sends the same again."""
    return answer(200)


def answer(status: int, body: str = "", content_type: str = PLAIN) -> Response:
    """Never a word that tells a known message from an unknown one."""
    return Response(body, status, content_type=content_type)


def _guard(token: str) -> Callable[[str | None, dict[str, object] | None], None]:
    def check(_endpoint: str | None, values: dict[str, object] | None) -> None:
        given = str((values or {}).pop("token", ""))
        if not hmac.compare_digest(given.encode(), token.encode()):
            abort(404)

    return check


def _bad_request(error: FieldRefused) -> Response:
    log.warning("sms_post_refused", field=error.field)
    return answer(400)


def _come_back(_error: DatabaseUnavailable) -> Response:
    log.error("sms_post_not_stored")
    return Response("", 503, {"Retry-After": str(RETRY_AFTER_S)}, content_type=PLAIN)
