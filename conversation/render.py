"""Views cut into pages: septet-true, options whole, 98 only where there is more (3GPP TS 23.038 6.1.2.3)."""

from collections.abc import Iterator
from dataclasses import dataclass

from conversation import lines
from conversation.page import BACK, HOME, MORE, Page
from conversation.view import Option, View
from kernel.gsm import fold, septets

# Five choices a screen: with more, people read the first and the last (MicroSave, techmatters).
CHOICES_MAX = 5
# A title up to this length is repeated above each part of a long list; a longer text has pages of its own.
TITLE_MAX = 40
# The options of a menu stand on each page of its text when two short lines of text still fit above them.
TEXT_MIN = 60


@dataclass(frozen=True, slots=True)
class Footer:
    """The words of 0, 00 and 98. ``back`` and ``home`` are "" where they do not work or say the same."""

    back: str
    home: str
    more: str

    def line(self, *, more: bool, home: bool = True) -> str:
        """The last line of a page, 98 first: it is what the reader of an unfinished text wants."""
        written = (("98", self.more if more else ""), ("0", self.back), ("00", self.home if home else ""))
        return " ".join(f"{key} {label}" for key, label in written if label)


def pages(view: View, footer: Footer, budget: int) -> tuple[Page, ...]:
    """The pages of ``view``, at least one; over ``budget`` only where one option with the footers is."""
    return tuple(_Cutter(view, footer, budget).pages())


class _Cutter:
    """One view on its way to pages."""

    def __init__(self, view: View, footer: Footer, budget: int) -> None:
        self._view, self._footer, self._budget = view, footer, budget
        self._head = fold(view.head).text

    def pages(self) -> Iterator[Page]:
        groups = self._groups()
        whole = self._page(self._head, groups[0], more=False)
        if len(groups) == 1 and septets(whole.text) <= self._budget:
            yield whole
        elif len(groups) > 1 and septets(self._head) <= TITLE_MAX:
            for number, group in enumerate(groups, 1):
                yield self._page(self._head, group, more=number < len(groups))
        elif len(groups) == 1 and not self._view.commits and self._room(groups[0]) >= TEXT_MIN:
            yield from self._texts(groups[0])
        else:
            yield from self._text_then(groups)

    def _texts(self, group: list[Option]) -> Iterator[Page]:
        """The text over several pages, the same options under each."""
        texts = lines.cut(self._head, self._room(group))
        for number, text in enumerate(texts, 1):
            yield self._page(text, group, more=number < len(texts))

    def _text_then(self, groups: list[list[Option]]) -> Iterator[Page]:
        """The text first; the options under its end, or on pages of their own."""
        *texts, end = lines.cut(self._head, max(2, self._room([])))
        # What is read last stands above the options, so that nobody confirms a bare digit.
        room = self._room(groups[0], more=len(groups) > 1)
        if room >= 2:
            *before, end = lines.cut(end, room)
            texts += before
        for text in texts:
            yield self._page(text, [], more=True)
        for number, group in enumerate(groups, 1):
            yield self._page(end if number == 1 else "", group, more=number < len(groups))

    def _room(self, group: list[Option], *, more: bool = True) -> int:
        """Septets left for text above ``group`` and the footers that cannot be left out."""
        return self._budget - sum(map(_size, group)) - septets(self._footer.line(more=more, home=False)) - 1

    def _groups(self) -> list[list[Option]]:
        """The options of each page: fixed menus keep their digits, lists are numbered anew on each page."""
        title = self._head if septets(self._head) <= TITLE_MAX else ""
        fixed = list(self._view.options)
        room = self._room(fixed if self._view.items else []) - septets(title)
        if not self._view.items:
            return _chunks(fixed, room)
        return [
            [option._replace(key=str(digit)) for digit, option in enumerate(chunk, 1)] + fixed
            for chunk in _chunks(list(self._view.items), room)
        ]

    def _page(self, body: str, group: list[Option], *, more: bool) -> Page:
        written = [f"{option.key} {fold(option.label).text}" for option in group]
        line = self._footer.line(more=more)
        if septets("\n".join([body, *written, line])) > self._budget:
            # 00 works all the same: its words give way to those that are needed.
            line = self._footer.line(more=more, home=False)
        working = group if self._view.commits else [*self._view.options, *group]
        keys = {option.key: option.value for option in working} | {"00": HOME}
        keys |= {"98": MORE} if more else {}
        keys |= {"0": BACK} if self._footer.back else {}
        return Page(body, "\n".join([*written, line] if line else written), keys)


def _chunks(options: list[Option], room: int) -> list[list[Option]]:
    """``options`` in groups of five at most that take up to ``room`` septets; one alone may take more."""
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
    """Septets of one option with its key (one digit when it is yet to be numbered), blank and line feed."""
    return septets(option.label) + max(1, len(option.key)) + 2
