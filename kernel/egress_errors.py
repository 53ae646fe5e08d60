"""What can go wrong with an outgoing request, by what the caller must do next. Not for HTTP statuses."""


class EgressError(Exception):
    """Base of all. `reason` is one fixed word; neither URL, header nor body is ever in the message."""

    sent = False
    retry = False

    def __init__(self, host: str, reason: str) -> None:
        super().__init__(f"{host}: {reason}")
        self.host = host
        self.reason = reason

    def __reduce__(self) -> tuple[type["EgressError"], tuple[str, str]]:
        # Exceptions cross processes in a queue; the default would call the class with the message only.
        return type(self), (self.host, self.reason)


class EgressRefused(EgressError):
    """We did not send it and will not: host not allowed, address not public, malformed request."""


class NotReached(EgressError):
    """Nothing was sent: name not found, connection refused or too slow, TLS failed. Safe to send again."""

    retry = True


class Unanswered(EgressError):
    """It may have arrived: time ran out, reset, half an answer. Ask the other side before sending again."""

    sent = True


class TooLarge(EgressError):
    """It arrived and the answer passed the cap, so the outcome is unknown. Ask before sending again."""

    sent = True
