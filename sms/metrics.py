"""What the messages count for Prometheus. Label values are words of ours: never a phone, never a provider's text."""

from prometheus_client import Counter, Histogram

HANDED = Counter("guichet_sms_handovers_total", "Hand-overs by what came of them", ["provider", "outcome"])
# Refused or held before anything left: quiet hours, budgets, STOP, expiry, no route.
STOPPED = Counter("guichet_sms_stopped_total", "Messages not handed over, by reason", ["reason"])
LOOKED_UP = Counter("guichet_sms_lookups_total", "Unknown outcomes asked about", ["provider", "answer"])
# Promise: 99 % handed over within 5 s; GOV.UK Notify promises 95 % within 10 s.
WAITED = Histogram(
    "guichet_sms_handover_seconds",
    "From queued to accepted by a provider, first hand-overs only",
    ["priority"],
    buckets=(0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300),
)
