"""A browser as its owner would call it: two words out of what it says of itself, so that nothing else is kept."""

# In this order: each also claims to be those below it.
BROWSERS = (
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("OPR", "Opera"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
           ("Mac OS", "macOS"), ("Linux", "Linux"))  # fmt: skip


def named(user_agent: str) -> str:
    """Such as "Firefox, Android"; "" for what says nothing known."""
    words = (_first(BROWSERS, user_agent), _first(SYSTEMS, user_agent))
    return ", ".join(word for word in words if word)


def _first(table: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for mark, name in table if mark in user_agent), "")
