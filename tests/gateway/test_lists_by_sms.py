"""LISTES on real ground: the delta of a real register in real messages, and a reader that takes it."""

from dataclasses import replace
from itertools import count

import pytest
from sqlalchemy import text as text_of

from gateway.sealing.by_sms import SMS_MAX, parts
from gateway.sms_commands import RATIONS, arrived
from kernel import clock
from kernel.gsm import segments
from sms import inbound
from sms.contract import Inbound
from tests.cast import AWA
from tests.gateway.sealed_town import HOST, SealedTown
from verification import admission, base41, delta, frames, status_list
from verification.registry import copies, places, publishing, revoking
from verification.registry.papers import Paper
from verification.registry.published_tables import REGISTER_COPY
from verification.status_list import Status, StatusList

_ids = count(1)


@pytest.fixture
def paper(town: SealedTown) -> Paper:
    """Sealed, so that list 1 is there; then revoked: list 2."""
    town.granted()
    town.work()
    [found] = town.documents()
    with town.guichet.database.transaction() as connection:
        revoking.by_evidence(connection, found.cause, "revoke", "test", clock.now())
    town.work()
    return found


def text(town: SealedTown, words: str) -> list[str]:
    """The messages that answer it."""
    before = answers(town)
    message = Inbound("test", f"m-{next(_ids)}", AWA, AWA, words, "36000")
    with town.guichet.database.transaction() as connection:
        inbound.receive(connection, town.guichet.keyring, message, arrived)
    town.work("events")
    assert town.held == []
    return answers(town)[len(before) :]


def answers(town: SealedTown) -> list[str]:
    return town.messages("sms.answer")


def listed(town: SealedTown, kid: bytes) -> StatusList:
    """The newest list of a key."""
    with town.guichet.database.transaction() as connection:
        body = copies.newest(connection, kid)
    assert body is not None
    return status_list.take_apart(body)[1]


def renewed(town: SealedTown, kid: bytes) -> None:
    seals, at = town.guichet.sealed.seals, clock.now()
    with town.guichet.database.transaction() as connection:
        uri = seals.trusted(connection, kid).list_uri
        signer = seals.registers_of(connection, kid, at)
        publishing.publish(connection, seals.keyring, kid, signer, at, uri=uri)


def test_a_reader_is_brought_up_to_date_by_what_is_texted(town: SealedTown) -> None:
    """Six changes and a signature are more than one SMS holds."""
    for _ in range(6):
        town.granted()
    town.work()
    papers = town.documents()
    kid, old = papers[0].kid, listed(town, papers[0].kid)
    with town.guichet.database.transaction() as connection:
        for paper in papers:
            revoking.by_evidence(connection, paper.cause, "revoke", "test", clock.now())
    town.work()
    sent = text(town, f"LISTES {kid.hex()} {old.number}")
    assert len(sent) == 2
    assert all((segments(one).encoding, segments(one).parts) == ("GSM-7", 1) for one in sent)
    seals = town.guichet.sealed.seals
    with town.guichet.database.transaction() as connection:
        found = admission.admit_delta(frames.join(reversed(sent)), seals.bundle(connection), old)
    assert found == listed(town, kid)
    assert [found.get(index) for index in range(found.size) if found.get(index)] == [Status.REVOKED] * 6


def test_the_key_need_not_be_said_when_there_is_one(town: SealedTown, paper: Paper) -> None:
    kid, seals = paper.kid.hex(), town.guichet.sealed.seals
    [bare] = text(town, "LISTES 1")
    assert [bare] == text(town, f"LISTES {kid} 1")
    with town.guichet.database.transaction() as connection:
        envelope, change = delta.take_apart(base41.decode(bare))
        assert seals.bundle(connection).key(envelope.kid).seals_registers  # type: ignore[union-attr]
    assert (change.list_kid, change.base, change.number) == (paper.kid, 1, 2)
    assert text(town, "LISTES")[0].startswith("La liste la plus récente est la no 2")
    assert text(town, "LISTES 2")[0].startswith("Votre liste est la plus récente: no 2")
    assert text(town, "LISTES 00000000 1")[0].startswith("Aucune liste n'a cette clé")


def test_two_lists_need_a_key(town: SealedTown, paper: Paper) -> None:
    seals, other = town.guichet.sealed.seals, []
    with town.guichet.database.transaction() as connection:
        other = [
            key for key in seals.bundle(connection).keys
            if key.issuer.startswith("ML-") and key.doc_types != {0} and key.kid != paper.kid
        ]  # fmt: skip
    assert other, "the demo has several keys of Mali"
    renewed(town, other[0].kid)
    assert text(town, "LISTES 1")[0].startswith("Il y a plusieurs listes")
    assert len(text(town, f"LISTES {paper.kid.hex()} 1")) >= 1


