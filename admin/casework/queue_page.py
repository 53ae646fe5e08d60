"""The queue as a page: filters chosen from lists, everything else put right. It moves nothing."""

from collections.abc import Mapping

from admin.casework import counting
from admin.casework import queue as work
from admin.cursor import Cursor
from admin.doors import form, visitor
from admin.doors.allowed import Answer
from admin.page import page
from admin.parts import parts
from admin.people.person import Scope
from cases.lifecycle import MACHINE
from cases.region import QUESTIONS
from catalogue.service import Service


def show(scope: Scope) -> Answer:
    """The longest waiting first. ``from`` is where the page before ended."""
    services = of_office(scope, parts().catalogue.services)
    regions = _regions(scope, services)
    wanted = _wanted(services, regions)
    cursor = Cursor.read(form.asked("from"))
    with parts().database.transaction() as connection:
        found = work.queue(connection, scope, wanted, services, cursor)
        states = counting.counts(connection, scope)
        late = work.late_count(connection, scope, services)
    lines = [work.line(row, parts().catalogue.services) for row in found[: work.PAGE_ROWS]]
    more = _behind(found[work.PAGE_ROWS - 1], wanted) if len(found) > work.PAGE_ROWS else None
    return page(
        "casework/queue", lines=lines, more=more, wanted=wanted, services=services, regions=regions,
        states=tuple(MACHINE.edges), counts=states, counted_max=counting.COUNTED_MAX, late=late,
        late_max=work.LATE_MAX, first=cursor is None, name=visitor.state_name,
        titles=parts().catalogue.services, asked=_asked(wanted),
    )  # fmt: skip


def of_office(scope: Scope, services: Mapping[int, Service]) -> dict[int, Service]:
    """The services that this person's administration gives; all of them for who works for none."""
    return {
        number: service
        for number, service in services.items()
        if scope.administration in (None, service.administration)
    }


def _wanted(services: Mapping[int, Service], regions: Mapping[str, str]) -> work.Wanted:
    state, service, region = form.asked("state"), form.number("service", 0, 99), form.asked("region")
    return work.Wanted(
        state=state if state in MACHINE.states else None,
        service=service if service in services else None,
        region=region if region in regions else None,
        late=form.asked("late") == "1",
    )


def _regions(scope: Scope, services: Mapping[int, Service]) -> dict[str, str]:
    """Code -> name of what citizens may choose; only one's own for who works for a region."""
    return {
        choice.value: choice.label.of(visitor.language())
        for service in services.values()
        for question in service.questions
        if question.kind == "choice" and question.name in QUESTIONS
        for choice in question.choices
        if scope.region in (None, choice.value)
    }


def _behind(row: object, wanted: work.Wanted) -> Cursor:
    return Cursor(getattr(row, work.sort_key(wanted)[0].name), str(getattr(row, "id")))  # noqa: B009 - a row's column


def _asked(wanted: work.Wanted) -> dict[str, str]:
    """The filters as they stand in an address."""
    given = {
        "state": wanted.state,
        "service": wanted.service,
        "region": wanted.region,
        "late": "1" if wanted.late else None,
    }
    return {name: str(value) for name, value in given.items() if value is not None}
