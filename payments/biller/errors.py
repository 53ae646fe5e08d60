"""The GSMA's error object, as this API answers it. Source: Mobile Money API 1.2.0, errorObject."""

import json

from flask import Response

from kernel import clock

# errorCode -> (HTTP status, errorCategory, description). The sentences are for their logs: nothing personal.
ERRORS: dict[str, tuple[int, str, str]] = {
    "clientAuthorisationError": (401, "authorisation", "Unknown API key"),
    "identifierError": (404, "identification", "No such bill"),
    "duplicateRequest": (400, "businessRule", "This payment was taken before; ask /responses"),
    "incorrectState": (400, "businessRule", "The bill is closed or being paid at this moment"),
    "underPaymentNotAllowed": (400, "businessRule", "Less than minimumAmountDue"),
    "overPaymentNotAllowed": (400, "businessRule", "More than amountDue"),
    "currencyNotSupported": (400, "validation", "XOF only"),
    "mandatoryValueNotSupplied": (400, "validation", "A mandatory value is missing"),
    "formatError": (400, "validation", "A value is malformed"),
    "lengthError": (400, "validation", "A value or the body is too long"),
    "invalidOffset": (400, "validation", "limit and offset are whole numbers"),
    "genericError": (503, "serviceUnavailable", "Come back later; nothing was taken"),
}


class BillRefused(Exception):
    """The request is answered with this error code, and nothing was changed."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def answer(code: str) -> Response:
    """The error as JSON, with the status that its category has."""
    status, category, description = ERRORS[code]
    body = {
        "errorCategory": category,
        "errorCode": code,
        "errorDescription": description,
        "errorDateTime": clock.now().isoformat(),
    }
    return Response(json.dumps(body), status, mimetype="application/json")
