"""The last moment of the month: what is under way today is handed to the real world, and registers are made anew."""

import json

import structlog
from sqlalchemy import delete, select, update

from admin.overview import reach, summing
from admin.overview.tables import OVERVIEW_DAY, OVERVIEW_FIGURE
from backends.contract import AdministrationError, Application
from cases import seals
from cases.tables import CASE_FILE
from gateway.demo.month.moment import Moment
from gateway.demo.month.town import Town
from kernel import outbox
from kernel.egress import EgressError
from kernel.outbox import TRIES_MAX, Event
from verification.registry import publishing
from verification.registry.published_tables import STATUS_RANGE

APEX, APEX_SERVICE = "apex", 17
# What an officer of the simulated administration did to a file in this state: an action of his page.
STAGES = {"en_verification": "", "complement": "complement", "en_signature": "signature"}
OFFICER_S = 5.0
# Rows that a person would find given up: asked of an administration that did not answer for an hour.
PARKED = 2
OPEN_BY_HAND = ("en_verification", "en_signature")

log = structlog.get_logger(__name__)


def file_what_is_open(town: Town, moment: Moment) -> None:
    """APEX-Mali's officer has today's open requests on the page; from now on they are polled like any other."""
    case = CASE_FILE.c
    waiting = town.connection.execute(
        select(CASE_FILE).where(
            case.administration == APEX, case.submission == "sent", case.state.in_(list(STAGES)),
            case.poll_due_at.is_(None),
        )
    ).all()  # fmt: skip
    keyring, administration = town.guichet.keyring, town.guichet.administrations.get(APEX)
    if administration is None:
        return
    for row in waiting:
        application = Application(
            row.reference, town.guichet.catalogue.services[APEX_SERVICE].code, row.language,
            seals.unseal(keyring, "case_file.phone", row.id, row.phone_sealed),
            seals.unseal_answers(keyring, row.id, row.answers_sealed),
        )  # fmt: skip
        try:
            filed = administration.file(application)
            _decide(town, row.reference, STAGES[row.state])
        except (AdministrationError, EgressError) as error:
            log.warning("demo_not_filed", error=type(error).__name__)
            return
        heard = {"external_id": filed.external_id, "checked_at": town.now, "poll_due_at": town.held_until}
        town.connection.execute(update(CASE_FILE).where(case.id == row.id).values(**heard))


def _decide(town: Town, reference: str, action: str) -> None:
    """The simulated officer has got as far as our case has: what is polled then agrees."""
    if action:
        body = json.dumps({"action": action, "comment": "Piece demandee"}).encode()
        url = f"{town.guichet.settings.apex_base_url}/officer/{reference}"
        headers = {"Content-Type": "application/json"}
        town.guichet.egress.request("POST", url, headers=headers, body=body, timeout_s=OFFICER_S)


def park(town: Town, moment: Moment) -> None:
    """Questions that were asked ten times and given up: a person may ask again."""
    cases = town.connection.execute(
        select(CASE_FILE.c.id)
        .where(CASE_FILE.c.submission == "by_hand", CASE_FILE.c.state.in_(OPEN_BY_HAND))
        .order_by(CASE_FILE.c.opened_at)
        .limit(PARKED)
    ).scalars()
    for case_id in list(cases):
        row = outbox.publish(town.connection, "case.refresh", case_id, lane="administrations")
        event = Event(row, "administrations", "case.refresh", case_id, {}, TRIES_MAX)
        outbox.fail(town.connection, event, "Unavailable")


def sum_anew(town: Town, moment: Moment) -> None:
    """The overview summed empty days while this was written: its sums are made again, now."""
    for table in (OVERVIEW_FIGURE, OVERVIEW_DAY):
        town.connection.execute(delete(table))
    sum_more(town, moment)


def sum_more(town: Town, moment: Moment) -> None:
    """A few days at once, as the ticker does."""
    summing.sum_days(town.one, reach.by_country(town.treasury.accounting), town.now)


def renew_registers(town: Town, moment: Moment) -> None:
    """New registers of issued seals, of now: they hold what was sealed in the told past."""
    seals_, connection = town.guichet.sealed.seals, town.connection
    for kid in connection.execute(select(STATUS_RANGE.c.kid)).scalars().all():
        signer = seals_.registers_of(connection, bytes(kid), town.now)
        publishing.publish_filter(town.one, seals_.keyring, bytes(kid), signer, town.now)
