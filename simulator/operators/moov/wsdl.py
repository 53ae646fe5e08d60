"""The WSDL 1.1 description SOAP clients ask for before anything else: document style, one wrapper a message."""

from simulator.operators.moov.soap import NAMESPACE

PUSH = ("token", "msisdn", "message", "amount", "externaldata1", "externaldata2", "fee")
PUSHED = ("description", "referenceid", "status", "transid")
# Fields of each call, those of its nested ``request``, and those of its result.
SHAPES: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "PushWithPending": (PUSH, (), PUSHED),
    "Push": (PUSH, (), PUSHED),
    "getTransactionStatusImmediate": (("token",), ("transactiontype", "transid"), (*PUSHED, "amount")),
    "getTransactionStatus": (("token",), ("transactiontype", "transid"), (*PUSHED, "amount")),
    "transferFlooz": (
        ("token",),
        ("destination", "amount", "referenceid", "transactionid", "walletid", "extendeddata"),
        ("message", "referenceid", "status", "transactionid"),
    ),
    "getBalance": (("token",), ("msisdn",), ("balance", "message", "status")),
    "getMobileAccountStatus": (
        ("token",),
        ("msisdn",),
        ("accounttype", "message", "msisdn", "status"),
    ),
}
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    f'<definitions name="UssdPush" targetNamespace="{NAMESPACE}" xmlns:tns="{NAMESPACE}" '
    'xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" '
    'xmlns:xs="http://www.w3.org/2001/XMLSchema">'
)
BINDING = '<soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>'
LITERAL = '<soap:body use="literal"/>'


def description(address: str) -> str:
    """The whole description, for a service at ``address``."""
    types = "".join(_element(name, *SHAPES[name]) for name in SHAPES)
    messages = "".join(_message(name) + _message(f"{name}Response") for name in SHAPES)
    ports = "".join(_operation(name) for name in SHAPES)
    bound = "".join(_bound(name) for name in SHAPES)
    return (
        f'{HEAD}<types><xs:schema targetNamespace="{NAMESPACE}">{types}</xs:schema></types>{messages}'
        f'<portType name="UssdPush">{ports}</portType>'
        f'<binding name="UssdPushBinding" type="tns:UssdPush">{BINDING}{bound}</binding>'
        '<service name="UssdPush"><port name="UssdPush" binding="tns:UssdPushBinding">'
        f'<soap:address location="{address}"/></port></service></definitions>'
    )


def _element(name: str, call: tuple[str, ...], nested: tuple[str, ...], result: tuple[str, ...]) -> str:
    asked = _texts(call) + (_complex("request", _texts(nested)) if nested else "")
    return _complex(name, asked) + _complex(f"{name}Response", _complex("result", _texts(result)))


def _texts(names: tuple[str, ...]) -> str:
    return "".join(f'<xs:element name="{name}" type="xs:string" minOccurs="0"/>' for name in names)


def _complex(name: str, inside: str) -> str:
    body = f"<xs:complexType><xs:sequence>{inside}</xs:sequence></xs:complexType>"
    return f'<xs:element name="{name}">{body}</xs:element>'


def _message(name: str) -> str:
    return f'<message name="{name}"><part name="parameters" element="tns:{name}"/></message>'


def _operation(name: str) -> str:
    ends = f'<input message="tns:{name}"/><output message="tns:{name}Response"/>'
    return f'<operation name="{name}">{ends}</operation>'


def _bound(name: str) -> str:
    ends = f"<input>{LITERAL}</input><output>{LITERAL}</output>"
    return f'<operation name="{name}"><soap:operation soapAction=""/>{ends}</operation>'
