"""The rooms that answer for a person's data, in the order in which they are read and erased."""

from collections.abc import Iterator, Mapping

from admin.personal import PERSONAL as ADMIN
from cases.personal import PERSONAL as CASES
from gateway.person.own import KERNEL
from gateway.person.own import PERSONAL as GATEWAY
from kernel.personal import Erasure, Personal, Section
from partner.personal import PERSONAL as PARTNER
from payments.personal import PERSONAL as PAYMENTS
from sms.personal import PERSONAL as SMS
from ussd.personal import PERSONAL as USSD
from verification.registry.personal import PERSONAL as REGISTER

ROOMS: Mapping[str, Personal] = {
    "cases": CASES,
    "payments": PAYMENTS,
    "papers": REGISTER,
    "sms": SMS,
    "gateway": GATEWAY,
    "ussd": USSD,
    "partner": PARTNER,
    "console": ADMIN,
    "kernel": KERNEL,
}


def sections() -> Iterator[Section]:
    """Everything that a person may see, room by room."""
    for room in ROOMS.values():
        yield from room.sections


def erasures() -> Iterator[Erasure]:
    """Everything that can be erased, room by room."""
    for room in ROOMS.values():
        yield from room.erasures
