"""What the gateway's own tables hold of a phone: its language and the question that is open by SMS."""

from datetime import datetime

from sqlalchemy import Connection, delete, select

from gateway import sms_dialogues
from gateway.preferences import PREFERENCE, preference_index
from gateway.sms_dialogues import SMS_ANSWER, SMS_DIALOGUE
from kernel.crypto import Keyring
from kernel.personal import ROWS_MAX, Erasure, Personal, Rows, Section
from sms.sealing import phone_index

_ONCE = "that a message was dealt with, so that it is dealt with once; deleted after 7 days"
_DECIDED = "that two persons had this phone erased, and when"


def language(connection: Connection, keyring: Keyring, phone: str) -> Rows:
    """The language that was chosen."""
    row = PREFERENCE.c
    query = select(row.language, row.updated_at).where(row.phone_index == preference_index(keyring, phone))
    return [dict(each) for each in connection.execute(query).mappings()]


def question(connection: Connection, keyring: Keyring, phone: str) -> Rows:
    """What is open by SMS: ``state`` and ``part`` as the dialogue keeps them."""
    open_ = sms_dialogues.load(connection, keyring, phone_index(keyring, phone))
    state = (open_.state or b"").decode()
    return [{"state": state, "part": open_.part}] if state or open_.part else []


def answered(connection: Connection, keyring: Keyring, phone: str) -> Rows:
    """Which messages of the last week were dealt with, and as what."""
    row = SMS_ANSWER.c
    query = select(row.kind, row.answered, row.at).where(row.phone_index == phone_index(keyring, phone))
    rows = connection.execute(query.order_by(row.at.desc()).limit(ROWS_MAX))
    return [dict(each) for each in rows.mappings()]


def _forget_language(connection: Connection, keyring: Keyring, phone: str, at: datetime) -> int:
    del at
    mine = PREFERENCE.c.phone_index == preference_index(keyring, phone)
    return connection.execute(delete(PREFERENCE).where(mine)).rowcount


def _forget_question(connection: Connection, keyring: Keyring, phone: str, at: datetime) -> int:
    del at
    mine = SMS_DIALOGUE.c.phone_index == phone_index(keyring, phone)
    return connection.execute(delete(SMS_DIALOGUE).where(mine)).rowcount


PERSONAL = Personal(
    sections=(
        Section("language", language),
        Section("open_question", question),
        Section("answered", answered, _ONCE),
    ),
    erasures=(
        Erasure("language chosen", _forget_language),
        Erasure("question open by SMS", _forget_question),
    ),
    erased=frozenset(
        {
            "phone_preference.phone_index",
            "sms_dialogue.phone_index",
            "sms_dialogue.state_sealed",
            "sms_dialogue.part_sealed",
        }
    ),
    kept={
        "step_receipt.sealed": "the reply to one step of a session, found by no phone; deleted after 24 hours",
        "sms_answer.phone_index": _ONCE,
        "person_erasure.phone_index": _DECIDED,
    },
)

# The kernel's tables are everybody's, and no room speaks for them.
KERNEL = Personal(
    kept={
        "outbox.payload": "ids of rows, never what they say; deleted 30 days after it was done",
        "outbox.last_error": "the kind of an error, never what it was about",
        "audit_log.detail": "references and counts, never a phone or an answer; a chain that no erasure touches",
    }
)
