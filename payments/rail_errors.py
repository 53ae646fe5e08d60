"""What can go wrong with a rail, by what charging must do next. Not for HTTP statuses.

RailError            retry  sent
|-- Declined         no     yes   a permanent no: nothing was and nothing will be taken under this key
|-- NotReached       yes    no    never sent: the same charge may be sent again
|   `-- NotTried     yes    no    held back by us (a circuit is open, a limit is reached)
|-- Unanswered       yes    yes   may have arrived (time ran out, 5xx, unreadable): ask, never send anew
`-- Misconfigured    no     no    ours to mend (401, 403, INVALID_CURRENCY): nothing was taken, alert
NotSupported         no     no    the rail has no such operation
"""


class RailError(Exception):
    """Base of all. ``reason`` is one fixed word of ours or the operator's code: never a number or a text."""

    retry = True
    sent = False

    def __init__(self, reason: str, retry_in_s: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_in_s = retry_in_s


class Declined(RailError):
    """The operator answered no, for good."""

    retry = False
    sent = True


class NotReached(RailError):
    """Nothing has arrived: it is safe to send the same again."""


class NotTried(NotReached):
    """We held it back ourselves, so it is no failed try: come back in ``retry_in_s``."""


class Unanswered(RailError):
    """The outcome is unknown: the operator may have prompted the payer."""

    sent = True


class Misconfigured(RailError):
    """Our account, keys, currency or environment: every charge fails alike until somebody mends it."""

    retry = False


class NotSupported(RailError):
    """The rail has no such operation: a person does it by the operator's own means."""

    retry = False
