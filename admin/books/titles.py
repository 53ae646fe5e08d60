"""The words around a register: its title, its columns, whose it is and of which days."""

from admin.books.asked import Asked
from admin.books.regies import account_label
from admin.books.rows import Words
from admin.books.sheets import Column, Sheet
from admin.doors.visitor import say
from admin.parts import parts


def words_of(sheet: Sheet, asked: Asked) -> Words:
    """In the visitor's language: read before a file begins, since no request is left then."""
    return Words(
        say(f"books.register.{sheet.name}"), tuple(head(column, asked) for column in sheet.columns),
        say("books.export.total", count="{count}"), say("books.export.cut", count="{count}"),
        say("books.export.broken"), parts().books.accounting.beneficiary,
    )  # fmt: skip


def head(column: Column, asked: Asked) -> str:
    """The title of a column; of instants with the clock on which they are told."""
    title = say(f"books.column.{column.name}")
    if column.kind != "time":
        return title
    return say("books.at", column=title, clock=say(f"books.clock.{asked.period.country}"))


def beneath(asked: Asked) -> list[str]:
    """The lines under the title."""
    period = asked.period
    days = say("books.days_from", start=f"{period.start:%d/%m/%Y}", end=f"{period.end:%d/%m/%Y}")
    return [whose(asked), *([of_account(asked)] if asked.name == "book" else []), days]


def whose(asked: Asked) -> str:
    """The regie's name, or that it is all of them."""
    if asked.regie is not None:
        return asked.regie.name
    return say(f"books.all.{asked.period.country}")


def of_account(asked: Asked) -> str:
    """ "FICTIF-ML-581 Encaissements électroniques à recevoir"."""
    return f"{asked.account} {account_label(asked.account, asked.period.end)}"
