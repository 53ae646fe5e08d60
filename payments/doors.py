"""The addresses that operators post to. They store and answer; nobody is asked and no money moves here."""

import hmac
from collections.abc import Callable, Sequence

import structlog
from flask import Blueprint, Response, abort, request
from werkzeug.exceptions import RequestEntityTooLarge

from kernel import access
from kernel.crypto import Keyring
from kernel.database import Database, DatabaseUnavailable
from payments.inbox import KEPT_MAX, CallbackRefused, Reader, store
from payments.mtn import callback as mtn_callback

# What may be read to keep the beginning of it. Beyond, nothing is read at all.
BODY_MAX = 64 * 1024
RETRY_AFTER_S = 60
UNSIGNED = "the operator signs nothing: the secret in the path is the only proof, and its word is only a hint"

log = structlog.get_logger(__name__)


def mtn_door(database: Database, keyring: Keyring, token: str) -> Blueprint:
    """``PUT|POST /payments/mtn/<token>/callback``: MTN sends either, once."""
    return callback_door(
        "mtn", "/payments/mtn/<token>/callback", ("PUT", "POST"), database, keyring,
        reader=mtn_callback.notices, token=token,
    )  # fmt: skip


def callback_door(
    rail: str,
    rule: str,
    methods: Sequence[str],
    database: Database,
    keyring: Keyring,
    *,
    reader: Reader,
    token: str | None = None,
    taken: int = 200,
    reason: str = UNSIGNED,
) -> Blueprint:
    """One address of one rail. ``rule`` has ``<token>`` when ``token`` is given; another token is any other 404.

    Answers ``taken`` once the body is kept; 400 for what ``reader`` refuses (kept too), 413 above 64 KiB, 503 while
    PostgreSQL is away, so that an operator that repeats does.
    """
    if token is not None and not token:
        raise ValueError(f"{rail}: an empty token would open the door to everyone")
    door = Blueprint(f"payments_{rail}", __name__)
    if token is not None:
        door.url_value_preprocessor(guard(token))

    @door.route(rule, methods=list(methods), provide_automatic_options=False)
    @access.public(reason)
    def receive() -> Response:
        return take(database, keyring, rail, reader, taken)

    return door


def take(database: Database, keyring: Keyring, rail: str, reader: Reader, taken: int = 200) -> Response:
    """Keep the body of this request and say so. For doors that check a signature first."""
    request.max_content_length = BODY_MAX
    try:
        raw = request.get_data(cache=False)
        readable = _readable(rail, raw, reader)
        with database.transaction() as connection:
            store(connection, keyring, rail=rail, raw=raw, readable=readable)
    except RequestEntityTooLarge:
        return _answer(413)
    except DatabaseUnavailable:
        log.error("payment_callback_not_stored", rail=rail)  # noqa: TRY400 - no trace is needed.
        return _answer(503, {"Retry-After": str(RETRY_AFTER_S)})
    return _answer(taken if readable else 400)


def guard(token: str) -> Callable[[str | None, dict[str, object] | None], None]:
    """The check of the secret in the path, in constant time."""

    def check(_endpoint: str | None, values: dict[str, object] | None) -> None:
        given = str((values or {}).pop("token", ""))
        if not hmac.compare_digest(given.encode(), token.encode()):
            abort(404)

    return check


def _readable(rail: str, raw: bytes, reader: Reader) -> bool:
    reason = "size" if len(raw) > KEPT_MAX else None
    if reason is None:
        try:
            reader(raw)
        except CallbackRefused as refusal:
            reason = refusal.reason
    if reason is not None:
        log.warning("payment_callback_refused", rail=rail, reason=reason)
    return reason is None


def _answer(status: int, headers: dict[str, str] | None = None) -> Response:
    """Never a word that tells a known charge from an unknown one."""
    return Response("", status, headers or {}, content_type="text/plain")
