"""Pages and shortened labels fit their budget and lose nothing but white space."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.gsm import fold, paginate, septets, shorten

WORDS = st.text(alphabet=st.sampled_from("abé€^[ \nêɲ😀"), max_size=300)
BUDGETS = st.integers(2, 60)


@given(WORDS, BUDGETS)
def test_every_page_fits_and_nothing_but_white_space_goes(text: str, budget: int) -> None:
    pages = paginate(text, budget)
    assert pages
    assert all(septets(page) <= budget for page in pages)
    assert "".join("".join(pages).split()) == "".join(fold(text).text.split())
    assert len(pages) == 1 or all(page.strip() for page in pages)


@given(
    st.lists(st.tuples(st.text("abé€[", max_size=6), st.sampled_from([" ", "\n", "  "]))), st.integers(12, 40)
)
def test_words_shorter_than_a_page_stay_whole(words: list[tuple[str, str]], budget: int) -> None:
    text = "".join(word + white for word, white in words)
    assert " ".join(paginate(text, budget)).split() == text.split()


def test_a_word_longer_than_a_page_is_cut_inside() -> None:
    assert paginate("ab abcdefgh c", 4) == ["ab", "abcd", "efgh", "c"]


def test_a_text_that_fits_is_one_untouched_page() -> None:
    assert paginate("  1 Suivre\n2 Payer ", 20) == ["  1 Suivre\n2 Payer "]
    assert paginate("", 20) == [""]


def test_a_page_may_be_full_to_the_last_septet_before_a_space() -> None:
    assert paginate("12345 789 1", 9) == ["12345 789", "1"]
    assert paginate("12345 789 1", 8) == ["12345", "789 1"]
    assert paginate("12345\n789", 5) == ["12345", "789"]


def test_an_extension_character_is_never_parted() -> None:
    assert paginate("aaa€€", 4) == ["aaa", "€€"]


def test_a_budget_too_small_for_one_character_is_refused() -> None:
    with pytest.raises(ValueError, match="2 septets"):
        paginate("€", 1)


@pytest.mark.parametrize(
    ("text", "budget", "label"),
    [
        ("Casier judiciaire", 17, "Casier judiciaire"),
        ("Casier judiciaire", 16, "Casier judicia.."),
        ("Casier judiciaire", 9, "Casier.."),
        ("a€€€", 6, "a€.."),
        ("abc", 1, "."),
        ("abc", 0, ""),
    ],
    ids=["fits", "cut", "blank before the dots goes", "pair", "one", "none"],
)
def test_a_label_is_cut_to_its_budget_with_two_dots(text: str, budget: int, label: str) -> None:
    assert shorten(text, budget) == label


@given(WORDS, st.integers(0, 60))
def test_a_shortened_text_fits_and_begins_like_the_whole(text: str, budget: int) -> None:
    label, whole = shorten(text, budget), fold(text).text
    assert septets(label) <= budget
    assert label == whole or (budget < 2 or (label.endswith("..") and whole.startswith(label[:-2])))
