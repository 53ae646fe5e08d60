"""Bad-input row 75: a wrong service stops the start with its file, its line and the reason."""

import pytest

from tests.catalogue.conftest import SERVICE, Edit, Refusals

FEE = "  - {amount_xof: 1500, valid_from: 2025-01-01, source: page}"
Q = "questions.1"

# label: (text in the sample service, what replaces it, line, reason)
ROWS = {
    "unknown key": ("number: 17", "number: 17\ncolour: red", 2, "unknown key `colour`"),
    "unknown key deep down": ("    max: 30", "    maximum: 30", 25, f"unknown key `{Q}.maximum`"),
    "missing key": ("legal_basis: Loi 1\n", "", 1, "`legal_basis` is missing"),
    "missing language": ("en: Trial, bm: Kura,", "bm: Kura,", 6, "`title.en` is missing"),
    "missing bambara": ("en: Trial, bm: Kura, ", "en: Trial, ", 6, "`title.bm` is missing"),
    "french not written": (
        "{fr: Essai,", "{fr: needs-review,", 6, "`title.fr`: French and English are always written",
    ),
    "empty text": ("{fr: Essai,", '{fr: " ",', 6, "`title.fr`: has blanks at an end, or a control character"),
    "fee of -1": (
        "amount_xof: 1500", "amount_xof: -1", 14,
        "`fees.1.amount_xof`: Input should be greater than or equal to 0",
    ),
    "fee with cents": ("amount_xof: 1500", "amount_xof: 15.5", 14, "`!!float` is not allowed"),
    "fee in quotes": (
        "amount_xof: 1500", 'amount_xof: "1500"', 14,
        "`fees.1.amount_xof`: Input should be a valid integer",
    ),
    "fee ends before it starts": (
        "valid_from: 2025-01-01, source", "valid_from: 2025-01-01, valid_to: 2024-12-31, source", 14,
        "`fees.1`: valid_to is before valid_from",
    ),
    "fee dates overlap": (
        "valid_from: 2025-01-01", "valid_from: 2024-12-31", 14,
        "fee dates overlap: another fee still applies on 2024-12-31",
    ),
    "fee dates overlap, out of order": (
        FEE, FEE.replace("2025", "2023"), 13,
        "fee dates overlap: another fee still applies on 2024-01-01",
    ),
    "python object": (
        "legal_basis: Loi 1", "legal_basis: !!python/object/apply:os.system [id]", 8,
        "`!!python/object/apply:os.system` is not allowed",
    ),
    "duplicate key": ("country: ML", "country: ML\ncode: ML-CO", 4, "duplicate key `code`"),
    "alias": ("legal_basis: Loi 1", "legal_basis: *a", 8, "aliases (*name) are not used here"),
    "number too low": ("number: 17", "number: 9", 1, "`number`: Input should be greater than or equal to 10"),
    "number too high": ("number: 17", "number: 98", 1, "`number`: Input should be less than or equal to 97"),
    "number in octal": (
        "number: 17", "number: 021", 1,
        "not a plain whole number; put quotes around digits that are text",
    ),
    "unknown administration": (
        "administration: apex", "administration: nowhere", 4, "unknown administration nowhere",
    ),
    "administration of the other country": (
        "administration: apex\ndeposit: open", "administration: counter-bj\ndeposit: counter", 4,
        "counter-bj is an administration of BJ",
    ),
    "open without a connector": (
        "administration: apex", "administration: counter-ml", 5,
        "deposit is open but counter-ml has no connector to send it to",
    ),
    "code is not the file's name": (
        "code: ML-TEST", "code: ML-OTHER", 2, "the file of ML-OTHER is named ml-other.yaml",
    ),
    "code of the other country": (
        "country: ML\nadministration: apex\ndeposit: open",
        "country: BJ\nadministration: counter-bj\ndeposit: counter", 3, "ML-TEST does not belong to BJ",
    ),
    "ask_if of nothing known": ("{zone: B}", "{area: B}", 27, "ask_if names an unknown question area"),
    "ask_if of an unknown choice": ("{zone: B}", "{zone: C}", 27, "zone has no choice C"),
    "ask_if of itself": ("{zone: B}", "{detail: B}", 27, "ask_if goes in a cycle: detail > detail"),
    "question twice": ("name: detail", "name: zone", 22, "question zone is there twice"),
    "bad regex": (
        '"[A-Z]+"', '"[A-Z"', 22, f"`{Q}`: pattern is not a sound regular expression",
    ),
    "regex that runs away": (
        '"[A-Z]+"', '"([A-Z]+)+"', 22, f"`{Q}`: pattern is not a sound regular expression",
    ),
    "min above max": ("    max: 30", "    max: 30\n    min: 31", 22, f"`{Q}`: min is above max"),
    "answer too long": ("    max: 30", "    max: 500", 22, f"`{Q}`: max is above 120 letters"),
    "past of a text": ("    max: 30", "    past: true", 22, f"`{Q}`: past is for dates"),
    "choice of nothing": (
        "    kind: text", "    kind: choice", 22, f"`{Q}`: only a choice has choices, two or more",
    ),
    "boolean for a choice": ("{value: B,", "{value: NO,", 21, "not true or false; put quotes around a word"),
    "seconds for a day": (
        "valid_from: 2025-01-01", "valid_from: 86400", 14,
        "`fees.1.valid_from`: Input should be a valid date",
    ),
    "not a day": ("valid_from: 2025-01-01", "valid_from: 2025-02-30", 14, "not a day written YYYY-MM-DD"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "reason"), ROWS.values(), ids=ROWS.keys())
