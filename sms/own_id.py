"""Our own message id as a provider carries it back in its reports."""

from uuid import UUID


def own_id(text: str) -> str | None:
    """The id as our tables write it; None for anything else: another program may use the same account."""
    try:
        return str(UUID(text)) if len(text) == len(str(UUID(int=0))) else None
    except ValueError:
        return None
