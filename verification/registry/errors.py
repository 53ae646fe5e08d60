"""Why the register does not do what was asked, by what the caller does next."""

WORDS = {
    "number": "no document has this number",
    "act": "there is no such act",
    "state": "the document is not in a state for this",
    "pending": "another decision about this document is open",
    "proposal": "there is no such proposal, or it was decided",
    "reason": "a reason is given, in at most 200 characters",
    "replaces": "the document it replaces was not decided to be replaced, or has its successor",
    "places": "no free place in the list of this key: seal with a new key",
    "numbers": "no free number was found",
    "cause": "this cause has its document, of another kind",
    "pdf": "the paper is there already",
    "copies": "too many copies of it",
    "code": "no document has this number and code",
    "words": "the place and what was said are there, each on one line and not too long",
    "key": "the list of this key has another address",
    "base": "that list is not kept any more: take the whole one",
    "large": "so much has changed that the whole list is smaller",
    "bundle": "not newer than the bundle that is published",
}


class RegistryRefused(ValueError):
    """Nothing was written. ``reason_code`` is a key of WORDS. Permanent."""

    retry = False

    def __init__(self, reason_code: str) -> None:
        super().__init__(WORDS[reason_code])
        self.reason_code = reason_code


class SamePerson(PermissionError):
    """The decision is asked of whoever proposed: nothing was changed, somebody else decides (ASVS 5.0 V2.3.5)."""

    retry = False


class TooManyTries(Exception):
    """Too many wrong tries of this phone or for this number, or too many look-ups: come back after ``wait_s``.

    The same for numbers that exist and that do not.
    """

    retry = True

    def __init__(self, wait_s: int) -> None:
        super().__init__(f"again in {wait_s} s")
        self.wait_s = wait_s
