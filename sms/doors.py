"""The addresses that providers post to. They store and answer; nothing slow happens here."""

import hmac
from collections.abc import Callable

import structlog
from flask import Blueprint, Response, abort, request

from kernel.access import public
from kernel.crypto import Keyring
from kernel.database import Database, DatabaseUnavailable
from sms import inbound, optouts, reports
from sms.africastalking import NAME
from sms.africastalking import inbound as wire_inbound
from sms.africastalking import reports as wire_reports
from sms.form import FieldRefused, read

OPEN = "Africa's Talking signs nothing: the secret in the path is the only proof it can give"
RETRY_AFTER_S = 60  # Africa's Talking posts again each minute for 12 hours.

log = structlog.get_logger(__name__)


def africastalking_doors(
    database: Database, keyring: Keyring, token: str, on_inbound: inbound.OnInbound = inbound.ignore
) -> Blueprint:
    """``/sms/africastalking/<token>/inbound``, ``reports``, ``optouts``; another token is any other 404."""
    doors = _blueprint("sms_africastalking", "/sms/africastalking/<token>", token)

    @doors.post("/inbound")
    @public(reason=OPEN)
    def take_inbound() -> Response:
        message = wire_inbound.message(read(request))
        with database.transaction() as connection:
            inbound.receive(connection, keyring, message, on_inbound)
        return _taken()

    @doors.post("/reports")
    @public(reason=OPEN)
    def take_report() -> Response:
        report = wire_reports.report(read(request))
        with database.transaction() as connection:
            reports.take(connection, keyring, report)
        return _taken()

    @doors.post("/optouts")
    @public(reason=OPEN)
    def take_optout() -> Response:
        phone = wire_inbound.optout(read(request))
        with database.transaction() as connection:
            optouts.remember(connection, keyring, NAME, phone)
        return _taken()

    return doors


def _blueprint(name: str, prefix: str, token: str) -> Blueprint:
    if not token:
        raise ValueError(f"{name}: an empty token would open the door to everyone")
    doors = Blueprint(name, __name__, url_prefix=prefix)
    doors.url_value_preprocessor(_guard(token))
    doors.register_error_handler(FieldRefused, _bad_request)
    doors.register_error_handler(DatabaseUnavailable, _come_back)
    return doors


def _guard(token: str) -> Callable[[str | None, dict[str, object] | None], None]:
    def check(_endpoint: str | None, values: dict[str, object] | None) -> None:
        given = str((values or {}).pop("token", ""))
        if not hmac.compare_digest(given.encode(), token.encode()):
            abort(404)

    return check


def _taken() -> Response:
    """Any other status, and the provider sends the same again."""
    return Response("", 200, content_type="text/plain")


def _bad_request(error: FieldRefused) -> Response:
    log.warning("sms_post_refused", field=error.field)
    return Response("", 400, content_type="text/plain")


def _come_back(_error: DatabaseUnavailable) -> Response:
    log.error("sms_post_not_stored")
    return Response("", 503, {"Retry-After": str(RETRY_AFTER_S)}, content_type="text/plain")
