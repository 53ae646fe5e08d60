"""Africa's Talking USSD: form posts with the whole transcript, answered with CON or END; end-of-session news.

developers.africastalking.com/docs/ussd: overview, handle_sessions, notifications.
"""

from kernel.turn import Kind, Screen, TextMode, Turn
from ussd import fields
from ussd.call import Call, SessionEvent, Status
from ussd.caller import caller
from ussd.hook import Hook
from ussd.hop import HOP_SEPARATOR, last_hop, static_name
from ussd.quantity import cost, count, moment
from ussd.service_code import required
from ussd.wire import PLAIN, WireReply, WireRequest

DIALECT = "africastalking"
HOP_HEADER = "at-ussd-hop-metadata"
PREFIXES = {True: "CON ", False: "END "}
# The news carries every screen name, every input and our last screen: 60 steps of 99 characters and more.
EVENT_BODY_MAX = 32 * 1024
STATUSES = {status.value: status for status in (Status.SUCCESS, Status.INCOMPLETE, Status.FAILED)}
KEPT = ("date", "sessionId", "serviceCode", "networkCode", "status", "cost", "durationInMillis", "hopsCount")
_FORM = (fields.form_pairs,)


def read(request: WireRequest) -> Call:
    """One turn. ``text`` may be absent (the first screen); empty segments in it are answers and stay.

    A first request may carry inputs already (dial-through) and looks like any other: only the session tells.
    """
    values = fields.unique(fields.decoder(request, _FORM)(request.body))
    fields.clean(values)
    text = values.get("text", "")
    return Call(
        Turn(
            channel="ussd",
            dialect=DIALECT,
            service_code=required(values.get("serviceCode", "")),
            session=fields.session_id(values.get("sessionId", "")),
            phone=caller(values.get("phoneNumber", "")),
            kind=Kind.CONTINUE if text else Kind.BEGIN,
            mode=TextMode.ACCUMULATED,
            text=text,
            # Opaque: neither Mali nor Benin is in the published list, and new networks come unannounced.
            network=fields.word(values.get("networkCode", "")),
        )
    )


def write(_call: Call, screen: Screen) -> WireReply:
    """The body starts exactly with ``CON `` or ``END ``; the screen's static name goes beside it."""
    body = (PREFIXES[screen.more] + screen.text).encode("utf-8", "replace")
    return WireReply(200, PLAIN, body, ((HOP_HEADER, static_name(screen.name)),))


def read_event(request: WireRequest) -> SessionEvent:
    """The end of a session. The phone, the inputs and our last screen are in it and are not read."""
    values = fields.unique(fields.decoder(request, _FORM)(request.body))
    kept = {name: values.get(name, "") for name in KEPT}
    fields.clean(kept)
    return SessionEvent(
        dialect=DIALECT,
        service_code=required(kept["serviceCode"]),
        session=fields.session_id(kept["sessionId"]),
        status=STATUSES.get(kept["status"], Status.UNRECOGNISED),
        network=fields.word(kept["networkCode"]),
        screen=last_hop(values.get("hopsMetadata", "").split(HOP_SEPARATOR)),
        duration_ms=count(kept["durationInMillis"]),
        hops=count(kept["hopsCount"]),
        cost=cost(kept["cost"]),
        at=moment(kept["date"]),
    )


def hooks() -> dict[str, Hook]:
    """By path, the token left out."""
    post = frozenset({"POST"})
    return {
        DIALECT: Hook(DIALECT, post, read, write, tells_ends=True),
        f"{DIALECT}/events": Hook(DIALECT, post, read_event, write, body_max=EVENT_BODY_MAX, tells_ends=True),
    }
