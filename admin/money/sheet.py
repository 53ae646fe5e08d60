"""A page of this room: what every one of them may say of operators, regies, amounts and time."""

from datetime import datetime, timedelta

from admin.doors import visitor
from admin.doors.allowed import fresh
from admin.money import names
from admin.page import page
from admin.parts import parts
from kernel import clock, ids

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


def sheet(template: str, status: int = 200, /, **values: object) -> tuple[str, int]:
    """``admin/money/<template>.html``. ``fresh``: a code of the last five minutes, without which nothing is decided."""
    titles = names.titles(parts().catalogue, visitor.language())
    said = {
        "label": lambda written: titles.get(written, written),
        "rail": names.rail, "francs": names.francs, "regie": names.regie, "account": names.account,
        "beneficiary": parts().money.accounting.beneficiary,
        "reason_of": names.reason, "spaced": spaced, "ago": ago, "fresh": fresh(visitor.person()),
    }  # fmt: skip
    return page(f"money/{template}", status, **said, **values)


def spaced(reference: str) -> str:
    """ "26 01234567 89" on one line."""
    return ids.spaced(reference).replace(" ", "\N{NO-BREAK SPACE}")


def ago(at: datetime) -> str:
    """How long, in its largest unit."""
    age = max(clock.now() - at, timedelta())
    for unit, word in ((DAY, "days"), (HOUR, "hours"), (MINUTE, "minutes")):
        if age >= unit:
            return visitor.say(f"money.ago.{word}", count=age // unit)
    return visitor.say("money.ago.now")
