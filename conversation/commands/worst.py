"""Worst cases of the letters that no screen writes: the longest values each text may be given. For the walk."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from catalogue.catalogue import Catalogue
from conversation import worst, worst_paying
from conversation.commands.answers import SERVICE_MAX
from conversation.commands.letters import PARTS_MAX
from kernel import money
from kernel.gsm import septets, shorten

FAMILY = "sms_commands."
# Words inside other texts: they are walked with them.
INSIDE = frozenset({"sms_commands.reply", "sms_commands.pay_with", "sms_commands.resume"})
# Sent to whoever wrote anything at all: it has to be cheap.
ONE_PART = frozenset({"sms_commands.help", "sms_commands.unknown"})
COPIES = "1000"
# A list a day for a thousand years.
LIST_NUMBER = "999999"
# Thirty letters, as for the file of a document, and the path of the page.
SITE = "verification.administration.ml/V/"


class Written(NamedTuple):
    """``parts`` is how many SMS it may take."""

    key: str
    text: str
    parts: int = PARTS_MAX


def letters(catalogue: Catalogue, language: str) -> Iterator[Written]:
    """Every letter of ``language`` at its longest."""
    values = _values(catalogue, language)
    keys = catalogue.texts.keys()
    for key in keys:
        if key.startswith(FAMILY) and key not in INSIDE:
            text = catalogue.text(key, language, **values)
            yield Written(key, text, 1 if key in ONE_PART else PARTS_MAX)
    both = (catalogue.text(f"{FAMILY}{name}", language, **values) for name in ("help", "resume"))
    yield Written(f"{FAMILY}resume", "\n".join(both))


def _values(catalogue: Catalogue, language: str) -> Mapping[str, str]:
    titles = [shorten(one.title.of(language), SERVICE_MAX) for one in catalogue.services.values()]
    names = [catalogue.text(f"language.{code}", language) for code in catalogue.languages]
    quittance = catalogue.text(
        "sms.quittance", language, number="26 99999999 57", code="9999", amount=money.show(worst_paying.DEAREST),
        label=worst_paying.LABEL, day="31/12", dial=worst.DIAL.replace("#", "*3#"),
    )  # fmt: skip
    return {
        "dial": worst.DIAL, "service": max(titles, key=septets), "language": max(names, key=septets),
        "copy": COPIES, "quittance": quittance, "age": catalogue.text("ago.days", language, n=999),
        "operator": worst_paying.OPERATOR, "number": LIST_NUMBER, "site": SITE, "minutes": worst.LONGEST_WAIT,
    }  # fmt: skip