def test_a_message_handled_twice_is_answered_once(town: SealedTown, paper: Paper) -> None:
    message = Inbound("test", f"m-{next(_ids)}", AWA, AWA, f"LISTES {paper.kid.hex()} 1", "36000")
    with town.guichet.database.transaction() as connection:
        inbound.receive(connection, town.guichet.keyring, message, arrived)
    [event] = [each for each in town.claimed("events") if each.topic == "sms.received"]
    for _ in range(3):
        town.guichet.handlers[event.topic](event)
    assert len(answers(town)) == len(set(answers(town))) <= SMS_MAX


def test_a_list_that_is_not_kept_any_more_needs_a_connection(town: SealedTown, paper: Paper) -> None:
    assert text(town, "LISTES 0")[0].startswith("Votre liste est trop ancienne pour une mise à jour par SMS.")
    assert f"Ouvrez {HOST}/V/ une fois avec internet" in answers(town)[-1]
    assert "La plus récente est la no 2, " in answers(town)[-1]


def test_a_list_that_has_grown_since_comes_by_sms(
    town: SealedTown, paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Places were scarce: the next list is two blocks longer, and a paper in its new part was revoked."""
    old = listed(town, paper.kid)
    with town.guichet.database.transaction() as connection:
        grow = text_of("UPDATE status_range SET size = size + :more WHERE kid = :kid")
        connection.execute(grow, {"more": 2 * places.BLOCK, "kid": paper.kid})
    monkeypatch.setattr(places, "candidates", lambda: [old.size + 9])
    town.granted()
    town.work()
    [fresh] = [each for each in town.documents() if each.number != paper.number]
    with town.guichet.database.transaction() as connection:
        revoking.by_evidence(connection, fresh.cause, "revoke", "test", clock.now())
    town.work()
    sent = text(town, f"LISTES {paper.kid.hex()} {old.number}")
    body = base41.decode(sent[0]) if len(sent) == 1 else frames.join(sent)
    with town.guichet.database.transaction() as connection:
        found = admission.admit_delta(body, town.guichet.sealed.seals.bundle(connection), old)
    assert found == listed(town, paper.kid)
    assert (found.size - old.size, found.get(old.size + 9)) == (2 * places.BLOCK, Status.REVOKED)


def test_too_many_changes_need_a_connection(town: SealedTown, paper: Paper) -> None:
    before = listed(town, paper.kid)
    spread = dict.fromkeys(range(0, 60_000, 100), Status.REVOKED)
    newer = replace(before.with_status(spread), number=before.number + 1)
    with town.guichet.database.transaction() as connection:
        signer = town.guichet.sealed.seals.registers_of(connection, paper.kid, clock.now())
        values = {"kind": "list", "kid": paper.kid, "number": newer.number, "created_at": clock.now()}
        body = status_list.seal(newer, signer)
        connection.execute(REGISTER_COPY.insert().values(**values, body=body, changes=600, documents=65_536))
    [said] = text(town, f"LISTES {before.number}")
    assert said.startswith("Trop de changements depuis votre liste pour des SMS.")
    assert f"Ouvrez {HOST}/V/ une fois avec internet" in said


def test_an_update_sent_to_be_verified_is_named(town: SealedTown, paper: Paper) -> None:
    """An officer forwards what LISTES answered to where codes are checked."""
    [bare] = text(town, "LISTES 1")
    [said] = text(town, bare)
    assert said.startswith("Mise à jour des listes, pas un document. La signature est bonne.")
    assert "ML-APEX: de la liste no 1 à la no 2, faite le" in said
    altered = base41.decode(bare)[:-1] + b"!"
    assert text(town, base41.encode(altered))[0].startswith("FAUSSE mise à jour des listes")
    part = frames.split(base41.decode(bare), 60)[0]
    assert text(town, part)[0].endswith("1 sur 2. Il manque la partie 2.")
    assert town.count("document_check") == 0


def test_an_hour_has_six_of_them(town: SealedTown, paper: Paper) -> None:
    asked = [bool(text(town, "LISTES 1")) for _ in range(RATIONS["lists"][0] + 1)]
    assert asked == [True] * RATIONS["lists"][0] + [False]
    assert text(town, "SUIVI"), "other commands are answered still"


def test_without_the_register_key_a_connection_is_named(town: SealedTown, paper: Paper) -> None:
    for path in town.guichet.sealed.seals.folder.path("").iterdir():
        if path.suffix == ".pem":
            path.rename(path.with_suffix(".away"))
    town.guichet.sealed.seals._signers.clear()
    assert text(town, "LISTES 1")[0].startswith("Pas de mise à jour par SMS en ce moment")


@pytest.mark.parametrize(
    ("size", "count"), [(106, 1), (107, 2), (196, 2), (197, 3), (392, 4), (393, 0), (5000, 0)]
)
def test_four_messages_at_most(size: int, count: int) -> None:
    made = parts(bytes(size))
    assert len(made) == count
    assert all(segments(one).parts == 1 for one in made)
    if count > 1:
        assert frames.join(made) == bytes(size)
