"""Who looked at the sealed documents: officers at borders, desks of banks and schools, people with their phones."""

from random import Random

from sqlalchemy import Row, select

from gateway.demo.month.casework import case_of
from gateway.demo.month.facts import one
from gateway.demo.month.moment import Moment
from gateway.demo.month.town import Town
from verification.registry import checks, revoking
from verification.registry.check_tables import PRESENTATION
from verification.registry.checks import Check
from verification.registry.errors import RegistryRefused, SamePerson
from verification.registry.tables import SEALED_DOCUMENT
from verification.word import Word

WORDS = {"valid": Word.VALID, "revoked": Word.REVOKED, "suspended": Word.SUSPENDED, "replaced": Word.REPLACED}
# Of a hundred that hold something up to be checked.
FORGED, UNREADABLE = 2, 3

Document = Row[tuple[object, ...]]


def look(town: Town, moment: Moment) -> None:
    """Somebody checks one of the papers of the last days. ``details``: seed, kind (a number of doc_type)."""
    draw = Random(moment.details["seed"])  # noqa: S311 - a demo's dice
    document = _one(town, moment, draw)
    if document is None:
        return  # none of this kind was issued yet
    place = one(draw, "desks") if draw.random() < 0.6 else None
    channel = draw.choices(("web", "photo", "ussd", "sms"), (46, 12, 28, 14))[0]
    asked = Check(who=f"demo-{draw.randrange(400)}", channel=channel, at=moment.at, place=place)
    chance = draw.randrange(100)
    if chance < FORGED:
        checks.record(town.connection, town.guichet.keyring, asked, Word.FORGED, None, None)
    elif chance < FORGED + UNREADABLE:
        checks.record(town.connection, town.guichet.keyring, asked, Word.INCOMPLETE, None, None)
    else:
        _record(town, asked, document)


def present(town: Town, moment: Moment) -> None:
    """A lorry at a border: the paper of the case is used here. ``details``: place, who."""
    document = of_case(town, moment)
    if document is not None:
        asked = Check(
            who=moment.details["who"], channel="web", at=moment.at, place=moment.details["place"],
            purpose=PRESENTATION,
        )  # fmt: skip
        _record(town, asked, document)


def propose(town: Town, moment: Moment) -> None:
    """``details``: act, reason, by."""
    document = of_case(town, moment)
    if document is not None:
        try:
            revoking.propose(
                town.connection, town.guichet.keyring, document.number, moment.details["act"],
                moment.details["reason"], moment.details["by"], moment.at,
            )  # fmt: skip
        except RegistryRefused:
            return


def decide(town: Town, moment: Moment) -> None:
    """Another person grants what was proposed. ``details``: act, reason, proposed_by, by."""
    document, given = of_case(town, moment), moment.details
    if document is None:
        return
    keyring = town.guichet.keyring
    try:
        proposal = revoking.propose(
            town.connection,
            keyring,
            document.number,
            given["act"],
            given["reason"],
            given["proposed_by"],
            moment.at,
        )
        revoking.decide(town.connection, keyring, proposal, given["by"], moment.at, approve=True)
    except (RegistryRefused, SamePerson):
        return


def of_case(town: Town, moment: Moment) -> Document | None:
    """The sealed document of the moment's case."""
    case_id = case_of(town, moment.subject) if moment.subject else None
    return town.connection.execute(
        select(SEALED_DOCUMENT).where(SEALED_DOCUMENT.c.cause == f"case:{case_id}")
    ).one_or_none()


def _one(town: Town, moment: Moment, draw: Random) -> Document | None:
    """A paper of the last forty: people show what they have just got."""
    newest = (
        select(SEALED_DOCUMENT)
        .where(SEALED_DOCUMENT.c.kind == moment.details["kind"], SEALED_DOCUMENT.c.issued_at < moment.at)
        .order_by(SEALED_DOCUMENT.c.issued_at.desc())
        .limit(40)
    )
    found = town.connection.execute(newest).all()
    return draw.choice(found) if found else None


def _record(town: Town, asked: Check, document: Document) -> None:
    """As `judging` and `lookup` log it; the alarm rings for a second use somewhere else."""
    connection, keyring = town.connection, town.guichet.keyring
    number = str(document.number)
    before = checks.presentations(connection, keyring, number) if document.one_use else ()
    earlier = checks.earlier(keyring, asked, before)
    logged = checks.record(
        connection, keyring, asked, WORDS[str(document.state)], number, bytes(document.kid)
    )
    if earlier and logged and asked.purpose == PRESENTATION:
        checks.alarm(connection, str(document.id), logged)
