"""Long texts cut into pages at their own lines; inside a line only where it is long, or longer than a page."""

from kernel.gsm import paginate, septets

# A page is not left while a third of it is free, when what comes would take half of the next: each page costs its
# reader a turn, and a line of that length is read over a page's edge anyway.
FREE, LONG = 3, 2
# What paginate needs at least, behind the line feed.
LEAST = 3


def cut(text: str, room: int) -> list[str]:
    """Pages of at most ``room`` septets (2 or more), whole lines together. There is always a page."""
    found: list[str] = []
    left = -1
    for line in text.split("\n"):
        size = septets(line)
        if size < left:
            found[-1] = f"{found[-1]}\n{line}"
            left -= size + 1
            continue
        begun = _begun(line, left) if left > room // FREE and size > room // LONG else ""
        if begun:
            found[-1] = f"{found[-1]}\n{begun}"
        found += paginate(line.removeprefix(begun).lstrip() if begun else line, room)
        left = room - septets(found[-1])
    return found


def _begun(line: str, left: int) -> str:
    """What of ``line`` ends at a blank and fits in ``left`` septets with its line feed, "" for nothing."""
    head = paginate(line, left - 1)[0] if left >= LEAST else ""
    return head if line[len(head) : len(head) + 1].isspace() else ""
