"""What is said by SMS of sealed documents: how long to wait, and how old the list is, in units that say something."""

from dataclasses import dataclass

import pytest

from conversation import worst
from conversation.commands import verdicts
from conversation.documents import DocumentView, VerdictView
from kernel import ids
from tests.conversation.commands.conftest import Counter
from tests.conversation.desk import KEY

NUMBER = ids.reference(421, 2026, KEY)


@dataclass
class Register:
    """The document port, which says what it was made to say."""

    wait_s: int = 0

    def check(self, phone: str, number: str, code: str | None = None) -> DocumentView:
        return DocumentView("later", wait_s=self.wait_s)

    def token(self, text: str) -> VerdictView:
        return VerdictView("VALID", self.wait_s)


@pytest.mark.parametrize(("wait_s", "minutes"), [(5, 1), (60, 1), (61, 2), (3600, 60), (86_400, 1440)])
def test_the_minutes_to_wait_are_told_and_never_too_few(counter: Counter, wait_s: int, minutes: int) -> None:
    counter.documents = Register(wait_s)
    assert counter.text(f"VERIF {NUMBER} 0000").endswith(
        f"Trop d'essais. Attendez {minutes} min avant le suivant."
    )


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "à l'instant"), (59, "à l'instant"), (600, "il y a 10 min"), (3599, "il y a 59 min"), (7200, "il y a 2 h"),
     (2 * 86_400, "il y a 2 j")],
)  # fmt: skip
def test_the_age_of_a_list_never_reads_nothing(counter: Counter, seconds: int, said: str) -> None:
    assert verdicts.age(seconds, "fr", worst.context(counter.catalogue, "ML", 160)) == said
