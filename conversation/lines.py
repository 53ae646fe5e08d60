"""Long texts cut into pages at their own lines; inside a line only where one is longer than a page."""

from kernel.gsm import paginate, septets


def cut(text: str, room: int) -> list[str]:
    """Pages of at most ``room`` septets (2 or more), whole lines together. There is always a page."""
    found: list[str] = [""]
    for line in text.split("\n"):
        joined = f"{found[-1]}\n{line}" if found[-1] else line
        if septets(joined) <= room:
            found[-1] = joined
        else:
            found += paginate(line, room)
    return [page for page in found if page] or [""]
