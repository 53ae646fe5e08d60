"""The ways that a request goes through its office, and how long each step lasts there. Pure."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from gateway.demo.month.facts import word
from gateway.demo.month.moment import Moment, Subject
from gateway.demo.month.requests import Kind
from gateway.demo.month.rhythm import in_office

# Of a hundred requests: how the office treats them. LATE ones lie on a desk for days.
SMOOTH, LATE, ASKED, REFUSED, LEFT = 70, 9, 10, 7, 4
LATE_FACTOR = 5.0
APPOINTMENT_FACTOR = 1.6
COLLECTED = 78  # of a hundred documents that are ready, the others wait for a market day
# What a citizen takes to bring what was asked for, and to come when it is ready, in hours.
BRINGS_H, COMES_H = (5, 90), (3, 120)
BY_CITIZEN = "citizen"

Steps = Iterator[tuple[str, float, str]]


def course(draw: Random, kind: Kind, subject: Subject, begins: datetime) -> list[Moment]:
    """Every move after the request was filed at ``begins``; what lies beyond the month's end has not happened yet."""
    how = draw.choices((_smooth, _late, _asked, _refused, _left), (SMOOTH, LATE, ASKED, REFUSED, LEFT))[0]
    found, at = [], begins
    for to, hours, note in how(draw, kind):
        by = BY_CITIZEN if to in ("retiree", "annulee") else kind.by
        waits = timedelta(hours=hours * draw.triangular(0.4, 2.2, 0.9))
        at = at + waits if by == BY_CITIZEN else in_office(subject.citizen.country, at + waits)
        details = {"to": to, "by": by, "note": _dated(note, at)} if note else {"to": to, "by": by}
        found.append(Moment(at, "move", subject, details))
    return found


def _smooth(draw: Random, kind: Kind, slow: float = 1.0) -> Steps:
    yield "en_verification", kind.pace_h * 0.3 * slow, ""
    yield from _finish(draw, kind, slow)


def _late(draw: Random, kind: Kind) -> Steps:
    yield from _smooth(draw, kind, LATE_FACTOR)


def _asked(draw: Random, kind: Kind) -> Steps:
    yield "en_verification", kind.pace_h * 0.3, ""
    yield "complement", kind.pace_h * 0.6, word(draw, "complement", kind.service)
    yield "en_verification", draw.uniform(*BRINGS_H), ""
    yield from _finish(draw, kind, 1.0)


def _refused(draw: Random, kind: Kind) -> Steps:
    yield "en_verification", kind.pace_h * 0.3, ""
    yield "rejetee", kind.pace_h * draw.uniform(0.6, 2.0), word(draw, "rejection", kind.service)


def _left(draw: Random, kind: Kind) -> Steps:
    """Asked for a piece that never comes; a few take their request back."""
    yield "en_verification", kind.pace_h * 0.3, ""
    if draw.random() < 0.2:
        yield "annulee", 20.0, ""
    else:
        yield "complement", kind.pace_h * 0.6, word(draw, "complement", kind.service)
        yield "expiree", 24.0 * 21, ""


def _finish(draw: Random, kind: Kind, slow: float) -> Steps:
    if kind.rdv:
        yield "rdv", kind.pace_h * slow, word(draw, "appointment", kind.service)
        yield "en_signature", kind.pace_h * APPOINTMENT_FACTOR, ""
    else:
        yield "en_signature", kind.pace_h * slow, ""
    yield "disponible", kind.pace_h * slow, ""
    if draw.randrange(100) < COLLECTED:
        yield "retiree", draw.uniform(*COMES_H), ""


def _dated(note: str, at: datetime) -> str:
    """An appointment names its day and hour: four working days on."""
    if not note.startswith("Venez"):
        return note
    day = at + timedelta(days=4 if at.weekday() == 0 else 6)
    return f"RDV le {day:%d/%m} a {9 + at.minute % 3}h. {note}"
