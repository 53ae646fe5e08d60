"""Worst cases: sessions that show every screen at its fullest, for the walk. No citizen ever has one."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

from cases.lifecycle import MACHINE
from catalogue.catalogue import Catalogue
from catalogue.question import LONGEST_ANSWER, Question
from catalogue.service import Service
from conversation import worst_paying
from conversation.context import CLOSED_CASES, CLOSED_MONEY, Context
from conversation.dossier import NOTE_MAX, Dossier
from conversation.dues import SECRET
from conversation.inputs.number import DIGITS_MAX
from conversation.prohibited import checked
from conversation.screens.follow import CASES_MAX, PART
from conversation.screens.notice import NOTICES
from conversation.session import Frame, Session
from conversation.travel import ROOT
from kernel import money
from kernel.gsm import septets

# The longest service code in use: a shared code, its channel and a hash (Africa's Talking).
DIAL = "*384*44135#"
NOW = datetime(2026, 12, 31, 23, 59, tzinfo=UTC)
REFERENCE = "269999999957"
LETTER = "M"
# Minutes until a number that was tried too often opens again: a day at most.
LONGEST_WAIT = "1440"


def context(catalogue: Catalogue, country: str, budget: int) -> Context:
    """A context without ports: worst cases are already found."""
    return Context(catalogue, CLOSED_CASES, CLOSED_MONEY, "+22370000001", country, "61002", DIAL, budget, NOW)


def ends(catalogue: Catalogue, language: str) -> Mapping[str, object]:
    """The longest values that ``end.*`` texts may be given."""
    following = (catalogue.text(f"next.{state}", language) for state in MACHINE.states)
    secret = catalogue.text("pay.secret", language)
    return {
        "reference": "26 99999999 57", "code": "9999", "dial": DIAL, "id": "0" * 8,
        "ussd": worst_paying.DIAL.replace(SECRET, secret),
        "next": max(following, key=septets), "pay": DIAL.replace("#", "*2#"), "operator": worst_paying.OPERATOR,
        "amount": money.show(worst_paying.DEAREST), "fee": money.show(worst_paying.FEE), "secret": secret,
    }  # fmt: skip


def refusals() -> Mapping[str, object]:
    """The longest values that ``refusal.*`` texts may be given."""
    return {"min": "1000000", "max": "1000000", "date": "99/99/9999", "year": "1900", "minutes": LONGEST_WAIT}


def sessions(catalogue: Catalogue, language: str, country: str) -> Iterator[Session]:
    """A session on every screen that ``country`` can reach in ``language``."""
    start = Frame(ROOT)

    def on(*frames: Frame, service: int = 0, answers: Mapping[str, str] | None = None) -> Session:
        return Session(language, 0, [start, *frames], service=service, answers=dict(answers or {}))

    yield Session(language, 0, [start])
    for name in ("settings", "services", "reference", *NOTICES):
        yield on(Frame("menu"), Frame(name))
    yield on(Frame("status"), Frame("code", REFERENCE))
    yield on(Frame("follow", PART.join(_dossier(catalogue, language).pack() for _ in range(CASES_MAX))))
    for dossier in _dossiers(catalogue, language):
        yield on(Frame("follow"), Frame("status", dossier.pack()))
    yield from worst_paying.sessions(country, NOW, on)
    for service in catalogue.of_country(country):
        arg = str(service.number)
        for name in ("service", "papers", "legal", "where"):
            yield on(Frame("services"), Frame(name, arg))
        if service.deposit == "open":
            answers = {question.name: _answer(question, language) for question in service.questions}
            for question in service.questions:
                frames = (Frame("service", arg), Frame("question", question.name))
                yield on(*frames, service=service.number, answers=answers)
            for code in _prohibitions(catalogue, service):
                frames = (Frame("service", arg), Frame("prohibited", code))
                yield on(*frames, service=service.number, answers=answers)
            for name in ("consent", "resume", "correct"):
                frames = (Frame("service", arg), Frame(name))
                yield on(*frames, service=service.number, answers=_all_asked(service, answers))


def _prohibitions(catalogue: Catalogue, service: Service) -> list[str]:
    """The codes of those that a request for ``service`` may meet."""
    rules = catalogue.papers.prohibitions.rules
    return [rule.code for rule in rules if checked(service) and rule.origin == service.country]


def _dossier(catalogue: Catalogue, language: str) -> Dossier:
    """An own case with the longest title and label."""
    number = max(catalogue.services.values(), key=lambda s: septets(s.title.of(language))).number
    state = max(MACHINE.states, key=lambda state: septets(catalogue.text(f"state.{state}", language)))
    since, checked = NOW - timedelta(days=400), NOW - timedelta(hours=47)
    return Dossier(REFERENCE, number, state, since, checked, "", True, True)


def _dossiers(catalogue: Catalogue, language: str) -> Iterator[Dossier]:
    """Every state, with the longest note, never checked and long ago, mine and a stranger's."""
    note = " ".join(["Apportez"] * 20)[:NOTE_MAX]
    fullest = _dossier(catalogue, language)
    for state in sorted(MACHINE.states):
        mine = fullest._replace(state=state, note=note, erased_at=fullest.since)
        yield mine
        yield mine._replace(checked_at=None, note="")
        yield mine._replace(note="", mine=False, own=False)


def _answer(question: Question, language: str) -> str:
    """The longest answer that is accepted."""
    longest = {
        "text": LETTER * (question.max or LONGEST_ANSWER),
        "name": LETTER * (question.max or LONGEST_ANSWER),
        "number": "9" * (len(str(question.max)) if question.max else DIGITS_MAX),
        "date": "2000-12-31",
        "phone": "+2290197000003",
        "choice": max(question.choices, key=lambda choice: septets(choice.label.of(language)), default=None),
    }[question.kind]
    return longest if isinstance(longest, str) else longest.value if longest else ""


def _all_asked(service: Service, answers: Mapping[str, str]) -> Mapping[str, str]:
    """Answers that call for every conditional question, unless two conditions exclude each other."""
    wanted = {name: value for q in service.questions for name, value in (q.ask_if or {}).items()}
    return {**answers, **wanted}
