"""What each command is answered with: one function a command, and their table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from conversation.bill import Bill
from conversation.commands import dialogue, verdicts
from conversation.commands.command import Command
from conversation.commands.effects import SendAgain, SendLists, StartMessages, StopMessages
from conversation.commands.plan import Letter, Plan, said
from conversation.context import Context
from conversation.dossier import Dossier
from conversation.effects import SetLanguage
from conversation.moves import Push
from conversation.ports import DocumentPort
from conversation.resume import Offer
from conversation.screens.bill import PACKED
from kernel.gsm import shorten

# Main menu, choice 3: where a quittance is checked.
CHECK_DIGIT = "3"
# What is left of two parts beside the commands and the words around the name of a service.
SERVICE_MAX = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """One command and everything its answer may need. ``offer`` is what a dropped session left, if anything."""

    command: Command
    language: str
    context: Context
    documents: DocumentPort
    offer: Callable[[], Offer | None]

    def say(self, key: str, /, **values: object) -> str:
        return self.context.say(self.language, key, **values)


def answer(asked: Asked) -> Plan:
    """The plan of a command."""
    if asked.command.refused:
        return said(asked.command.name, asked.say(f"refusal.{asked.command.refused}"))
    return _ANSWERS[asked.command.name](asked)


def help_text(asked: Asked, service: str = "") -> str:
    """The commands and the code to dial; ``service`` can be gone on with."""
    text = asked.say("sms_commands.help", dial=asked.context.service_code)
    if not service:
        return text
    return f"{text}\n{asked.say('sms_commands.resume', service=shorten(service, SERVICE_MAX))}"


def _follow(asked: Asked) -> Plan:
    command, context = asked.command, asked.context
    session = dialogue.started(asked.language, context)
    if not command.reference:
        return dialogue.opened("follow", session, context, Push("follow"))
    plan = dialogue.opened("follow", session, context, _found("status", command))
    shown = session.frame.screen == "status"
    if not shown and command.bare and context.money.find(command.reference):
        # Twelve digits without a word: no file has them, a bill does.
        return _pay(asked)
    if command.code and shown and not Dossier.unpack(session.frame.arg).mine:
        dialogue.refuse(session, "code_wrong")
        return dialogue.as_it_stands("follow", session, context)
    return plan


def _pay(asked: Asked) -> Plan:
    """At its consent when there is one way or the phone's own network has one: the reply is what pays."""
    command, context = asked.command, asked.context
    session = dialogue.started(asked.language, context)
    if not command.reference:
        return dialogue.opened("pay", session, context, Push("bills"))
    plan = dialogue.opened("pay", session, context, Push("bill", command.reference))
    arg = session.frame.arg if session.frame.screen == "bill" else ""
    if not (arg.startswith(PACKED) and Bill.unpack(arg).state == "open"):
        return plan
    # As typed on a handset: 1 Pay, then the first way, which is one of the phone's own network where it has any.
    plan = dialogue.opened("pay", session, context, Push("ways", arg))
    if session.frame.screen != "ways":
        return plan
    return dialogue.walked("pay", session, context, "1")


def _verify(asked: Asked) -> Plan:
    command, context = asked.command, asked.context
    session = dialogue.started(asked.language, context)
    if not command.reference:
        return dialogue.opened("verify", session, context, Push("verify"))
    found = context.money.check(context.phone, command.reference)
    if found.status == "unknown":
        return said("verify", verdicts.of_number(asked.documents, asked.context, asked.language, command))
    return dialogue.opened("verify", session, context, _found("document", command))


def _receipt(asked: Asked) -> Plan:
    command = asked.command
    if not command.reference:
        return said("receipt", asked.say("sms_commands.receipt_how"))

    def write(outcome: Mapping[str, str]) -> Letter:
        if outcome["found"] != "yes":
            return Letter(asked.say("sms_commands.receipt_refused"), keep=True)
        values = {name: outcome[name] for name in ("number", "code", "amount", "label", "day")}
        dial = f"{asked.context.service_code.removesuffix('#')}*{CHECK_DIGIT}#"
        quittance = asked.say("sms.quittance", dial=dial, **values)
        return Letter(
            asked.say("sms_commands.duplicata", copy=outcome["copy"], quittance=quittance), keep=True
        )

    return Plan("receipt", write, SendAgain(command.reference, command.code))


def _lists(asked: Asked) -> Plan:
    command, context = asked.command, asked.context

    def write(outcome: Mapping[str, str]) -> Letter:
        if outcome["found"] == "sent":
            first, *further = outcome["parts"].splitlines()
            return Letter(first, keep=True, further=tuple(further))
        age = verdicts.age(int(outcome.get("age_s", "0")), asked.language, context)
        values = {"number": outcome.get("number", ""), "age": age, "site": outcome.get("site", "")}
        return Letter(asked.say(f"sms_commands.lists_{outcome['found']}", **values), keep=True)

    return Plan("lists", write, SendLists(context.country, command.key, command.number))


def _help(asked: Asked) -> Plan:
    if asked.command.topic:
        return said("help", asked.say(f"sms_commands.help_{asked.command.topic}"))
    offer = asked.offer()
    service = asked.context.catalogue.services.get(offer.service) if offer else None
    return said("help", help_text(asked, service.title.of(asked.language) if service else ""))


def _language(asked: Asked) -> Plan:
    wanted, context = asked.command.language, asked.context
    if not wanted:
        session = dialogue.started(asked.language, context)
        return dialogue.opened("language", session, context, Push("settings"))

    def write(_: Mapping[str, str]) -> Letter:
        name = context.say(wanted, f"language.{wanted}")
        return Letter(context.say(wanted, "sms_commands.language_set", language=name), keep=True)

    return Plan("language", write, SetLanguage(wanted))


def _stop(asked: Asked) -> Plan:
    """Confirmed once, then silence (bad-input row 31)."""
    text = asked.say("sms_commands.stopped")
    return Plan("stop", lambda outcome: Letter(text if outcome["first"] == "yes" else ""), StopMessages())


def _start(asked: Asked) -> Plan:
    text = asked.say("sms_commands.started")
    return Plan("start", lambda _: Letter(text, keep=True), StartMessages())


def _found(screen: str, command: Command) -> Push:
    return Push(screen, f"{command.reference} {command.code}".rstrip())


_ANSWERS: Mapping[str, Callable[[Asked], Plan]] = {
    "follow": _follow,
    "pay": _pay,
    "verify": _verify,
    "receipt": _receipt,
    "lists": _lists,
    "help": _help,
    "language": _language,
    "stop": _stop,
    "start": _start,
}
