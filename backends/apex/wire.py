"""APEX's requests and answers as they stand on the wire. Opens nothing."""

import json
from urllib.parse import quote, urlencode

from backends import govstack
from backends.contract import AdministrationError, Application, Filed, Refused, Report, Unavailable, Unknown
from kernel.egress import Response

# What an answer that is no success means. Any other status, redirects included, leaves the outcome open.
FAILURES: dict[int, tuple[type[AdministrationError], str]] = {
    400: (Refused, "invalid"),
    401: (Unavailable, "credentials"),  # Ours to mend: the citizen's request is not at fault.
    403: (Unavailable, "credentials"),
    404: (Refused, "not-found"),
    408: (Unavailable, "timeout"),
    410: (Refused, "gone"),
    413: (Refused, "too-large"),
    422: (Refused, "invalid"),
    429: (Unavailable, "too-many"),
    503: (Unavailable, "down"),
}


# The catalogue's code -> APEX's own service id.
SERVICES = {"ML-CO": "certificat-origine"}


def filing_path(application: Application) -> str:
    """POST: hand in a request. Raises Refused for a service that APEX does not give."""
    service = SERVICES.get(application.service)
    if service is None:
        raise Refused("service")
    return f"/services/{quote(service, safe='')}/applications"


def filing_body(application: Application) -> bytes:
    """The request as JSON."""
    return json.dumps(
        {
            "reference": application.reference,
            "service": application.service,
            "language": application.language,
            "applicant": {"phone": application.phone},
            "answers": dict(application.answers),
        },
        ensure_ascii=False,
    ).encode()


def finding_path(reference: str) -> str:
    """GET: the applications under our reference."""
    return f"/applications?{urlencode({'reference': reference})}"


def standing_path(external_id: str) -> str:
    """GET: one application."""
    return f"/applications/{quote(external_id, safe='')}"


def read_filed(response: Response, reference: str) -> Filed:
    """The answer to a filing: 201 new, 200 the one filed before. Raises AdministrationError."""
    if response.status not in (200, 201):
        raise failure(response)
    return _read_filed(response, reference)


def read_found(response: Response, reference: str) -> Filed | None:
    """The answer to a search: a list, the application itself, or 404. Raises AdministrationError."""
    if response.status == 404:
        return None
    if response.status != 200:
        raise failure(response)
    try:
        value = response.json()
        if isinstance(value, list):
            # A list may hold more than was asked for: only ours counts.
            ours = [item for item in value if isinstance(item, dict) and item.get("reference") == reference]
            return govstack.filed(ours[0], reference) if ours else None
        return govstack.filed(value, reference)
    except ValueError:
        raise Unknown("unreadable") from None


def read_report(response: Response) -> Report:
    """The answer about one application. Raises AdministrationError."""
    if response.status != 200:
        raise failure(response)
    try:
        return govstack.report(response.json())
    except ValueError:
        raise Unknown("unreadable") from None


def failure(response: Response) -> AdministrationError:
    """The error of an answer that is no success."""
    kind, reason = FAILURES.get(response.status, (Unknown, f"http-{response.status}"))
    if kind is Refused:
        return Refused(reason, _comment(response))
    return kind(reason)


def _read_filed(response: Response, reference: str) -> Filed:
    try:
        return govstack.filed(response.json(), reference)
    except ValueError:
        # It said success in words we cannot read: it may well hold the request.
        raise Unknown("unreadable") from None


def _comment(response: Response) -> str:
    """The administration's sentence of refusal, "" when the answer has none."""
    try:
        value = response.json()
    except ValueError:
        return ""
    comment = value.get("error") if isinstance(value, dict) else None
    return govstack.plain(comment) if isinstance(comment, str) else ""
