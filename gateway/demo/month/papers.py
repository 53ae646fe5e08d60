"""Documents of the past: numbered, sealed and entered under the date of their ground. Their files are drawn later.

A token is never dated before the newest register of issued seals, which could not know it. Here it is, and
`loose_ends` publishes new registers once all is written: until then readers have no paper of these to ask about.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from gateway.demo.month.town import Town
from gateway.sealing import grounds
from gateway.sealing.lists import Lists
from gateway.sealing.news import News, site_of
from kernel import clock
from kernel.outbox import Event
from verification import token
from verification.registry import codes, issuing
from verification.registry.request import Issued

if TYPE_CHECKING:
    from gateway.sealing.sources import Found

# Drawing the paper of each quittance once, to know that it can be drawn, is what takes longest: some 12 ms.
QUITTANCES_SINCE = timedelta(days=4)


def of_case(town: Town, event: Event) -> None:
    """A case that was just granted, when its service ends with a sealed document."""
    from gateway.sealing import sources

    guichet = town.guichet
    if not grounds.is_granted(town.connection, guichet.catalogue, event.subject, event.payload.get("event")):
        return
    found = sources.of_case(town.one, guichet.keyring, guichet.catalogue, event.subject, _whole(clock.now()))
    issued = _issue(town, found) if found is not None else None
    if found is not None and issued is not None:
        dial = next(iter(guichet.settings.service_codes))
        news = News(guichet.keyring, guichet.catalogue, dial, site_of(guichet.settings.public_url))
        news.sealed(town.connection, found.wanted, issued, found.language)


def of_quittance(town: Town, event: Event) -> None:
    """The paper of a quittance that was just numbered; of the last days only, for the time it takes."""
    from gateway.sealing import sources

    guichet, at = town.guichet, _whole(clock.now())
    if at < town.anchor - QUITTANCES_SINCE:
        return
    found = sources.of_quittance(
        town.one,
        guichet.keyring,
        guichet.catalogue,
        town.treasury.accounting,
        int(event.payload["quittance"]),
        at,
    )
    if found is not None:
        _issue(town, found)


def _issue(town: Town, found: "Found") -> Issued | None:
    """None for a ground that has its document already."""
    seals, request, at = town.guichet.sealed.seals, found.wanted.request(), _whole(clock.now())
    connection = town.connection
    if issuing.of_cause(connection, seals.keyring, request, seals.code_key) is not None:
        return None
    signer = seals.signer(connection, request.issuer, request.kind, at)
    drawn = issuing.draft(connection, seals.reference_key, signer.kid, request, at)
    drawn = replace(drawn, document=replace(drawn.document, issued_at=at))
    sealed = token.issue(drawn.document, signer)
    if not issuing.enter(connection, seals.keyring, drawn, sealed, signer.kid):
        raise LookupError("the number or the place was taken meanwhile: the step is written again")
    number = drawn.document.serial
    issued = Issued(drawn.id, number, codes.code_of(seals.code_key, number), sealed, True, at)
    Lists(seals).first(connection, issued)
    return issued


def _whole(at: datetime) -> datetime:
    """Tokens have whole seconds, and so have their papers."""
    return at.astimezone(UTC).replace(microsecond=0)
