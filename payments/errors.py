"""Why a payment is not started, by what the caller tells the citizen next. Not for answers of operators."""


class NotStarted(ValueError):
    """Base of all: nothing was written and nobody was prompted. ``retry``: the same may work later."""

    retry = False


class IdempotencyConflict(NotStarted):
    """The key or the reference was used before, for something else."""


class LiveAttempt(NotStarted):
    """The invoice is being paid at this moment: tell the payer that we wait for ``attempt_id``."""

    retry = True

    def __init__(self, attempt_id: str) -> None:
        super().__init__("an attempt is under way")
        self.attempt_id = attempt_id


class AlreadyPaid(NotStarted):
    """Nothing is due any more."""


class NotPayable(NotStarted):
    """The invoice is cancelled, expired or unknown."""


class NotOffered(NotStarted):
    """The rail is not among ours, or the amount is below or above what it takes, or above what is due.

    ``reason_code``: rail, low, high or due.
    """

    def __init__(self, reason_code: str) -> None:
        super().__init__(reason_code)
        self.reason_code = reason_code


class TooManyPrompts(NotStarted):
    """The phone was prompted often of late: whoever dials must not ring a stranger's phone all day."""

    retry = True
