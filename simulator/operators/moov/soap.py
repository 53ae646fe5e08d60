"""SOAP 1.1 as Moov's merchant service speaks it: one namespace for everything, faults with HTTP 500."""

import xml.etree.ElementTree as ET
from dataclasses import dataclass
from xml.sax.saxutils import escape

from flask import Response

NAMESPACE = "http://api.merchant.tlc.com/"
ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
KIND = "text/xml;charset=UTF-8"
HEAD = f'<soap:Envelope xmlns:soap="{ENVELOPE}"><soap:Body>'
TAIL = "</soap:Body></soap:Envelope>"


@dataclass(frozen=True, slots=True)
class Call:
    """An operation and its fields; those of a nested ``request`` stand beside the token."""

    operation: str
    fields: dict[str, str]


class BadCall(Exception):
    """Not a SOAP call of this service; the message is the fault string."""


def read(body: bytes) -> Call:
    """The call in an envelope; BadCall otherwise. A document type or an entity is never read."""
    if b"<!" in body:
        raise BadCall("DTD is prohibited")
    try:
        root = ET.fromstring(body)  # noqa: S314 - no declaration can be inside, see above.
    except ET.ParseError:
        raise BadCall("Error reading XMLStreamReader.") from None
    holder = root.find(f"{{{ENVELOPE}}}Body")
    if holder is None or len(holder) != 1:
        raise BadCall("Message part was not recognized. (Does it exist in service WSDL?)")
    operation = holder[0]
    if not operation.tag.startswith(f"{{{NAMESPACE}}}"):
        raise BadCall(f"Message part {operation.tag} was not recognized. (Does it exist in service WSDL?)")
    fields = {_local(each.tag): (each.text or "").strip() for each in operation.iter() if len(each) == 0}
    return Call(_local(operation.tag), fields)


def result(operation: str, fields: dict[str, object]) -> Response:
    """The answer of an operation, fields in order."""
    inside = "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in fields.items())
    body = (
        f'{HEAD}<ns2:{operation}Response xmlns:ns2="{NAMESPACE}"><result>{inside}</result>'
        f"</ns2:{operation}Response>{TAIL}"
    )
    return Response(body, 200, content_type=KIND)


def fault(words: str) -> Response:
    """A SOAP fault; HTTP 500 as SOAP 1.1 section 6.2 wants it."""
    inside = f"<faultcode>soap:Client</faultcode><faultstring>{escape(words)}</faultstring>"
    return Response(f"{HEAD}<soap:Fault>{inside}</soap:Fault>{TAIL}", 500, content_type=KIND)


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
