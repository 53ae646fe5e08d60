"""One value in every sealed column, written by the rooms' own functions: what seals here is what seals in service."""

from pathlib import Path

from sqlalchemy import Connection

from admin.books import uploads
from admin.people import resets, staff
from admin.people.staff import Post
from admin.roles import Role
from cases import lifecycle, notes, screens, seals
from cases.deposit import Request, deposit
from catalogue.loader import load as load_catalogue
from conversation.effects import SetLanguage
from gateway import sms_dialogues
from gateway.receipts import Receipts
from kernel import clock
from kernel.crypto import Keyring
from kernel.database import Database
from kernel.turn import Screen
from partner import inbox as partner_inbox
from partner.cloudevents import CloudEvent
from payments import receipts
from payments.attempts import moving, reading, starting
from payments.contract import Requested
from payments.inbox.store import store as keep_callback
from payments.invoices import open_invoice
from payments.reconciliation.importing import Imports, Source
from sms import inbound, outbox, reports
from sms.broadcasts import filling
from sms.broadcasts.recipient import Recipient
from sms.broadcasts.wording import Wording
from sms.contract import Inbound, Report
from sms.sealing import phone_index
from tests.cast import AWA, KOFFI, dialled
from tests.payments.counter import ACCOUNTING, counter
from tests.payments.desk import statements
from tests.payments.mtn_server import serving
from tests.payments.quittances.receipts import issue
from tests.verification.core.office import NOON, REGISTER
from tests.verification.registry.desk import CODE_KEY, Desk
from verification.registry import papers, refusals

REFERENCE_KEY = b"reference key of the tests"
FRENCH = Wording({"fr": "Dossier {reference}"}, {"fr": "Certificat"})


def fill(database: Database, keyring: Keyring, folder: Path) -> None:
    """Every room once."""
    for write in (_case, _messages, _console):
        with database.transaction() as connection:
            write(connection, keyring)
    _steps(database, keyring)
    _broadcast(database, keyring)
    _money(database, keyring, folder)
    _papers(database, keyring)


def _case(connection: Connection, keyring: Keyring) -> None:
    service = load_catalogue().services[17].model_copy(update={"deposit": "open"})
    asked = Request(service=service, phone=AWA, answers={"exporter": "Karité"}, language="fr", network="")
    done = deposit(connection, keyring, REFERENCE_KEY, asked, clock.now())
    note = seals.seal_note(keyring, done.case_id, "Il manque la facture")
    lifecycle.advance(connection, done.case_id, "en_verification", "apex", note=note)
    notes.write(connection, keyring, done.case_id, "staff:awa", "apex", "Appelée hier")
    event = CloudEvent("e-1", "/apex", "status", done.reference, clock.now(), {}, b'{"id": "e-1"}')
    partner_inbox.store(connection, keyring, "apex", event)


def _messages(connection: Connection, keyring: Keyring) -> None:
    outbox.queue(connection, keyring, phone=AWA, text="Bonjour", purpose="sms.moved")
    reports.take(connection, keyring, Report("at", "p-1", "Success", "delivered", None, AWA, {"to": AWA}))
    received: list[str] = []
    message = Inbound("at", "i-1", AWA, AWA, "STATUT", "36000")
    inbound.receive(connection, keyring, message, lambda _, found: received.append(found))
    index = phone_index(keyring, AWA)
    sms_dialogues.keep_question(connection, keyring, index, b"open question", consent=False)
    sms_dialogues.keep_part(connection, keyring, index, "half of a QR", received[0])


def _console(connection: Connection, keyring: Keyring) -> None:
    for name in ("fatou", "ibra", "oumou"):
        staff.add(connection, keyring, name, Post(Role.ADMINISTRATOR))
    resets.ask(connection, "fatou", by="ibra")
    [asked] = resets.waiting(connection)
    resets.decide(connection, keyring, asked.id, by="oumou", grant=True)
    uploads.put(connection, keyring, b"Date;Montant", sha256="0" * 64, rail="mtn", country="BJ", profile=None,
                by="awa")  # fmt: skip


def _steps(database: Database, keyring: Keyring) -> None:
    turn = dialled(AWA)
    with database.transaction() as connection:
        shown = screens.Shown(clock.now(), turn, Screen("1 Suivre un dossier", True, "home"))
        screens.keep(connection, keyring, [shown])
    doing = Receipts(database, keyring, {SetLanguage: lambda *_: {}})
    doing.perform(turn, "4", SetLanguage("fr"), lambda _: (b"state", b"reply"))


def _broadcast(database: Database, keyring: Keyring) -> None:
    with database.transaction() as connection:
        number = filling.draft(connection, service=17, wording=FRENCH, by="awa", at=clock.now())
    page = [Recipient(phone, "fr", f"26000000000{place}") for place, phone in enumerate((AWA, KOFFI))]
    list(filling.fill(database, keyring, number, [page]))


def _money(database: Database, keyring: Keyring, folder: Path) -> None:
    with serving() as operator:
        room = counter(database, keyring, operator)
    at = clock.now()
    with database.transaction() as connection:
        invoice = open_invoice(
            connection, keyring, REFERENCE_KEY, subject_kind="test", subject="1", service=23, regie="bj-anip",
            revenue_line="bj-residence", country="BJ", phone=KOFFI, amount_xof=2000, label="Certificat", at=at,
        )  # fmt: skip
        rail = room.rails["mtn"]
        number = starting.start(connection, keyring, room.rails, invoice_id=invoice.id, rail="mtn", phone=KOFFI,
                                amount_xof=2000, at=at)  # fmt: skip
        attempt = reading.load(connection, keyring, number)
        assert attempt is not None
        claimed = moving.claim(connection, attempt, rail.capabilities, at)
        assert claimed is not None
        said = Requested(tokens={"pay": "token"})
        moving.accepted(connection, keyring, claimed, said, rail.capabilities, at)
        receipts.receive(
            connection, keyring, room.settlement, rail="mtn", operator_id="A", amount_xof=2000, payer=KOFFI, at=at,
            reference=invoice.reference, country="BJ",
        )  # fmt: skip
        # With a name on it, as a counter's.
        issue(connection, keyring)
        keep_callback(connection, keyring, rail="mtn", raw=b'{"status": "SUCCESSFUL"}')
    file = folder / "statement.csv"
    file.write_text(statements.text([statements.Row("B", 700)], closing=700), encoding="utf-8-sig")
    Imports(database, room.settlement, ACCOUNTING).run(Source(file, "mtn", None, None), by="awa")


def _papers(database: Database, keyring: Keyring) -> None:
    desk = Desk(database, keyring)
    issued = desk.issue()
    with database.transaction() as connection:
        papers.keep_pdf(connection, keyring, issued.id, b"%PDF-1.7")
        refusals.prove(connection, keyring, CODE_KEY, REGISTER, number=issued.number, code=issued.code,
                       place="Malanville", said="cachet illisible", at=NOON)  # fmt: skip