def test_a_wrong_service_is_refused_with_its_line(
    edit: Edit, refusals: Refusals, old: str, new: str, line: int, reason: str
) -> None:
    edit(SERVICE, old, new)
    assert f"{SERVICE}:{line}: {reason}" in refusals()


def test_a_cycle_of_questions_is_named_at_each_of_its_steps(edit: Edit, refusals: Refusals) -> None:
    edit(SERVICE, "    kind: choice\n", "    kind: choice\n    ask_if: {detail: X}\n")
    assert refusals() == [
        f"{SERVICE}:18: ask_if goes in a cycle: zone > detail > zone",
        f"{SERVICE}:28: ask_if goes in a cycle: detail > zone > detail",
    ]


def test_a_question_that_only_leads_to_a_cycle_is_not_called_one(edit: Edit, refusals: Refusals) -> None:
    edit(
        SERVICE, "{zone: B}", "{detail: B}\n  - {name: tail, kind: phone, prompt: Tail, ask_if: {detail: B}}"
    )
    assert refusals() == [
        f"{SERVICE}:27: ask_if goes in a cycle: detail > detail",
        f"{SERVICE}:28: `questions.2.prompt`: Input should be a valid dictionary or instance of Text",
    ]


def test_a_condition_on_a_later_question_is_refused(edit: Edit, refusals: Refusals) -> None:
    edit(SERVICE, "    ask_if: {zone: B}\n", "")
    edit(SERVICE, "    kind: choice\n", "    kind: choice\n    ask_if: {detail: X}\n")
    assert refusals() == [f"{SERVICE}:18: ask_if names detail, which is asked later"]


def test_all_problems_are_told_at_once_sorted(edit: Edit, refusals: Refusals) -> None:
    edit(SERVICE, "amount_xof: 1500", "amount_xof: -1")
    edit(SERVICE, "{zone: B}", "{detail: B}")
    edit(SERVICE, "number: 17", "number: 17\ncolour: red")
    edit("networks.yaml", "budget: 182", "budget: 183")
    assert refusals() == [
        "networks.yaml:3: `networks.0.budget`: Input should be less than or equal to 182",
        f"{SERVICE}:2: unknown key `colour`",
        f"{SERVICE}:15: `fees.1.amount_xof`: Input should be greater than or equal to 0",
        f"{SERVICE}:28: ask_if goes in a cycle: detail > detail",
    ]
