"""Deciding a case: only the machine's edges, only what was seen, only where it is ours to decide; told as shown."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from sqlalchemy import select

from admin.people.staff import Post
from admin.roles import Role
from cases import deciding
from cases.announcing import NOTE_SEPTETS_MAX
from cases.deciding import ACTS, Decision, DecisionRefused
from cases.lifecycle import MACHINE
from gateway.wiring import Guichet
from kernel.audit import AUDIT_LOG
from sms import optouts
from tests.admin.casework.desk import Desk
from tests.admin.staffed import Browser, hire
from tests.cast import AWA

In = Callable[[str], Browser]
SMS = re.compile(r'<blockquote class="sms"[^>]*>(.*?)</blockquote>', re.DOTALL)
SEEN = re.compile(r'name="seen" value="(\d+)"')
OFFERED = re.compile(r"decide\?act=(\w+)")


@pytest.fixture
def officer(guichet: Guichet, browser: Browser) -> Browser:
    """An officer of the portal of Benin, whose office has no system of its own."""
    browser.login(hire(guichet, "sena", Post(Role.OFFICER, "pns-bj")))
    return browser


def chosen(browser: Browser, reference: str, act: str, words: str = "") -> dict[str, str]:
    """The form of one act, filled in."""
    page = browser.get(f"/admin/cases/{reference}/decide?act={act}").text
    found = SEEN.search(page)
    assert found is not None, page
    return {"act": act, "seen": found[1], "words": words}


@pytest.mark.parametrize(
    ("state", "submission", "acts"),
    [
        ("deposee", "by_hand", ("examine", "reject")),
        ("deposee", "to_send", ("examine", "reject")),
        ("a_payer", "by_hand", ("reject",)),
        ("en_verification", "by_hand", ("complement", "schedule", "sign", "ready", "reject")),
        ("complement", "by_hand", ("examine", "reject")),
        ("rdv", "by_hand", ("sign", "reject")),
        ("en_signature", "by_hand", ("ready", "reject")),
        *(
            (state, "by_hand", ())
            for state in ("disponible", "retiree", "rejetee", "expiree", "annulee", "remboursee")
        ),
    ],
)
def test_only_the_edges_of_the_machine_are_offered(
    state: str, submission: str, acts: tuple[str, ...]
) -> None:
    assert deciding.offered(state, None, submission) == acts
    assert all(MACHINE.allows(state, ACTS[act].to) for act in acts)
    # A system of its own decides by itself, while it has the file or is about to.
    for on_its_way in deciding.WITH_SYSTEM:
        assert deciding.offered(state, "apex", on_its_way) == ()
    assert deciding.offered(state, "apex", "refused") == tuple(act for act in acts if act == "reject")


def test_every_state_of_the_machine_was_asked_about() -> None:
    assert len(MACHINE.states) == 12


def test_a_case_is_decided_step_by_step_and_the_citizen_reads_what_the_officer_saw(
    officer: Browser, guichet: Guichet, desk: Desk
) -> None:
    case = desk.deposited()
    path, told = f"/admin/cases/{case.reference}", desk.news()
    steps = [
        ("examine", ""),
        ("complement", "Copie de la pièce d'identité signée"),
        ("examine", "not asked for, so not told"),
        ("schedule", "Mardi 3 mars à 9 h, bureau 4"),
        ("sign", ""),
        ("ready", ""),
    ]
    for act, words in steps:
        assert act in OFFERED.findall(officer.get(path).text)
        form = chosen(officer, case.reference, act, words)
        preview = officer.post(f"{path}/preview", form).text
        shown = SMS.search(preview)
        assert shown is not None
        assert re.search(r"\d+ caractères, [12] SMS", unescape(preview))
        assert "Coût estimé : " in preview
        before = len(told)
        # Looking sends nothing and moves nothing.
        assert desk.news() == told
        answer = officer.post(f"{path}/decide", form)
        assert (answer.status_code, answer.location) == (303, f"{path}?done={act}")
        assert desk.state(case.case_id) == ACTS[act].to
        told = desk.news()
        assert told[before:] == [unescape(shown[1])]
        assert ("Mardi 3 mars" in told[-1]) is (act == "schedule")
        assert "not asked" not in told[-1]
        desk.day.shift(60)
    story = officer.get(path).text.split('id="story"')[1]
    assert story.count("<strong>Décision</strong>") == 6
    assert '<span class="hint">sena</span>' in story
    with guichet.database.transaction() as connection:
        rows = connection.execute(select(AUDIT_LOG).where(AUDIT_LOG.c.act == "case.decided")).all()
    assert [row.detail["to"] for row in rows] == [ACTS[act].to for act, _ in steps]
    assert {(row.actor, row.subject) for row in rows} == {("staff:sena", f"case:{case.reference}")}
    assert "Mardi" not in str([row.detail for row in rows])


def test_a_case_that_was_moved_meanwhile_says_so_and_stays(officer: Browser, desk: Desk) -> None:
    """Two officers, or an officer and the administration: the first word stands."""
    case = desk.deposited(state="en_verification")
    path = f"/admin/cases/{case.reference}"
    late = chosen(officer, case.reference, "reject", "Dossier incomplet")
    assert officer.post(f"{path}/decide", chosen(officer, case.reference, "sign")).status_code == 303
    told = desk.news()
    answer = officer.post(f"{path}/decide", late)
    assert answer.status_code == 409
    assert "sena" in answer.text
    assert "En signature" in answer.text
    assert (desk.state(case.case_id), desk.news()) == ("en_signature", told)
    # There and back again is no less of a change than there.
    desk.moved(case.case_id, "disponible", "pns-bj")
    stale = {**late, "act": "ready"}
    assert officer.post(f"{path}/decide", stale).status_code == 409
    # The same button twice: the second changes nothing.
    other = desk.deposited(state="en_verification")
    twice = chosen(officer, other.reference, "ready")
    answers = [officer.post(f"/admin/cases/{other.reference}/decide", twice).status_code for _ in range(2)]
    assert answers == [303, 409]


@pytest.mark.parametrize(
    ("form", "status"),
    [({"words": ""}, 400), ({"words": "   "}, 400), ({"words": "é" * (NOTE_SEPTETS_MAX + 1)}, 400),
     ({"words": "€" * (NOTE_SEPTETS_MAX // 2 + 1)}, 400), ({"words": "x" * 301}, 400), ({"act": "retiree"}, 409),
     ({"act": "ready' --"}, 409), ({"seen": "x"}, 409), ({"seen": ""}, 409), ({"seen": "9" * 19}, 409),
     ({"act": "sign", "words": ""}, 409)],
    ids=["no reason", "blanks", "too long", "too many septets", "beyond the field", "no such act", "quoted",
         "no event", "nothing seen", "a later event", "no such edge"],
)  # fmt: skip
def test_a_form_that_was_changed_by_hand_decides_nothing(
    officer: Browser, desk: Desk, form: dict[str, str], status: int
) -> None:
    case = desk.deposited(state="complement")
    path = f"/admin/cases/{case.reference}"
    right = chosen(officer, case.reference, "reject", "Dossier incomplet")
    assert officer.post(f"{path}/decide", {**right, **form}).status_code == status
    assert desk.state(case.case_id) == "complement"


def test_a_case_in_the_administrations_own_system_is_decided_there(
    logged_in: In, guichet: Guichet, desk: Desk
) -> None:
    case = desk.deposited(17, state="en_verification")
    browser, path = logged_in("awa"), f"/admin/cases/{case.reference}"
    page = browser.get(path).text
    assert OFFERED.findall(page) == []
    assert "Ce dossier est instruit dans le système de APEX-Mali" in page
    with guichet.database.transaction() as connection:
        seen = deciding.newest_event(connection, case.case_id).id
    answer = browser.post(f"{path}/decide", {"act": "ready", "seen": str(seen), "words": ""})
    assert answer.status_code == 409
    assert "se décide dans le système de APEX-Mali" in answer.text
    assert browser.get(f"{path}/decide?act=ready").status_code == 409
    assert desk.state(case.case_id) == "en_verification"


def test_only_an_officer_decides(guichet: Guichet, browser: Browser, desk: Desk) -> None:
    case = desk.deposited(state="en_verification")
    browser.login(hire(guichet, "somebody", Post(Role.AGENT, "pns-bj")))
    path = f"/admin/cases/{case.reference}"
    assert OFFERED.findall(browser.get(path).text) == []
    assert browser.post(f"{path}/decide", {"act": "ready", "seen": "2"}).status_code == 404
    assert desk.state(case.case_id) == "en_verification"


def test_the_officer_is_told_when_the_phone_wants_no_news(
    officer: Browser, guichet: Guichet, desk: Desk
) -> None:
    case = desk.deposited()
    with guichet.database.transaction() as connection:
        optouts.remember(connection, guichet.keyring, "africastalking", AWA)
    form = chosen(officer, case.reference, "examine")
    assert "(STOP)" in officer.post(f"/admin/cases/{case.reference}/preview", form).text


def test_words_are_checked_before_anything_is_held() -> None:
    assert deciding.check(Decision("reject", 1, " trop \n court ")) == "trop court"
    with pytest.raises(DecisionRefused, match="act"):
        deciding.check(Decision("annulee", 1, "x"))
