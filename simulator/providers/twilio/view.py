"""A message as Twilio's API shows it."""

from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from simulator.providers.book import told
from simulator.store import Document

# A message goes queued, sent, delivered or undelivered.
FAILED_CODE, FAILED_WORDS = 30003, "Unreachable destination handset"
PRICE_USD = "-0.19500"  # One part to Mali or Benin; an example.


def message(row: Document, account: str) -> dict[str, Any]:
    """All fields of the Message resource; dates in RFC 2822."""
    word, outcome = told(row)
    failed = outcome == "failed"
    born = _date(row["at"])
    uri = f"/2010-04-01/Accounts/{account}/Messages/{row['id']}.json"
    return {
        "account_sid": account,
        "api_version": "2010-04-01",
        "body": row["text"],
        "date_created": born,
        "date_sent": born if word else None,
        "date_updated": born,
        "direction": "outbound-api" if row["direction"] == "out" else "inbound",
        "error_code": FAILED_CODE if failed else None,
        "error_message": FAILED_WORDS if failed else None,
        "from": row["other"] if row["direction"] == "out" else row["phone"],
        "messaging_service_sid": None,
        "num_media": "0",
        "num_segments": str(row["parts"]),
        "price": PRICE_USD if word else None,
        "price_unit": "USD",
        "sid": row["id"],
        "status": word or ("queued" if row["direction"] == "out" else "received"),
        "subresource_uris": {"media": uri.replace(".json", "/Media.json")},
        "to": row["phone"] if row["direction"] == "out" else row["other"],
        "uri": uri,
    }


def _date(iso: str) -> str:
    return format_datetime(datetime.fromisoformat(iso).astimezone(UTC))
