"""What stops a broadcast before anything is stored or changed, in words for the person who asked."""


class WordingRefused(ValueError):
    """The message cannot be sent as it is; the sentence says what to change."""

    retry = False


class NotAllowed(PermissionError):
    """The broadcast is not in a state for this, or a second person must do it. Nothing was changed."""

    retry = False
