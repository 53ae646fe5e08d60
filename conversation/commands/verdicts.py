"""What is said of a sealed document, by its number or by the whole text of its QR."""

from datetime import timedelta

from conversation.commands.command import Command
from conversation.commands.letters import ROOM
from conversation.context import Context
from conversation.elapsed import elapsed
from conversation.ports import DocumentPort
from kernel.gsm import shorten
from kernel.ids import spaced


def of_number(documents: DocumentPort, context: Context, language: str, command: Command) -> str:
    """A number that no quittance has."""
    view = documents.check(context.phone, command.reference, command.code or None)
    said = context.say(language, f"sms_commands.document_{view.status}", minutes=view.wait_minutes)
    return shorten("\n".join([spaced(command.reference), said, *view.lines]), ROOM)


def of_token(documents: DocumentPort, context: Context, language: str, text: str) -> str:
    """The verdict first, the age of the list when one was needed, then the fields to compare with the paper."""
    view = documents.token(text)
    lines = [context.say(language, f"sms_commands.verdict_{view.verdict.lower()}")]
    if view.list_age_s is not None:
        lines.append(
            context.say(language, "sms_commands.list_age", age=age(view.list_age_s, language, context))
        )
    return shorten("\n".join([*lines, *view.lines]), ROOM)


def age(seconds: int, language: str, context: Context) -> str:
    """How long ago, in the unit that says enough."""
    unit, n = elapsed(context.now - timedelta(seconds=seconds), context.now)
    return context.say(language, f"ago.{unit}", n=n)
