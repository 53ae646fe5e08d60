"""What the JSON of the handset calls holds. Decides nothing."""

from simulator.handset.phones import Phone
from simulator.handset.sessions import Step
from simulator.providers.directory import Served
from simulator.septets import measure
from simulator.store import Document


def step_view(step: Step) -> Document:
    """One turn for the person (text, more) and for the curious (septets, raw request and replies)."""
    size = measure(step.shown.text)
    sent = step.sent
    came = sent.replies if sent else ()
    replies = [{"status": each.status, "ms": each.ms, "raw": each.raw()} for each in came]
    return {
        "session": step.session,
        "text": step.shown.text,
        "more": step.shown.more,
        "error": step.shown.error,
        "ms": sent.ms if sent else 0.0,
        "septets": size.units,
        "budget": size.budget,
        "encoding": size.encoding,
        "foreign": list(size.foreign),
        "transcript": step.transcript,
        "seconds_left": round(step.seconds_left, 1),
        "request": sent.request.raw() if sent else "",
        "replies": replies,
        "equal": sent.equal if sent else None,
        "delayed_s": sent.delayed_s if sent else 0.0,
    }


def person_view(each: Phone) -> Document:
    """One phone as the page names it."""
    return {
        "phone": each.number,
        "name": each.name,
        "operator": each.operator,
        "network": each.network,
        "dialect": each.dialect,
    }


def number_view(each: Served) -> Document:
    """One number that people write to; no ``networks`` means all of them."""
    return {
        "number": each.number,
        "provider": each.service.name,
        "label": each.service.label,
        "networks": list(each.networks),
    }
