"""Long texts cut into pages at their own lines; inside a line only where one is longer than a page."""

from kernel.gsm import paginate, septets


def cut(text: str, room: int) -> list[str]:
    """Pages of at most ``room`` septets (2 or more), whole lines together. There is always a page."""
    found: list[str] = []
    left = -1
    for line in text.split("\n"):
        size = septets(line)
        if size < left:
            found[-1] = f"{found[-1]}\n{line}"
            left -= size + 1
        else:
            found += [line] if size <= room else paginate(line, room)
            left = room - septets(found[-1])
    return found
