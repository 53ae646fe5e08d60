"""What an answer that is no success means, by its error object. Not for verdicts on a charge that was taken."""

from kernel.egress import Response
from payments import answer
from payments.carrier import failure, wait
from payments.contract import Declined, Misconfigured, NotTried, RailError, Unanswered
from payments.gsma.statuses import CATEGORY, ERROR


def refusal(response: Response) -> RailError:
    """The error of an answer that is no success, by its code, then its category, then its status."""
    if response.status >= 500:
        return failure(response)
    return of_error(answer.error_fields(response), response) or failure(response)


def unread(response: Response) -> RailError:
    """As ``refusal``, for a question: a question that is refused decides nothing about the charge."""
    error = refusal(response)
    return Unanswered(error.reason) if isinstance(error, Declined) else error


def of_error(error: object, response: Response) -> RailError | None:
    """The error of an error object, None when it says nothing that we know."""
    if not isinstance(error, dict):
        return None
    code, category = answer.text(error.get("errorCode"), 60), answer.text(error.get("errorCategory"), 40)
    decision = ERROR.get(code) or CATEGORY.get(category)
    if decision is None:
        return None
    reason = code if code in ERROR else category
    if decision == "busy":
        return NotTried(reason, wait(response))
    return Declined(reason) if decision == "no" else Misconfigured(reason)
