"""A citizen with a life in every room, made by the rooms' own functions, and what the tables hold of it."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select, update

from cases import lifecycle, notes, screens, seals
from cases.screens import Shown
from gateway import sms_dialogues
from gateway.field_keys.contexts import CONTEXTS, tables
from gateway.wiring import Guichet
from kernel import clock
from kernel.database import METADATA
from kernel.turn import Screen
from payments import receipts
from payments.invoices import Invoice, open_invoice
from payments.ledger import seal_chain
from sms import inbound, optouts
from sms import outbox as messages
from sms.contract import Inbound, Report
from sms.inbound import ignore
from sms.reports import take
from sms.sealing import phone_index
from sms.tables import SMS_INBOUND, SMS_MESSAGE
from tests.cases.desk import FREE, hand_in, put
from tests.cast import AWA, dialled
from verification.registry import checks
from verification.registry.checks import Check

# Words of which none may be found in clear after an erasure; the answers of ``hand_in`` hold the first two.
WORDS = (
    "Awa Traoré",
    "Karité",
    "Votre dossier est rejeté",
    "Elle a rappelé",
    "Bonjour Awa",
    "STATUT 1",
    "Tapez 1",
)

# Opened by nobody here: who somebody is stays, for the reasons that the rooms give.
UNTOLD = frozenset(
    {"phone_sealed", "payer_sealed", "code_sealed", "totp_sealed", "token_sealed", "pdf_sealed"}
)


@dataclass
class Life:
    """``references`` of the cases, newest last."""

    guichet: Guichet
    references: list[str]

    def case(self, state: str = "rejetee", phone: str = AWA) -> str:
        """A case with a sentence in its story and a note between services; its id."""
        parts = self.guichet
        done = hand_in(parts.database, parts.keyring, FREE, phone, clock.now())
        with parts.database.transaction() as connection:
            sentence = seals.seal_note(parts.keyring, done.case_id, "Votre dossier est rejeté")
            lifecycle.advance(connection, done.case_id, "en_verification", "apex", sentence)
            notes.write(connection, parts.keyring, done.case_id, "awa", "apex", "Elle a rappelé")
        if state != "en_verification":
            put(parts.database, done.case_id, state)
        self.references.append(done.reference)
        return done.case_id

    def money(self, phone: str = AWA, operator_id: str = "A") -> Invoice:
        """An invoice that was paid, its quittance, and the chain of the ledger closed over it."""
        parts = self.guichet
        with parts.database.transaction() as connection:
            invoice = open_invoice(
                connection, parts.keyring, parts.treasury.reference_key, subject_kind="counter", subject=operator_id,
                service=23, regie="bj-anip", revenue_line="bj-residence", country="BJ", phone=phone,
                amount_xof=2000, label="Certificat de residence", at=clock.now(),
            )  # fmt: skip
            receipts.receive(
                connection, parts.keyring, parts.treasury.settlement, rail="mtn", operator_id=operator_id,
                amount_xof=2500, payer=phone, at=clock.now(), reference=invoice.reference, country="BJ",
            )  # fmt: skip
        with parts.database.transaction() as connection:
            seal_chain(connection)
        return invoice

    def messages(self, phone: str = AWA) -> None:
        """One out that has arrived, with its report, and one in, of yesterday."""
        parts, keyring = self.guichet, self.guichet.keyring
        yesterday = clock.now() - timedelta(days=1)
        with parts.database.transaction() as connection:
            one = messages.queue(connection, keyring, phone=phone, text="Bonjour Awa", purpose="sms.status")
            named = {"provider": "test", "provider_id": one, "handed_at": yesterday, "state": "sent"}
            connection.execute(update(SMS_MESSAGE).where(SMS_MESSAGE.c.id == one).values(named))
            take(connection, keyring, Report("test", one, "Success", "delivered", None, phone, {"to": phone}))
            came = Inbound("test", f"m-{one}", phone, phone, "STATUT 1", "36000")
            inbound.receive(connection, keyring, came, ignore)
            connection.execute(
                update(SMS_INBOUND)
                .where(SMS_INBOUND.c.external_id == f"m-{one}")
                .values(received_at=yesterday)
            )

    def habits(self, phone: str = AWA) -> None:
        """A session, its screen, a language, a STOP, an open question and a look at somebody's paper."""
        parts, turn = self.guichet, dialled(phone)
        ticket = parts.sessions.open(turn)
        parts.sessions.close(turn, ticket, state=b"{}", reply=b"CON", ended=False, language="fr")
        with parts.database.transaction() as connection:
            screens.keep(
                connection, parts.keyring, [Shown(clock.now(), turn, Screen("Tapez 1", True, "menu"))]
            )
            parts.preferences.set_language(connection, phone, "bm")
            optouts.remember(connection, parts.keyring, "test", phone)
            index = phone_index(parts.keyring, phone)
            sms_dialogues.keep_question(connection, parts.keyring, index, b"{}", consent=False)
            asked = Check(who=phone, channel="ussd", at=clock.now())
            checks.record(connection, parts.keyring, asked, "unknown", "260000000000", None)

    def whole(self, phone: str = AWA) -> None:
        """All of it."""
        self.case(phone=phone)
        self.money(phone, operator_id=f"M{phone[-4:]}")
        self.messages(phone)
        self.habits(phone)


def opened(guichet: Guichet) -> str:
    """Every sealed value of the database but phones and codes, opened, in one text."""
    found: list[str] = []
    for table in tables():
        contexts = {name: words for name, words in CONTEXTS[table.name].items() if name not in UNTOLD}
        with guichet.database.transaction() as connection:
            for row in connection.execute(select(table)).mappings():
                found += [
                    guichet.keyring.open(row[name], words.format(**row)).decode("utf-8", "replace")
                    for name, words in contexts.items()
                    if row[name] is not None
                ]
    return "\n".join(found)


def counted(guichet: Guichet) -> dict[str, int]:
    """Rows of every table that has any."""
    with guichet.database.transaction() as connection:
        rows = {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in METADATA.sorted_tables
        }
    return {name: count for name, count in rows.items() if count}
