"""A citizen hands in a request: one case, its first event and the work it causes, in one transaction."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, insert

from cases import filing, lifecycle, seals
from cases.region import region_of
from cases.tables import CASE_FILE
from catalogue.service import MOST_QUESTIONS, Service
from kernel import clock, ids, outbox
from kernel.crypto import Keyring
from kernel.serials import next_reference

LONGEST_ANSWER = 500  # characters: more than a citizen types in a whole session
FIRST = "deposee"


class NotOpen(ValueError):
    """The service is asked for at the counter, or no conversation gives such answers. Permanent."""

    retry = False


@dataclass(frozen=True, slots=True)
class Request:
    """What the citizen asks for. ``phone`` E.164, ``network`` MCC+MNC, ``answers`` by question name."""

    service: Service
    phone: str = field(repr=False)
    answers: Mapping[str, str] = field(repr=False)
    language: str
    network: str


@dataclass(frozen=True, slots=True)
class Deposited:
    """``code`` opens the case to another phone: it is shown and sent once."""

    case_id: str
    reference: str
    code: str = field(repr=False)
    state: str


def deposit(
    connection: Connection, keyring: Keyring, reference_key: bytes, request: Request, at: datetime
) -> Deposited:
    """Raises NotOpen. Publishes "case.deposited" (lane administrations) and "case.opened" (lane events).

    The fee of the day is frozen here: a later change of the catalogue changes no open case.
    """
    _check(request)
    service = request.service
    day = clock.local_day(service.country, at)
    reference = next_reference(connection, day.year, reference_key)
    code, case_id = ids.new_code(), str(uuid.uuid4())
    fee = service.fee_on(day)
    fee_xof = fee.amount_xof if fee else None
    connection.execute(
        insert(CASE_FILE).values(
            id=case_id,
            reference=reference,
            service=service.number,
            administration=service.administration,
            region=region_of(service, request.answers),
            country=service.country,
            state=FIRST,
            state_since=at,
            opened_at=at,
            fee_xof=fee_xof,
            language=request.language,
            network=request.network,
            submission="to_send",
            submission_since=at,
            **_sealed(keyring, case_id, request, code),
        )
    )
    lifecycle.record(connection, case_id, "deposited", None, FIRST, "citizen", at)
    # No fee, or one that only the counter knows: nothing to pay now. The deposit has its own message.
    to_pay = bool(fee_xof) and lifecycle.advance(connection, case_id, "a_payer", "fee", at=at, announce=False)
    filing.ask(connection, case_id)
    outbox.publish(connection, "case.opened", case_id)
    return Deposited(case_id, reference, code, "a_payer" if to_pay else FIRST)


def _sealed(keyring: Keyring, case_id: str, request: Request, code: str) -> dict[str, object]:
    return {
        "phone_index": seals.phone_index(keyring, request.phone),
        "phone_sealed": seals.seal(keyring, "case_file.phone", case_id, request.phone),
        "answers_sealed": seals.seal_answers(keyring, case_id, request.answers),
        "code_sealed": seals.seal(keyring, "case_file.code", case_id, code),
    }


def _check(request: Request) -> None:
    if request.service.deposit != "open":
        raise NotOpen("counter")
    if len(request.answers) > MOST_QUESTIONS:
        raise NotOpen("answers")
    if any(len(answer) > LONGEST_ANSWER for answer in request.answers.values()):
        raise NotOpen("answer")
