"""``python -m simulator``: the simulated outside world as a process of its own."""

import argparse
import signal
import sys
import threading
from pathlib import Path
from types import FrameType

from werkzeug.serving import WSGIRequestHandler, make_server

from simulator.app import create_app
from simulator.options import Options
from simulator.world import build


class Quiet(WSGIRequestHandler):
    """Pages ask every two seconds and addresses carry phone numbers: nothing of it is worth a line."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


def main(arguments: list[str] | None = None) -> None:
    """Serve until SIGTERM or SIGINT."""
    asked = _parser().parse_args(arguments)
    world = build(_options(asked))
    server = make_server(asked.host, asked.port, create_app(world), threaded=True, request_handler=Quiet)

    def end(number: int, frame: FrameType | None) -> None:
        # shutdown() waits for serve_forever() to return, so it cannot run in the thread that serves.
        world.stopping.set()
        threading.Thread(target=server.shutdown, daemon=True).start()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    world.start()
    sys.stdout.write(f"Simulator listening on http://{asked.host}:{server.server_port}/\n")
    sys.stdout.flush()
    try:
        server.serve_forever()
    finally:
        server.server_close()
        world.stop()


def _options(asked: argparse.Namespace) -> Options:
    return Options(
        gateway=asked.gateway.rstrip("/"),
        token=asked.token,
        events_token=asked.events_token,
        service_code=asked.service_code,
        short_code=asked.short_code,
        state=asked.state,
        inbound_retry_s=asked.inbound_retry_s,
        session_s=asked.session_s,
    )


def _parser() -> argparse.ArgumentParser:
    usual = Options()
    parser = argparse.ArgumentParser("simulator", description="The outside world, simulated.")
    add = parser.add_argument
    add("--host", default="127.0.0.1", help="address to listen on")
    add("--port", type=int, default=8001, help="port to listen on; 0 picks a free one")
    add("--gateway", default=usual.gateway, help="base address of the gateway")
    add("--token", default=usual.token, help="secret in the gateway's callback paths")
    add("--events-token", default=usual.events_token, help="bearer token of the administrations' events")
    add("--service-code", default=usual.service_code, help="the USSD code people dial")
    add("--short-code", default=usual.short_code, help="the number people write SMS to")
    add("--state", type=Path, default=usual.state, help="directory that keeps the world's data")
    add("--inbound-retry-s", type=float, default=usual.inbound_retry_s, help="seconds between SMS re-posts")
    add("--session-s", type=float, default=usual.session_s, help="seconds a USSD session lasts at most")
    return parser


if __name__ == "__main__":
    main()
