"""From a citizen's deposit to the news of the signature, over real HTTP and PostgreSQL."""

from sqlalchemy import select

from cases.invariants import INVARIANTS
from cases.notices import Notices
from cases.polling import Polls
from cases.queries import Cases
from cases.submission import Submissions
from cases.tables import CASE_EVENT
from kernel.crypto import Keyring
from kernel.database import Database
from tests.apex_server import ApexServer
from tests.cases.desk import AT, about, events, file_of, hand_in, news
from tests.cast import AWA


def test_a_deposit_is_filed_polled_and_told(
    database: Database, keyring: Keyring, apex: ApexServer, submissions: Submissions, polls: Polls
) -> None:
    deposited = hand_in(database, keyring)
    assert deposited.state == "deposee"
    submissions.submit(news(database, "case.deposited")[0])
    case = file_of(database, deposited.case_id)
    assert (case.state, case.submission, case.external_id) == ("en_verification", "sent", "APEX-2026-000001")
    assert apex.filings[0] == {
        "reference": deposited.reference, "service": "ML-CO", "language": "fr",
        "applicant": {"phone": AWA}, "answers": {"exporter": "Awa Traoré", "product": "Karité"},
    }  # fmt: skip
    apex.set(deposited.reference, "PENDING", "signature", at="2026-02-07T15:00:00Z")
    polls.poll(about("case.refresh", deposited.case_id))
    assert events(database, deposited.case_id) == [
        ("deposited", None, "deposee"),
        ("moved", "deposee", "en_verification"),
        ("moved", "en_verification", "en_signature"),
    ]
    told = news(database, "case.moved")
    assert [event.subject for event in told] == [deposited.case_id] * 2
    notice = Notices(database, keyring).moved(deposited.case_id, told[1].payload["event"])
    assert notice is not None
    assert (notice.phone, notice.state, notice.reference) == (AWA, "en_signature", deposited.reference)
    view = Cases(database, keyring).find(deposited.reference, AWA)
    assert view is not None
    assert view.state == "en_signature"
    assert view.checked_at is not None
    assert view.checked_at > AT
    with database.transaction() as connection:
        assert {
            check.name: check.broken(connection) for check in INVARIANTS if check.broken(connection)
        } == {}
        assert len(connection.execute(select(CASE_EVENT.c.id)).all()) == 3
