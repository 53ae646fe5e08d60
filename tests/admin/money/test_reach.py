"""Whose money is whose, and words for everything that a page may have to name. Controls 2 and 44."""

import re
from pathlib import Path

import pytest

from admin import words
from admin.money import causes, names
from admin.money.reach import reach_in
from admin.people.person import NOBODYS, Scope
from catalogue import accounting_loader
from payments.refunds.errors import WORDS
from payments.refunds.states import REFUND_STATES
from payments.states import ATTEMPT, DISPOSITIONS, INVOICE_STATES
from payments.suspense.candidates import POINTS

ROOM = Path(names.__file__).parent
SIKASSO = {"ml-sikasso", "ml-koutiala"}


@pytest.mark.parametrize(
    ("scope", "regies", "countries"),
    [(Scope(None), None, None), (NOBODYS, set(), set()), (Scope("apex"), {"ml-apex"}, {"ML"}),
     (Scope("communes-ml"), {*SIKASSO, "ml-bamako-c1"}, {"ML"}), (Scope("communes-ml", "sikasso"), SIKASSO, {"ML"}),
     (Scope("communes-ml", "koutiala"), {"ml-koutiala"}, {"ML"}), (Scope("communes-ml", "kayes"), set(), set()),
     (Scope("anip-bj"), {"bj-anip"}, {"BJ"})],
    ids=["everybody's", "nobody's", "one regie", "an administration", "a region", "a locality", "no regie there",
         "Benin"],
)  # fmt: skip
def test_a_regisseur_reaches_their_own_regies(
    scope: Scope, regies: set[str] | None, countries: set[str] | None
) -> None:
    mine = reach_in(accounting_loader.load(), scope)
    assert (mine.regies, mine.countries) == (regies, countries)
    assert mine.covers("ml-sikasso") is (regies is None or "ml-sikasso" in regies)
    assert mine.covers(None) is (regies is None)


def test_all_that_may_be_named_has_words() -> None:
    """Keys that are put together while a page is made, and those that the code of the room names."""
    said = set(words.load().of["fr"])
    put_together = {
        "money.state": ATTEMPT.states, "money.invoice": INVOICE_STATES.states, "money.refund": REFUND_STATES.states,
        "money.refund_said": REFUND_STATES.states, "money.disposition": DISPOSITIONS, "money.because": POINTS,
        "money.refused": WORDS, "money.reason": names.REASONS, "money.rail": names.OWN_RAILS,
        "money.cause": {*causes.CAUSES, "other"},
        "money.mismatch": ("operator_id", "amount", "currency", "reference", "payer"),
        "money.kind": ("settlement", "credit", "suspense", "attribution", "reversal", "refund", "fee", "payout"),
        "money.story.heard": ("received", "asked", "mismatch", "orphan", "unreadable"),
        "money.story.refund": ("asked", "approved", "refused", "done", "failed"),
        "money.next.refund": ("asked", "approved", "sent", "unknown", "failed"),
        "money.next": ("created", "claimed", "pending", "unknown"),
    }  # fmt: skip
    assert {f"{before}.{word}" for before, all_ in put_together.items() for word in all_} - said == set()
    source = "".join(path.read_text(encoding="utf-8") for path in ROOM.glob("*.py"))
    problems = re.findall(r'problem(?:: str)? ?= ?"(\w+)"|_again\(money, scope, "(\w+)"', source)
    refused = re.findall(r'NotAsked\("(\w+)"\)|shown\(invoice, scope, \d+, problem="(\w+)"', source)
    moments = re.findall(r'Moment\([^,]+, "(\w+)"', source)
    steps = re.findall(r'(?:return|yield) \(?"(\w+)"', (ROOM / "next_steps.py").read_text(encoding="utf-8"))
    named = {f"money.story.{word}" for word in moments} | {f"money.next.{word}" for word in steps}
    named |= {f"money.refused.{word}" for pair in refused for word in pair if word}
    assert len(named) > 15
    assert named - said == set()
    assert {word for pair in problems for word in pair if word} <= {
        key.rpartition(".")[2] for key in said if key.startswith(("money.problem.", "money.refused."))
    }
