"""Checking a quittance: its number says valid, voided or unknown; its code opens what it says.

An unknown number and a wrong code are told in the same words, so that nobody learns a code by trying.
"""

import json
from collections.abc import Hashable

from conversation.context import Context
from conversation.inputs import document
from conversation.inputs.refused import Refused
from conversation.moves import Move, Push, Refuse, Swap
from conversation.screen import Screen
from conversation.session import Session
from conversation.view import View
from kernel.ids import spaced

# In the order of the sheet; what is unknown has no line.
FIELDS = ("amount", "label", "regie", "payer")
FIELD_MAX = 120


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
    """``arg`` is a number, "number code", and [number, status, fields] once entered."""

    name = "document"

    def enter(self, session: Session, context: Context) -> Move | None:
        number, _, code = session.frame.arg.partition(" ")
        view = context.money.check(context.phone, number, code or None)
        if code and view.fields is None:
            session.stack.pop()
            return Refuse("document_code")
        fields = {name: value[:FIELD_MAX] for name, value in (view.fields or {}).items()}
        session.frame.arg = json.dumps(
            [number, view.status, fields], separators=(",", ":"), ensure_ascii=False
        )
        return None

    def show(self, session: Session, context: Context) -> View:
        number, status, fields = json.loads(session.frame.arg)
        language = session.language
        lines = [spaced(number), context.say(language, f"document.{status}")]
        if not fields and status != "unknown":
            lines.append(context.say(language, "document.code"))
        lines += [context.say(language, f"document.{name}", **fields) for name in FIELDS if fields.get(name)]
        return View("\n".join(lines))

    def read(self, session: Session, context: Context, text: str) -> Move:
        number, status, fields = json.loads(session.frame.arg)
        if fields or status == "unknown":
            return Refuse("choice")
        try:
            return Swap("document", f"{number} {document.read_code(text)}")
        except Refused as refused:
            return Refuse(refused.key, refused.values)
