"""Moov's only address: a SOAP envelope in, a SOAP envelope out, in UTF-16 now and then."""

from flask import Response, request

from simulator.operators.door import door, e164, payer_of
from simulator.operators.moov import soap
from simulator.operators.moov.codes import BAD_TOKEN
from simulator.operators.moov.operations import OPERATIONS
from simulator.operators.moov.token import well_formed
from simulator.operators.moov.wsdl import description
from simulator.world import here

MAX_CALL = 16 * 1024  # No call has more than ten short fields.


def _phones() -> list[str]:
    try:
        fields = soap.read(request.get_data()).fields if request.method == "POST" else {}
    except soap.BadCall:
        return []
    known = payer_of(here().market.book.get("moov", fields.get("transid", "")))
    return [e164(fields["msisdn"])] if fields.get("msisdn") else known


routes = door("moov", "merchant", "/com.tlc.merchant.api", _phones)


@routes.post("/UssdPush")
def call() -> Response:
    """One operation; a token that cannot be one is answered 98, anything else unreadable is a fault."""
    body = request.get_data()
    if len(body) > MAX_CALL:
        return soap.fault("Message too large")
    try:
        asked = soap.read(body)
    except soap.BadCall as error:
        return soap.fault(str(error))
    operation = OPERATIONS.get(asked.operation)
    if operation is None:
        return soap.fault(f"Message part {{{soap.NAMESPACE}}}{asked.operation} was not recognized.")
    if not well_formed(asked.fields.get("token", "")):
        number, words = BAD_TOKEN
        return soap.result(asked.operation, {"description": words, "status": number})
    try:
        answer = soap.result(asked.operation, operation(asked.fields))
    except soap.BadCall as error:
        return soap.fault(str(error))
    return _wide(answer) if here().faults.take("moov", ["utf-16"], _phones()) else answer


@routes.get("/UssdPush")
def wsdl() -> Response:
    """The description every SOAP client asks for first (``?wsdl``)."""
    return Response(description(request.base_url), 200, content_type=soap.KIND)


def _wide(answer: Response) -> Response:
    """Some of Moov's machines write UTF-16."""
    return Response(
        answer.get_data(as_text=True).encode("utf-16"), 200, content_type="text/xml;charset=UTF-16"
    )
