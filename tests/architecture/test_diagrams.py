"""The drawn state machines are those of the code: `make diagrams` mends a difference."""

from docs import diagrams


def test_the_page_is_drawn_from_the_tables() -> None:
    assert diagrams.PAGE.read_text(encoding="utf-8") == diagrams.page()


def test_no_state_is_a_dead_end_by_accident() -> None:
    finals = {title: sorted(machine.final) for title, (machine, _) in diagrams.MACHINES.items()}
    assert finals["A case"] == ["remboursee", "retiree"]
    assert finals["A message"] == ["delivered", "expired", "failed"]
