"""``python -m simulator``: the simulated outside world as a process of its own."""

import signal
import sys
import threading
from types import FrameType

from werkzeug.serving import WSGIRequestHandler, make_server

from simulator.app import create_app
from simulator.arguments import options, parser
from simulator.world import build


class Quiet(WSGIRequestHandler):
    """Pages ask every two seconds and addresses carry phone numbers: nothing of it is worth a line."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


def main(arguments: list[str] | None = None) -> None:
    """Serve until SIGTERM or SIGINT."""
    asked = parser().parse_args(arguments)
    world = build(options(asked))
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


if __name__ == "__main__":
    main()
