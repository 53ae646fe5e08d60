"""What Orange posts when a web payment ends: status, notify token, transaction; no order, no amount, unsigned.

Sent for SUCCESS and FAILED only, never for a page that was left. A hint: the notify token finds the charge.
"""

from payments.contract import Standing
from payments.inbox import CallbackRefused, Hint, Notice
from payments.orange import wire
from payments.orange.statuses import TRANSACTION


def notices(raw: bytes) -> list[Notice]:
    """The charge it names by its notify token. Raises CallbackRefused."""
    try:
        said = wire.read_notice(raw)
    except ValueError:
        raise CallbackRefused("body") from None
    claim = Standing(TRANSACTION.get(said.status, "pending"), said.operator_id or None, raw=said.status)
    return [Notice(Hint("token", said.notify_token), claim)]
