"""The error of a code that was cut, mistyped or is no seal at all: "scan again". Never of a seal that was altered."""


class Incomplete(ValueError):
    """Nothing to judge. ``reason_code`` is one of ``REASONS``; ``wrong_site`` is true when it was a link elsewhere."""

    REASONS = frozenset(
        {
            "lowercase",  # a message app or a person changed the case of the body
            "symbol",  # a character outside the alphabet
            "length",  # no whole number of bytes: something was lost
            "value",  # symbols that stand for more than their bytes can hold
            "guard",  # the last symbol does not fit the others: cut or mistyped
            "no_token",  # a link that ends before its token
            "long",  # longer than any QR code
            "zlib",  # compressed data that is cut, or grows beyond its limit
            "short",  # the bytes end before the seal does
            "not_a_seal",  # bytes of something else
            "lists",  # a revocation list, what changed in one, or a frame of them: no document
            "frames",  # a part of several is missing, or of another whole
        }
    )

    def __init__(self, reason_code: str, *, wrong_site: bool = False) -> None:
        super().__init__(reason_code)
        self.reason_code = reason_code
        self.wrong_site = wrong_site
