"""The messages that one request causes until its document is handed over, at their longest. Prices are elsewhere."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from cases.announcing import NOTE_SEPTETS_MAX, TITLE_SEPTETS_MAX
from cases.lifecycle import MACHINE
from catalogue.catalogue import Catalogue
from catalogue.service import Service
from conversation.tax import TAXES
from conversation.worst import DIAL, REFERENCE
from conversation.worst_paying import DEAREST
from kernel import money
from kernel.gsm import ROOM, Segments, fold, segments, septets, shorten
from kernel.ids import spaced
from payments.invoices import LONGEST_LABEL, plain_label

# The states that a request passes on its way to the document, each told by SMS. The deposit has its own message; a
# paid request learns of "en_verification" by its quittance.
TOLD = ("en_signature", "disponible", "retiree")
# One question "where is it?" by SMS for each request: a guess, printed with the table, until --real is given.
QUESTIONS = 1
# Room in which a message that needs a part more is a word too long rather than a message too long.
NEARLY = 10


@dataclass(frozen=True, slots=True)
class Planned:
    """One message of a request's life: the text's ``key``, how many ``times``, its ``size`` at the longest."""

    key: str
    times: int
    size: Segments


@dataclass(frozen=True, slots=True)
class Measured:
    """A template at its longest in one language. ``over``: septets too many when a few cost a whole part, else 0."""

    key: str
    language: str
    size: Segments
    lost: tuple[str, ...]
    over: int


def life(catalogue: Catalogue, service: Service, language: str, day: date) -> tuple[Planned, ...]:
    """What ``service`` sends for one request of ``day``; () when all of it happens at the counter."""
    fee = service.fee_on(day)
    due = fee.amount_xof if fee and fee.amount_xof else 0
    planned = []
    for key, times, state in _steps(service, due):
        values = {**_of(catalogue, service, language, due), **_at(catalogue, state, language)}
        planned.append(Planned(key, times, segments(fold(_words(catalogue, key, language, values)).text)))
    return tuple(planned)


def _steps(service: Service, due: int) -> list[tuple[str, int, str]]:
    """(text, times, state of the case) of one request."""
    if service.number in TAXES.values():
        return [("sms.quittance", 1, "deposee")]  # declared and paid by phone, and no case
    if service.deposit != "open":
        return []
    verified = "sms.quittance" if due else "sms.moved"
    told = [(verified, 1, "en_verification"), *(("sms.moved", 1, state) for state in TOLD)]
    return [("sms.deposited", 1, "deposee"), ("sms.status", QUESTIONS, "en_verification"), *told]


def templates(catalogue: Catalogue) -> Iterator[Measured]:
    """Every template of a message in every language that is written, with the longest values it may be given."""
    waiting = set(catalogue.texts.needs_review())
    for key in _keys(catalogue, "sms."):
        for language in catalogue.languages:
            if (language, key) not in waiting:
                yield _measured(catalogue, key, language)


def over(size: Segments) -> int:
    """How many units too many brought the last part, when they are NEARLY few; else 0."""
    alone, part = ROOM[size.encoding]
    if size.parts < 2:
        return 0
    room = alone if size.parts == 2 else part * (size.parts - 1)
    beyond = size.units - room
    return beyond if beyond <= NEARLY else 0


def _measured(catalogue: Catalogue, key: str, language: str) -> Measured:
    longest = max(catalogue.services.values(), key=lambda one: septets(_title(one, language)))
    of_service = {**_of(catalogue, longest, language, DEAREST), "label": "M" * LONGEST_LABEL}
    written = [
        fold(_words(catalogue, key, language, {**of_service, **_at(catalogue, state, language)}))
        for state in sorted(MACHINE.states)
    ]
    fullest = max(written, key=lambda folded: septets(folded.text))
    size = segments(fullest.text)
    return Measured(key, language, size, fullest.lost, over(size))


def _words(catalogue: Catalogue, key: str, language: str, values: Mapping[str, str]) -> str:
    wanted = catalogue.texts.placeholders(key)
    # A placeholder that we do not know is measured by its own name: a new template must not stop the table.
    known = {name: values.get(name, name) for name in wanted}
    return catalogue.text(key, language, **known)


def _of(catalogue: Catalogue, service: Service, language: str, amount_xof: int) -> dict[str, str]:
    """What is the same in every state of a request."""
    reasons = [catalogue.text(key, language) for key in _keys(catalogue, "failure.")]
    dial = DIAL.replace("#", "*3#")
    return {
        "service": _title(service, language), "reference": spaced(REFERENCE), "code": "9999",
        "note": "M" * NOTE_SEPTETS_MAX,
        "at": "31/12 23:59", "day": "31/12", "number": spaced(REFERENCE), "amount": money.show(amount_xof),
        "due": money.show(amount_xof), "label": plain_label(service.title.of("fr")), "dial": dial,
        "reason": max(reasons, key=septets, default=""),
    }  # fmt: skip


def _at(catalogue: Catalogue, state: str, language: str) -> dict[str, str]:
    return {kind: catalogue.text(f"{kind}.{state}", language) for kind in ("state", "next")}


def _keys(catalogue: Catalogue, family: str) -> list[str]:
    keys = catalogue.texts.keys()
    return [key for key in keys if key.startswith(family)]


def _title(service: Service, language: str) -> str:
    return shorten(service.title.of(language), TITLE_SEPTETS_MAX)
