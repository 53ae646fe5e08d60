"""The rule of two persons: whoever proposes a movement of money does not decide it (ASVS 5.0 V2.3.5)."""

# What proposes by itself signs with this; it is nobody, so that any person may decide.
AUTOMATE = "automate"
# What is nobody's name: a person called so would be taken for a machine.
RESERVED = frozenset({AUTOMATE, "cli"})


class SamePerson(PermissionError):
    """The decision is asked of whoever proposed: nothing was changed, somebody else decides."""

    retry = False


def check(proposed_by: str, decided_by: str) -> None:
    """Raises SamePerson. Names are those of staff, which are unique and in lower case."""
    if proposed_by.casefold() == decided_by.casefold():
        raise SamePerson("whoever proposed does not decide")


def actor(name: str) -> str:
    """A person as the audit trail names him."""
    return name if name in RESERVED else f"staff:{name}"
