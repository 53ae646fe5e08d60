"""The door of every USSD operator: a WSGI callable for /ussd that turns requests into screens.

It stands in front of the web framework, which would cost more than all of this. No menu logic here.
"""

from collections.abc import Callable, Iterable, Mapping
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import structlog

from kernel import clock
from kernel.turn import Screen, Turn
from ussd import metrics
from ussd.address import Addresses
from ussd.body import read_body
from ussd.call import Call, Probe, Reading, SessionEvent
from ussd.environ_headers import EnvironHeaders
from ussd.fault import report
from ussd.hook import Hook
from ussd.respond import send
from ussd.steps import CONFLICTS, Steps
from ussd.wire import Refused, WireReply, WireRequest, told

log = structlog.get_logger(__name__)

UNKNOWN = "unknown"


class Door:
    """``converse`` answers a turn, ``record`` keeps an end of session, ``say`` gives a text of the catalogue.

    ``hooks`` are by path (``ussd.dialects.hooks``). ``not_found`` answers a wrong secret as any unknown
    path: give it the web application. ``is_open(dialect, session)`` says whether a session lives, where an
    operator asks.
    """

    def __init__(
        self,
        hooks: Mapping[str, Hook],
        converse: Callable[[Turn], Screen],
        token: str,
        *,
        record: Callable[[SessionEvent], None],
        say: Callable[..., str],
        not_found: WSGIApplication | None = None,
        is_open: Callable[[str, str], bool] | None = None,
    ) -> None:
        self._addresses = Addresses(hooks, token)
        self._steps = Steps(converse, say)
        self._record = record
        self._not_found = not_found
        self._is_open = is_open
        self._timers = {hook.dialect: metrics.STEP_SECONDS.labels(hook.dialect) for hook in hooks.values()}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """PEP 3333. Works mounted (path split between SCRIPT_NAME and PATH_INFO) and bare."""
        hook: Hook | None = None
        try:
            path = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
            hook, tail = self._addresses.find(path, environ["REQUEST_METHOD"])
            reply = self._reply(hook, _request(hook, tail, environ))
        except Refused as refused:
            _count_refusal(hook, refused)
            if refused.status == 404 and self._not_found is not None:
                return self._not_found(environ, start_response)
            reply = hook.refuse(refused) if hook else told(refused)
        return send(reply, start_response)

    def _reply(self, hook: Hook, request: WireRequest) -> WireReply:
        reading = _read(hook, request)
        if isinstance(reading, Call):
            return self._screen(hook, reading)
        if isinstance(reading, Probe):
            return self._probe(hook, reading)
        self._keep(reading)
        return hook.acknowledge(True)

    def _screen(self, hook: Hook, call: Call) -> WireReply:
        started = clock.monotonic()
        step = self._steps.take(call)
        if step.screen.name in CONFLICTS:
            log.warning("ussd_session_conflict", dialect=hook.dialect, security=True)
            raise Refused(400, "conflict")
        reply = hook.write(call, step.screen)
        if call.ended is None:
            metrics.screen_shown(step.screen.name)
        self._timers[hook.dialect].observe(clock.monotonic() - started)
        if step.ended is not None and (call.ended or not hook.tells_ends):
            turn = call.turn
            self._keep(
                SessionEvent(
                    turn.dialect, turn.service_code, turn.session, step.ended, turn.network, step.screen.name
                )
            )
        return reply

    def _probe(self, hook: Hook, probe: Probe) -> WireReply:
        if self._is_open is None:
            raise Refused(404, "not_found")
        try:
            return hook.acknowledge(self._is_open(probe.dialect, probe.session))
        except Exception as error:  # noqa: BLE001 - the operator needs an answer, the log has the place
            report(log, "ussd_probe_failed", hook.dialect, error)
            return hook.acknowledge(False)

    def _keep(self, event: SessionEvent) -> None:
        """Statistics never cost an answer."""
        metrics.ENDED.labels(event.dialect, event.status).inc()
        try:
            self._record(event)
        except Exception as error:  # noqa: BLE001 - the operator needs an answer, the log has the place
            metrics.EVENTS_LOST.inc()
            report(log, "ussd_event_lost", event.dialect, error)


def _request(hook: Hook, tail: str, environ: WSGIEnvironment) -> WireRequest:
    query: str = environ.get("QUERY_STRING", "")
    if len(query) > hook.body_max:
        raise Refused(413, "query_too_long")
    return WireRequest(
        environ["REQUEST_METHOD"],
        tail,
        query.encode("latin-1", "replace"),
        EnvironHeaders(environ),
        read_body(environ, hook.body_max),
    )


def _read(hook: Hook, request: WireRequest) -> Reading:
    """What the dialect reads. A request that breaks our reading is answered 400, with a trace for us only."""
    try:
        return hook.read(request)
    except Refused:
        raise
    except Exception as error:  # noqa: BLE001 - the operator needs an answer, the log has the place
        report(log, "ussd_read_failed", hook.dialect, error)
        raise Refused(400, "unreadable") from None


def _count_refusal(hook: Hook | None, refused: Refused) -> None:
    dialect = hook.dialect if hook else UNKNOWN
    metrics.REFUSED.labels(dialect, refused.reason_code).inc()
    log.warning("ussd_refused", dialect=dialect, status=refused.status, reason_code=refused.reason_code)
