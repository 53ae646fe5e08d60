"""Each copy of a quittance, on paper or by SMS, bears the next number of the quittance's own counter, once."""

import re
from itertools import count

import pytest
from sqlalchemy import text

from gateway.sealing import copies, making, reprints
from gateway.sms_commands import arrived
from kernel import clock
from payments.quittances.issuing import COPIES_MAX
from sms import inbound
from sms.contract import Inbound
from tests.cast import KOFFI
from tests.gateway.sealed_town import SealedTown
from tests.gateway.test_seal_commands import printed
from verification.pdf import render
from verification.registry.errors import RegistryRefused

_ids = count(1)


def paid(town: SealedTown) -> str:
    """The reference of what Koffi paid; its quittance is sealed."""
    invoice = town.paid()
    town.work()
    assert (len(town.documents()), town.held) == (1, [])
    return invoice.reference


def by_sms(town: SealedTown, reference: str) -> int:
    """RECU from the payer's phone: the number that the answer bears."""
    message = Inbound("test", f"copy-{next(_ids)}", KOFFI, KOFFI, f"RECU {reference}", "36000")
    with town.guichet.database.transaction() as connection:
        inbound.receive(connection, town.guichet.keyring, message, arrived)
    town.work("events")
    found = re.match(r"DUPLICATA (\d+)\. Quittance", town.messages("sms.answer")[-1])
    assert found
    return int(found.group(1))


def asked(town: SealedTown) -> None:
    """At the console: one more on paper."""
    original = next(paper for paper in town.documents() if not paper.copy_kind)
    with town.guichet.database.transaction() as connection:
        reprints.ask(connection, town.guichet.sealed.seals, original.number, "awa")


def on_paper(town: SealedTown) -> list[int]:
    """What the papers bear, as they are printed, the smallest first."""
    found = [
        re.search(r"DUPLICATA n° (\d+) fait le", printed(paper.pdf or b""))
        for paper in town.documents()
        if paper.copy_kind
    ]
    return sorted(int(each.group(1)) for each in found if each)


def counted(town: SealedTown) -> int:
    with town.guichet.database.transaction() as connection:
        return int(connection.execute(text("SELECT duplicata FROM quittance")).scalar_one())


def test_sms_paper_sms_are_1_2_3(town: SealedTown) -> None:
    reference = paid(town)
    assert by_sms(town, reference) == 1
    asked(town)
    town.work("documents")
    assert on_paper(town) == [2]
    assert by_sms(town, reference) == 3
    asked(town)
    town.work("documents")
    assert (on_paper(town), counted(town)) == ([2, 4], 4)


def test_a_number_that_an_sms_took_while_the_paper_was_drawn_is_not_printed_again(
    town: SealedTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = paid(town)
    drawn: list[int] = []

    def busy(*words: object) -> bytes:
        if not drawn:
            drawn.append(by_sms(town, reference))
        return render(*words)  # type: ignore[arg-type]

    monkeypatch.setattr(making, "render", busy)
    asked(town)
    town.work("documents")
    assert (drawn, on_paper(town), counted(town)) == ([1], [2], 2)


def test_pressed_twice_and_handled_twice_it_is_one_paper(town: SealedTown) -> None:
    reference = paid(town)
    asked(town)
    asked(town)
    events = town.claimed("documents")
    # An SMS between what was asked and what is made takes the number that it was asked with.
    assert (len(events), by_sms(town, reference)) == (2, 1)
    for event in (*events, *events):
        town.guichet.sealed.sealing.duplicata(event)
    assert (on_paper(town), counted(town)) == ([2], 2)


def test_copies_by_sms_use_up_no_paper_and_another_kind_counts_its_own(town: SealedTown) -> None:
    reference = paid(town)
    for _ in range(reprints.DUPLICATA_MAX):
        by_sms(town, reference)
    asked(town)
    town.granted()
    town.work()
    certificate = next(paper for paper in town.documents() if paper.cause.startswith("case:"))
    seals = town.guichet.sealed.seals
    copies.duplicata(seals, certificate.number, "awa", clock.now().replace(microsecond=0))
    assert on_paper(town) == [1, reprints.DUPLICATA_MAX + 1]


@pytest.mark.parametrize(
    "gone",
    ["voided_at = now(), void_reason = 'test'", f"duplicata = {COPIES_MAX}"],
    ids=["voided", "a thousand copies"],
)
def test_a_quittance_that_gives_no_copy_gives_none_on_paper(town: SealedTown, gone: str) -> None:
    paid(town)
    original, at = town.documents()[0], clock.now().replace(microsecond=0)
    with town.guichet.database.transaction() as connection:
        connection.execute(text(f"UPDATE quittance SET {gone}"))  # noqa: S608 - constants only
    with pytest.raises(RegistryRefused, match="state"):
        copies.duplicata(town.guichet.sealed.seals, original.number, "awa", at)
    assert on_paper(town) == []
