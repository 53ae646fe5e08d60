"""Views cut into pages: septet-true, options whole, 98 only where there is more (3GPP TS 23.038 6.1.2.3)."""

from collections.abc import Iterator
from dataclasses import dataclass

from conversation.page import BACK, HOME, MORE, Page
from conversation.view import Option, View
from kernel.gsm import fold, paginate, septets

# Five choices a screen: with more, people read the first and the last (MicroSave, techmatters).
CHOICES_MAX = 5
# A title up to this length is repeated above each part of a long list; a longer text has pages of its own.
TITLE_MAX = 40


@dataclass(frozen=True, slots=True)
class Footer:
    """The words of 0, 00 and 98. ``back`` and ``home`` are "" where they do not work or say the same."""

    back: str
    home: str
    more: str

    def line(self, *, more: bool) -> str:
        """The last line of a page, 98 first: it is what the reader of an unfinished text wants."""
        written = (("98", self.more if more else ""), ("0", self.back), ("00", self.home))
        return " ".join(f"{key} {label}" for key, label in written if label)


def pages(view: View, footer: Footer, budget: int) -> tuple[Page, ...]:
    """The pages of ``view``, at least one. A page is over ``budget`` only when one option and the footers are."""
    head = fold(view.head).text
    groups = _groups(view, head, footer, budget)
    if len(groups) == 1 and _fits(whole := _page(head, groups[0], footer, more=False), budget):
        return (whole,)
    return tuple(_parts(head, groups, footer, budget))


def _parts(head: str, groups: list[list[Option]], footer: Footer, budget: int) -> Iterator[Page]:
    titled = len(groups) > 1 and septets(head) <= TITLE_MAX
    room = budget - septets(footer.line(more=True)) - 1
    texts = [] if titled else paginate(head, max(2, room))
    if texts and _fits(_page(texts[-1], groups[0], footer, more=len(groups) > 1), budget):
        first = texts.pop()
    elif groups[0]:
        first = ""
    else:
        # No options: the last text closes the screen by itself.
        first, groups = "", groups[1:]
    last = len(texts) + len(groups) - 1
    for number, text in enumerate(texts):
        yield _page(text, [], footer, more=number < last)
    for number, group in enumerate(groups):
        title = head if titled else first if number == 0 else ""
        yield _page(title, group, footer, more=number < len(groups) - 1)


def _groups(view: View, head: str, footer: Footer, budget: int) -> list[list[Option]]:
    """The options of each page: fixed menus keep their digits, lists are numbered anew on each page."""
    title = septets(head) + 1 if septets(head) <= TITLE_MAX else 0
    fixed = sum(_size(option) for option in view.options)
    if not view.items:
        return _chunks(list(view.options), budget - title - septets(footer.line(more=True)))
    chunks = _chunks(list(view.items), budget - title - fixed - septets(footer.line(more=True)))
    return [
        [option._replace(key=str(digit)) for digit, option in enumerate(chunk, 1)] + list(view.options)
        for chunk in chunks
    ]


def _chunks(options: list[Option], room: int) -> list[list[Option]]:
    chunks: list[list[Option]] = [[]]
    left = room
    for option in options:
        size = _size(option)
        if chunks[-1] and (size > left or len(chunks[-1]) == CHOICES_MAX):
            chunks.append([])
            left = room
        chunks[-1].append(option)
        left -= size
    return chunks


def _size(option: Option) -> int:
    """Septets of one option with its digit, blank and line feed."""
    return septets(option.label) + 3


def _page(body: str, options: list[Option], footer: Footer, *, more: bool) -> Page:
    keys = {option.key: option.value for option in options}
    lines = [f"{option.key} {fold(option.label).text}" for option in options]
    working = ((MORE, "98", more), (BACK, "0", bool(footer.back)), (HOME, "00", True))
    keys |= {key: action for action, key, works in working if works}
    line = footer.line(more=more)
    return Page(body, "\n".join(lines + [line] if line else lines), keys)


def _fits(page: Page, budget: int) -> bool:
    return septets(page.text) <= budget
