"""A statement as a browser sends it: who may, how much, what is looked at before it is kept. Bad-input row 73."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import request

from admin.doors import visitor
from payments.reconciliation.opening import Looked, look
from payments.reconciliation.profile import of_rail
from payments.reconciliation.reading import lines
from payments.reconciliation.refused import StatementRefused

ENDPOINT, PERMISSION = "admin.statements_upload", "books.keep"
# A month of a middling operator, 100 000 lines; larger ones are given to the command, which takes 50 MB.
BODY_BYTES_MAX = 10 * 1024 * 1024
# Titles, columns and the first thousand lines are read at the door, in a tenth of a second; the rest by the worker.
LINES_LOOKED_AT = 1000


@dataclass(frozen=True, slots=True)
class Chosen:
    """Whose statement it is said to be."""

    rail: str
    country: str | None
    profile: str | None


def widen() -> None:
    """Let the body of this one page be larger, for those who may send one; the rest keeps the application's 64 KiB.

    To be run after `visitor.identify` and before the form is first read, which is when its token is checked.
    """
    if request.endpoint != ENDPOINT or request.method != "POST":
        return
    person = visitor.visiting()
    if person is not None and not person.password_first and person.may(PERMISSION):
        request.max_content_length = BODY_BYTES_MAX


@contextmanager
def received() -> Iterator[Path | None]:
    """The one file of the form on disk, under a name of ours (bad-input row 74); None when there is none."""
    sent = request.files.getlist("statement")
    with TemporaryDirectory(prefix="guichet-statement-") as folder:
        path = Path(folder) / "statement.csv"
        if len(sent) != 1 or not sent[0].filename:
            yield None
            return
        sent[0].save(path)
        yield path


def checked(path: Path, chosen: Chosen, countries: Collection[str]) -> tuple[Looked, str]:
    """Its fingerprint and its country, one of ``countries``. Raises StatementRefused.

    Lines further on are the worker's to refuse.
    """
    profile = of_rail(chosen.rail, chosen.profile)
    country = profile.country(chosen.country)
    if country not in countries:
        raise StatementRefused("country")
    looked = look(path, profile.charsets)
    for _ in islice(lines(looked, profile, country, lambda _: None), LINES_LOOKED_AT):
        pass
    return looked, country
