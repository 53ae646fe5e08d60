"""What MTN's answers mean by status and code. The fields of a good one are in `wire.py`."""

from http import HTTPStatus

from kernel.egress import Response
from payments.carrier import failure
from payments.contract import Declined, Misconfigured, RailError, Standing, Unanswered
from payments.mtn import wire
from payments.mtn.platform import Platform

DUPLICATE = "RESOURCE_ALREADY_EXIST"


def accept(answer: Response) -> None:
    """202, or 409 for what it has already. Raises RailError for everything else."""
    code = _code(answer)
    if answer.status == HTTPStatus.ACCEPTED or (answer.status == HTTPStatus.CONFLICT and code == DUPLICATE):
        return
    raise _refusal(answer, code)


def standing(answer: Response, platform: Platform) -> Standing:
    """Where a charge or a refund stands; ``absent`` when MTN does not know it. Raises RailError."""
    code = _code(answer)
    if answer.status == HTTPStatus.NOT_FOUND and code == "RESOURCE_NOT_FOUND":
        return Standing("absent", raw=code)
    if answer.status != HTTPStatus.OK:
        raise _refusal(answer, code, asking=True)
    try:
        return wire.standing(answer.json(), platform)
    except ValueError:
        raise Unanswered("unreadable") from None


def _refusal(answer: Response, code: str | None, *, asking: bool = False) -> RailError:
    """What an answer that is no yes means. The code goes before the status: INVALID_CURRENCY comes as a 500."""
    if code in wire.OURS:
        return Misconfigured(str(code))
    if not asking and (code in wire.DECLINED or answer.status == HTTPStatus.BAD_REQUEST):
        return Declined(code or "http_400")
    if not asking and answer.status in (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED):
        return Misconfigured(f"http_{answer.status}")
    return failure(answer)


def _code(answer: Response) -> str | None:
    if answer.status in (HTTPStatus.OK, HTTPStatus.ACCEPTED):
        return None
    try:
        return wire.code_of(answer.json())
    except ValueError:
        return None
