"""The SMS that a decision would cause, as the citizen will read it, and what it costs. It sends nothing."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row

from cases import seals
from cases.announcing import moved
from cases.notices import Notice
from catalogue.catalogue import Catalogue
from catalogue.sms_prices import francs
from kernel import clock, gsm
from kernel.crypto import Keyring
from kernel.network import NETWORKS, network_of
from sms import optouts


@dataclass(frozen=True, slots=True)
class Preview:
    """``cost_xof`` None where nobody gave a price for the network. ``silent``: the phone asked for no news."""

    text: str = field(repr=False)
    parts: int
    letters: int
    language: str
    network: str
    cost_xof: int | None
    silent: bool


def preview(
    connection: Connection, keyring: Keyring, catalogue: Catalogue, case: Row[Any], state: str, words: str
) -> Preview:  # fmt: skip
    """Of a row of case_file that would go to ``state``; ``words`` are the officer's, "" for none."""
    phone, at = seals.unseal(keyring, "case_file.phone", case.id, case.phone_sealed), clock.now()
    notice = Notice(
        case.id, case.reference, case.service, phone, case.language, case.network, state, at, case.checked_at,
        note=words or None,
    )  # fmt: skip
    text = gsm.fold(moved(catalogue, notice)[1]).text
    size, network = gsm.segments(text), network_of(phone)
    cheapest = catalogue.sms_prices.cheapest(network, clock.local_day(case.country, at))
    return Preview(
        text, size.parts, size.units, case.language, NETWORKS.get(network, ""),
        None if cheapest is None else francs(cheapest[1] * size.parts),
        optouts.is_silent(connection, keyring, phone),
    )  # fmt: skip
