"""SOAP 1.1 envelopes as Moov writes and reads them. Knows no operation; refuses every DTD and entity."""

import codecs
from collections.abc import Mapping
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import escape

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
# One namespace for every operation: the documented checktransaction.tlc.com answers a Fault.
API = "http://api.merchant.tlc.com/"
ELEMENTS_MAX = 200  # The longest known answer, the account's status, has some 30.
VALUE_MAX = 1000  # A description is one sentence.
# Byte order marks before guesses; a declaration is not believed, as theirs says utf-16 over UTF-8 bytes.
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
BARE = ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))

Fields = Mapping[str, "str | Fields"]


class EnvelopeRefused(ValueError):
    """Not an answer in this format: HTML, half an answer, a DTD, too many elements."""


class Fault(ValueError):
    """A SOAP Fault. Its text may repeat what was sent, so it is not in the message."""


def build(operation: str, fields: Fields) -> bytes:
    """The request. Every value is escaped; nested fields become nested elements."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<soapenv:Envelope xmlns:soapenv="{SOAP}" xmlns:api="{API}"><soapenv:Header/><soapenv:Body>'
        f"<api:{operation}>{_elements(fields)}</api:{operation}>"
        "</soapenv:Body></soapenv:Envelope>"
    ).encode()


def read(body: bytes) -> dict[str, str]:
    """The fields of the one answer, by local name. Raises Fault, or EnvelopeRefused."""
    root = _parse(body)
    if sum(1 for _ in root.iter()) > ELEMENTS_MAX:
        raise EnvelopeRefused("too many elements")
    answer = _only(_only_named(root, "Body"))
    if _local(answer) == "Fault":
        raise Fault("SOAP Fault")
    # The wrapper is called result, return or response, depending on the operation and the version.
    wrapper = _only(answer)
    fields = {_local(child): (child.text or "").strip()[:VALUE_MAX] for child in wrapper}
    if len(fields) != len(wrapper):
        raise EnvelopeRefused("a field twice")
    return fields


def decode(body: bytes) -> str:
    """The text of an answer in UTF-8 or UTF-16, marked or not. Raises EnvelopeRefused."""
    encodings = [name for mark, name in MARKS + BARE if body.startswith(mark)]
    try:
        return body.decode(encodings[0] if encodings else "utf-8")
    except UnicodeDecodeError:
        raise EnvelopeRefused("neither UTF-8 nor UTF-16") from None


def _parse(body: bytes) -> Element:
    try:
        root: Element = fromstring(decode(body).strip(), forbid_dtd=True)
    except (ParseError, DefusedXmlException):
        raise EnvelopeRefused("not XML, or XML with a DTD") from None
    if _local(root) != "Envelope":
        raise EnvelopeRefused("not an envelope")
    return root


def _only_named(parent: Element, name: str) -> Element:
    found = [child for child in parent if _local(child) == name]
    if len(found) != 1:
        raise EnvelopeRefused(f"not one {name}")
    return found[0]


def _only(parent: Element) -> Element:
    if len(parent) != 1:
        raise EnvelopeRefused("not one element")
    return parent[0]


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _elements(fields: Fields) -> str:
    return "".join(
        f"<{name}>{escape(value) if isinstance(value, str) else _elements(value)}</{name}>"
        for name, value in fields.items()
    )
