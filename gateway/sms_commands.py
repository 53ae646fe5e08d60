"""Carrying out what citizens text: the handlers of "sms.received" and "sms.part_waited", lane events.

Read and plan first, with no transaction held; then one transaction that locks the phone, does the effect, keeps the
question, queues the answer and records that this message was dealt with. A message handled again finds the record.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy import Connection

from catalogue.text import DEFAULT_LANGUAGE
from conversation.commands.desk import Desk, Incoming
from conversation.commands.letters import ROOM
from conversation.commands.plan import Letter, Plan
from gateway import sms_dialogues as dialogues
from gateway.dropped import Dropped
from gateway.preferences import Preferences
from gateway.receipts import Perform
from gateway.sms_dialogues import Dialogue
from kernel import clock, outbox
from kernel.crypto import Keyring
from kernel.database import Database
from kernel.gsm import shorten
from kernel.outbox import Event, Later
from kernel.phone import PhoneRefused, country_of, parse
from kernel.turn import Kind, TextMode, Turn
from sms import inbound, optouts
from sms import outbox as messages
from sms.contract import Via
from sms.inbound import Received
from sms.sealing import phone_index

RECEIVED, PART_WAITED = "sms.received", "sms.part_waited"
LANE = "events"
# The longest request has a dozen questions; twice that and some commands fit an hour. More is a machine, and costs.
ANSWERS_AN_HOUR_MAX = 30
HOUR = timedelta(hours=1)
# Answers within a time. A machine that answers our answers gets six an hour at most (bad-input row 28). Lists are
# four SMS at most, and new ones a few a day: six are those of an officer whose post reads several keys.
RATIONS: Mapping[str, tuple[int, timedelta]] = {
    "unknown": (1, timedelta(minutes=10)),
    "lists": (6, HOUR),
}
# Another message of the same phone went first: planned again on what it left.
AGAIN_S = 1
PURPOSES: Mapping[str, str] = {
    "stop": "sms.stopped",
    "start": "sms.resumed",
    "help": "sms.help",
    "unknown": "sms.help",
}

log = structlog.get_logger(__name__)


def arrived(connection: Connection, inbound_id: str) -> None:
    """What the doors are handed as ``on_inbound``: the message waits in the outbox, and the door answers at once."""
    outbox.publish(connection, RECEIVED, inbound_id, lane=LANE)


@dataclass(frozen=True, slots=True, repr=False)
class _Step:
    """One message on its way: who, from where, and what was open when it was planned."""

    message: Received
    index: str
    turn: Turn
    before: Dialogue
    plan: Plan


class SmsCommands:
    """``performers`` do the effects of the screens and of commands. ``network_of`` gives a phone's MCC+MNC or ""."""

    def __init__(
        self,
        database: Database,
        keyring: Keyring,
        desk: Desk,
        preferences: Preferences,
        dropped: Dropped,
        performers: Mapping[type, Perform],
        *,
        network_of: Callable[[str], str],
        say: Callable[..., str],
    ) -> None:
        self._database, self._keyring, self._desk = database, keyring, desk
        self._preferences, self._dropped = preferences, dropped
        self._performers, self._network_of, self._say = performers, network_of, say

    def received(self, event: Event) -> None:
        """Deal with the message ``event.subject``, once. Raises Later when another of its phone went first."""
        step = self._planned(event.subject)
        if step is None:
            return
        letter = self._carried_out(step)
        if letter is not None and letter.left:
            self._dropped.replace(step.turn, letter.left)

    def part_waited(self, event: Event) -> None:
        """Half of a QR whose other half did not come: say so, once."""
        with self._database.transaction() as connection:
            message = inbound.open_message(connection, self._keyring, event.subject)
            if message is None:
                return
            index = phone_index(self._keyring, message.phone)
            dialogues.lock(connection, index)
            if not dialogues.give_up_part(connection, index, message.id) or self._full(connection, index):
                return
            language = self._preferences.language_in(connection, message.phone) or DEFAULT_LANGUAGE
            text = self._say("sms_commands.part_missing", language)
            self._queue(connection, message, "part", text)

    def _planned(self, inbound_id: str) -> _Step | None:
        with self._database.transaction() as connection:
            message = inbound.open_message(connection, self._keyring, inbound_id)
            if message is None or dialogues.is_answered(connection, message.id):
                return None
            index = phone_index(self._keyring, message.phone)
            before = dialogues.load(connection, self._keyring, index)
            language = self._preferences.language_in(connection, message.phone)
            opted_out = optouts.is_silent(connection, self._keyring, message.phone)
        turn = self._turn(message, index, before.version)
        incoming = Incoming(
            phone=message.phone, text=message.text, at=clock.now(), language=language, network=turn.network,
            state=before.state, part=before.part, opted_out=opted_out,
            dropped=lambda: self._dropped.state(turn),
        )  # fmt: skip
        plan = _SELF if _is_ours(message) else self._desk.plan(incoming)
        return _Step(message, index, turn, before, plan)

    def _carried_out(self, step: _Step) -> Letter | None:
        message, plan = step.message, step.plan
        with self._database.transaction() as connection:
            dialogues.lock(connection, step.index)
            if dialogues.is_answered(connection, message.id):
                return None
            if dialogues.load(connection, self._keyring, step.index).version != step.before.version:
                raise Later(AGAIN_S)
            capped = self._capped(connection, step.index, plan.kind)
            if capped and plan.kind != "stop":
                log.warning("sms_answers_capped", inbound_id=message.id, kind=plan.kind)
                dialogues.record(connection, message.id, step.index, plan.kind, answered=False)
                return None
            outcome = self._performed(connection, step)
            letter = plan.write(outcome)
            self._kept(connection, step, letter)
            texts = () if capped else (letter.text, *letter.further)
            self._queue(connection, message, plan.kind, *texts)
        log.info("sms_answered", inbound_id=message.id, kind=plan.kind, answered=bool(letter.text))
        return letter

    def _performed(self, connection: Connection, step: _Step) -> Mapping[str, str]:
        effect = step.plan.effect
        return {} if effect is None else self._performers[type(effect)](connection, step.turn, effect)

    def _kept(self, connection: Connection, step: _Step, letter: Letter) -> None:
        """The question that is open from now on, and the half of a QR that waits."""
        if not letter.keep:
            dialogues.keep_question(
                connection, self._keyring, step.index, letter.state, consent=letter.consent
            )
        if letter.part or step.plan.kind == "token":
            dialogues.keep_part(connection, self._keyring, step.index, letter.part, step.message.id)
        if letter.part:
            delay_s = int(dialogues.PART_TTL.total_seconds())
            outbox.publish(connection, PART_WAITED, step.message.id, lane=LANE, delay_s=delay_s)

    def _queue(self, connection: Connection, message: Received, kind: str, *texts: str) -> None:
        index = phone_index(self._keyring, message.phone)
        said = [text for text in texts if text]
        dialogues.record(connection, message.id, index, kind, answered=bool(said))
        for place, text in enumerate(said):
            messages.queue(
                connection, self._keyring, phone=message.phone, text=shorten(text, ROOM),
                purpose=PURPOSES.get(kind, "sms.answer"),
                dedupe_key=f"{RECEIVED}:{message.id}" + (f":{place}" if place else ""),
                via=Via(message.provider, message.recipient or None),
            )  # fmt: skip

    def _capped(self, connection: Connection, index: str, kind: str) -> bool:
        if kind in RATIONS:
            most, within = RATIONS[kind]
            if dialogues.answers_since(connection, index, clock.now() - within, kind) >= most:
                return True
        return self._full(connection, index)

    def _full(self, connection: Connection, index: str) -> bool:
        return dialogues.answers_since(connection, index, clock.now() - HOUR) >= ANSWERS_AN_HOUR_MAX

    def _turn(self, message: Received, index: str, version: int) -> Turn:
        return Turn(
            channel="sms", dialect="sms", service_code="", session=f"{index}-{version}", phone=message.phone,
            kind=Kind.CONTINUE, mode=TextMode.LAST, text="", sequence=message.id,
            network=self._network_of(message.phone),
        )  # fmt: skip


# Our own number as the sender: a loop by itself.
_SELF = Plan("machine", lambda _: Letter(keep=True))


def _is_ours(message: Received) -> bool:
    try:
        return parse(message.recipient, country_of(message.phone) or None) == message.phone
    except PhoneRefused:
        return False
