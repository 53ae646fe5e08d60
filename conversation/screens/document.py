"""Checking a paper by its number: a quittance or a sealed document, told apart by the ports, never by the citizen.

Its number says what became of it; its code opens what it says. An unknown number and a wrong code are told in the same
words, so that nobody learns a code by trying.
"""

import json
from collections.abc import Hashable, Mapping

from conversation.context import Context
from conversation.documents import DocumentView
from conversation.inputs import document
from conversation.inputs.refused import Refused
from conversation.moves import Move, Push, Refuse, Swap
from conversation.screen import Screen
from conversation.session import Session
from conversation.view import View
from kernel.ids import spaced

# In the order of a quittance's sheet; what is unknown has no line. The port has worded the lines of sealed documents.
FIELDS = ("amount", "label", "regie", "payer")
FIELD_MAX = 120
# Two pages of a phone and some: what an officer compares.
LINES_MAX = 600
SEALED = "sealed."
UNKNOWN, LATER = "unknown", "later"


class Verify(Screen):
    """Asks the number, and takes the code behind it."""

    name = "verify"

    def shared(self, session: Session, context: Context) -> Hashable:
        return session.frame.arg

    def show(self, session: Session, context: Context) -> View:
        return View(context.say(session.language, "verify.prompt"))

    def read(self, session: Session, context: Context, text: str) -> Move:
        try:
            return Push("document", " ".join(document.read(text)).rstrip())
        except Refused as refused:
            return Refuse(refused.key, refused.values)

    def takes_text(self, session: Session, context: Context) -> bool:
        return True


class Document(Screen):
    """``arg`` is a number, "number code", and [number, status, fields] once entered.

    ``status`` is the word of a quittance, or "sealed." and that of a sealed document.
    """

    name = "document"

    def enter(self, session: Session, context: Context) -> Move | None:
        number, _, code = session.frame.arg.partition(" ")
        # First without the code: looking for a sealed document must not use up the tries for quittances.
        found: str = context.money.check(context.phone, number).status
        if found == UNKNOWN:
            view = context.documents.check(context.phone, number, code or None)
            if view.status == LATER:
                session.stack.pop()
                return Refuse("document_later", {"minutes": view.wait_minutes})
            status, fields = _sealed(view)
        else:
            status, fields = found, _of_quittance(context, number, code) if code else {}
        if code and not fields:
            session.stack.pop()
            return Refuse("document_code")
        session.frame.arg = json.dumps([number, status, fields], separators=(",", ":"), ensure_ascii=False)
        return None

    def show(self, session: Session, context: Context) -> View:
        number, status, fields = json.loads(session.frame.arg)
        language = session.language
        key = status if status.startswith(SEALED) else f"document.{status}"
        lines = [spaced(number), context.say(language, key)]
        if not fields and status != UNKNOWN:
            lines.append(context.say(language, "document.code"))
        lines += [fields["lines"]] if "lines" in fields else []
        lines += [context.say(language, f"document.{name}", **fields) for name in FIELDS if fields.get(name)]
        return View("\n".join(lines))

    def read(self, session: Session, context: Context, text: str) -> Move:
        number, status, fields = json.loads(session.frame.arg)
        if fields or status == UNKNOWN:
            return Refuse("choice")
        try:
            return Swap("document", f"{number} {document.read_code(text)}")
        except Refused as refused:
            return Refuse(refused.key, refused.values)


def _of_quittance(context: Context, number: str, code: str) -> Mapping[str, str]:
    """{} for a wrong code."""
    fields = context.money.check(context.phone, number, code).fields or {}
    return {name: value[:FIELD_MAX] for name, value in fields.items()}


def _sealed(view: DocumentView) -> tuple[str, Mapping[str, str]]:
    if view.status in (UNKNOWN, "closed"):
        return UNKNOWN, {}
    lines = "\n".join(view.lines)[:LINES_MAX]
    return f"{SEALED}{view.status}", {"lines": lines} if lines else {}
