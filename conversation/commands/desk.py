"""Desk: one SMS in, one plan out. It reads through ports and changes nothing; the gateway carries the plan out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from catalogue.catalogue import Catalogue
from catalogue.commands import Vocabulary
from catalogue.text import DEFAULT_LANGUAGE
from conversation import resume
from conversation.commands import dialogue, qr, verdicts
from conversation.commands.answers import Asked, answer
from conversation.commands.body import body
from conversation.commands.command import Command
from conversation.commands.letters import ROOM
from conversation.commands.plan import Letter, Plan, said, silent
from conversation.commands.reader import Reader
from conversation.context import Context
from conversation.door import COUNTRIES
from conversation.ports import CasePort, DocumentPort, MoneyPort
from conversation.resume import Offer
from conversation.session import Session
from kernel.digits import ascii_digits
from kernel.phone import country_of

GO_ON = "1"


@dataclass(frozen=True, slots=True, repr=False)
class Incoming:
    """One SMS and what is known of its phone. It is never logged.

    ``language`` is the one chosen (None: none was), ``network`` MCC+MNC or "", ``state`` the open question,
    ``part`` half of a QR that waits, ``opted_out`` whether STOP was said. ``dropped`` gives the state of the phone's
    last session of the past 10 minutes, asked only when it matters.
    """

    phone: str
    text: str
    at: datetime
    language: str | None = None
    network: str = ""
    state: bytes | None = None
    part: str = ""
    opted_out: bool = False
    dropped: Callable[[], bytes | None] = lambda: None


class Desk:
    """Thread-safe. ``service_codes`` gives each USSD code's country; phones of ``countries`` are answered."""

    def __init__(
        self,
        catalogue: Catalogue,
        vocabulary: Vocabulary,
        cases: CasePort,
        money: MoneyPort,
        documents: DocumentPort,
        *,
        service_codes: Mapping[str, str],
        countries: frozenset[str] = COUNTRIES,
    ) -> None:
        self._catalogue, self._vocabulary = catalogue, vocabulary
        self._cases, self._money, self._documents = cases, money, documents
        self._codes, self._countries = service_codes, countries
        self._reader = Reader(vocabulary)

    def plan(self, incoming: Incoming) -> Plan:
        """What the SMS leads to. Raises only what the ports raise (kernel.database.DatabaseUnavailable)."""
        if self._reader.is_automatic(incoming.text):
            return silent("machine")
        context = self._context(incoming)
        if context.country not in self._countries:
            # An SMS abroad costs ten at home: answering would let anybody spend it (OWASP API4:2023).
            return silent("foreign")
        code = qr.read(incoming.text, incoming.part)
        if code.kind != "none":
            return self._of_qr(code, incoming, context)
        command, session = self._reader.read(incoming.text), dialogue.reopened(incoming.state)
        if command is not None and self._is_command(command, session, context):
            asked = self._asked(command, incoming, context)
            return answer(asked)
        if session is not None:
            return self._continued(session, incoming, context)
        return self._resumed(incoming, context) or self._unknown(incoming, context)

    def _is_command(self, command: Command, session: Session | None, context: Context) -> bool:
        """Commands win over answers when the text is nothing else; a bare number may be what was asked for."""
        if session is None:
            return True
        return command.whole and not (command.bare and dialogue.takes_text(session, context))

    def _of_qr(self, code: qr.Reading, incoming: Incoming, context: Context) -> Plan:
        if code.kind == "part":
            return Plan("part", lambda _: Letter(keep=True, part=code.text))
        language = incoming.language or DEFAULT_LANGUAGE
        return said("token", verdicts.of_token(self._documents, context, language, code.text))

    def _continued(self, session: Session, incoming: Incoming, context: Context) -> Plan:
        typed = " ".join(body(incoming.text, self._vocabulary.signatures))
        return dialogue.answered(session, context, typed)

    def _resumed(self, incoming: Incoming, context: Context) -> Plan | None:
        """ "1" after a dropped session: its question again, or the payment under way; never a consent."""
        if ascii_digits(incoming.text[:10]) != GO_ON:
            return None
        offer = resume.offer(incoming.dropped(), context)
        if offer is None:
            return None
        session = dialogue.started(incoming.language or DEFAULT_LANGUAGE, context)
        offer.hand_to(session)
        if offer.paying:
            # Money comes first: nobody should pay twice for want of seeing it.
            return dialogue.opened("resume", session, context, offer.move)
        move = resume.reopen(session, context.catalogue.services[offer.service])
        return dialogue.opened("resume", session, context, move)

    def _unknown(self, incoming: Incoming, context: Context) -> Plan:
        if incoming.opted_out:
            return silent("unknown")
        language = incoming.language or DEFAULT_LANGUAGE
        # Thanks are no mistake; what there is to do is told as rarely as that a text was not understood.
        key = "help" if self._reader.is_courtesy(incoming.text) else "unknown"
        return said("unknown", context.say(language, f"sms_commands.{key}", dial=context.service_code))

    def _asked(self, command: Command, incoming: Incoming, context: Context) -> Asked:
        def offer() -> Offer | None:
            return resume.offer(incoming.dropped(), context)

        # Who never chose a language and writes HELP reads English.
        language = incoming.language or command.tongue or DEFAULT_LANGUAGE
        return Asked(command, language, context, self._documents, offer)

    def _context(self, incoming: Incoming) -> Context:
        country = country_of(incoming.phone)
        codes = self._codes
        dial = next((code for code, of in codes.items() if of == country), next(iter(codes)))
        return Context(
            self._catalogue, self._cases, self._money, incoming.phone, country, incoming.network, dial, ROOM,
            incoming.at, self._documents,
        )  # fmt: skip
