"""Views cut into pages: nothing over the budget, every digit and every word on some page."""

from hypothesis import given
from hypothesis import strategies as st

from conversation.page import MORE
from conversation.render import Footer, pages
from conversation.view import Option, View
from kernel.gsm import fold, septets

FOOTER = Footer("Retour", "Accueil", "Suite")
WORDS = st.text(alphabet="abc é€[ɛç\n😀", min_size=1, max_size=30).filter(str.strip)
LABELS = st.text(alphabet="abc é€ɛ", min_size=1, max_size=24).filter(str.strip)
ITEMS = st.lists(LABELS, max_size=20)
# The smallest room that any operator or gateway publishes is 140.
BUDGETS = st.integers(140, 182)
OPTIONS = st.lists(LABELS, max_size=5)


def view_of(words: list[str], options: list[str], items: list[str], commits: bool) -> View:
    fixed = tuple(
        Option(label, f"o{number}", str(number))
        for number, label in enumerate(options[: 1 if items else 5], 6)
    )
    return View(
        " ".join(words), fixed, tuple(Option(label, f"i{number}") for number, label in enumerate(items)),
        commits=commits,
    )  # fmt: skip


@given(st.lists(WORDS, max_size=40), OPTIONS, ITEMS, st.booleans(), BUDGETS)
def test_pages_fit_and_lose_nothing(
    words: list[str], options: list[str], items: list[str], commits: bool, budget: int
) -> None:
    view = view_of(words, options, items, commits)
    found = pages(view, FOOTER, budget)
    assert all(septets(page.text) <= budget for page in found)
    assert [MORE in page.keys.values() for page in found] == [True] * (len(found) - 1) + [False]
    offered = {value for page in found for value in page.keys.values()}
    assert {option.value for option in (*view.options, *view.items)} <= offered
    for page in found:
        # A shown digit works, and none is shown twice.
        shown = [line.split(" ")[0] for line in page.tail.split("\n")[:-1]]
        assert set(shown) <= set(page.keys)
        assert len(shown) == len(set(shown))
        assert len([key for key in shown if key in "12345"]) <= 5


@given(st.lists(WORDS, min_size=1, max_size=40), OPTIONS, BUDGETS)
def test_what_commits_is_offered_on_the_last_page_only(
    words: list[str], options: list[str], budget: int
) -> None:
    view = view_of(words, options, [], commits=True)
    *before, _ = pages(view, FOOTER, budget)
    for page in before:
        # Nothing commits beside the beginning of a text: the whole of it stands there, or it was read before.
        read = page.body in ("", fold(view.head).text)
        assert read or not set(page.keys) & {option.key for option in view.options}


@given(st.lists(WORDS, max_size=20), OPTIONS, st.text(max_size=300), BUDGETS)
def test_a_refusal_never_pushes_options_off(
    words: list[str], options: list[str], reason: str, budget: int
) -> None:
    for page in pages(view_of(words, options, [], commits=False), FOOTER, budget):
        refused = page.refused(reason, budget)
        assert septets(refused) <= budget
        assert refused.endswith(page.tail)


def test_a_page_is_cut_between_lines() -> None:
    lines = [f"Question {number}: reponse {number}" for number in range(12)]
    found = pages(View("\n".join(lines)), FOOTER, 160)
    assert [line for page in found for line in page.body.split("\n")] == lines


LONG = (
    "Certificat d'origine, Cooperative de Sikasso, Dakar Import SA, 1515.90, Beurre de karite brut, A, 24 500 kg, "
    "120 colis"
)


def test_a_long_line_begins_on_the_page_that_has_room_for_it() -> None:
    """A first page of 60 septets of 160, and two more: each costs the reader a turn of the session."""
    head = (
        f"26 99999999 57\nDocument valable\n{LONG}\ndu 22/11/2026 au 22/05/2027\nRegistre lu le 22/11 17:04"
    )
    found = pages(View(head), FOOTER, 160)
    assert [page.body.splitlines() for page in found] == [
        ["26 99999999 57", "Document valable", LONG.removesuffix(" 120 colis")],
        ["120 colis", "du 22/11/2026 au 22/05/2027", "Registre lu le 22/11 17:04"],
    ]


def test_a_short_line_and_a_long_word_begin_on_the_next_page() -> None:
    short, word = "a" * 9 + " " + "b" * 50, "c" * 100
    found = pages(View("\n".join(["a" * 90, short, word])), FOOTER, 160)
    assert [page.body for page in found] == ["a" * 90, short, word]
