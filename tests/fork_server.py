"""A process that has imported the gateway once and becomes ``guichet`` as often as it is asked, each time in a copy.

As `guichet run` starts its own processes (``gateway.program``). It holds no thread, no connection and no setting: a
copy reads its environment anew. Asked by ``tests.forked`` through the socket whose number is its only argument.
"""

import contextlib
import gc
import json
import os
import signal
import socket
import sys
from collections.abc import Mapping
from typing import Any, NoReturn

from gateway import cli, front
from tests import patience
from tests.forked import FILES, NUMBER, ORDER_BYTES_MAX

__all__ = ["front"]  # what `guichet web` loads


def serve(orders: socket.socket) -> None:
    """Until whoever asks is gone. Copies that still run then are theirs to end."""
    told: dict[int, int] = {}
    # An exit interrupts the wait for an order: it is told before the next one is read.
    signal.signal(signal.SIGCHLD, lambda *_: _tell_ends(told))
    while True:
        data, files, _, _ = socket.recv_fds(orders, ORDER_BYTES_MAX, FILES)
        if not data:
            return
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
        pid = os.fork()
        if pid == 0:
            orders.close()
            _become(json.loads(data), files)
        *standard, tell = files
        for file in standard:
            os.close(file)
        told[pid] = tell
        os.write(tell, NUMBER.pack(pid))
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})


def _tell_ends(told: dict[int, int]) -> None:
    for pid in list(told):
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            tell = told.pop(pid)
            with contextlib.suppress(BrokenPipeError):  # nobody waited for it
                os.write(tell, NUMBER.pack(os.waitstatus_to_exitcode(status)))
            os.close(tell)


def _become(order: Mapping[str, Any], files: list[int]) -> NoReturn:
    """What a shell does between fork and exec, less the exec."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
    if order["session"]:
        os.setsid()
    for number, file in enumerate(files):
        if number < FILES - 1:
            os.dup2(file, number)
        os.close(file)
    os.environ.clear()
    os.environ.update(order["environment"])
    sys.argv = ["guichet", *order["arguments"]]
    code: object = 0
    try:
        cli.main()
    except SystemExit as end:
        code = end.code
    except BaseException:  # noqa: BLE001 - as the interpreter ends a program
        sys.excepthook(*sys.exc_info())
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else int(code is not None))


if __name__ == "__main__":
    patience.be_patient()
    gc.freeze()
    serve(socket.socket(fileno=int(sys.argv[1])))
    os._exit(0)  # what is frozen is not taken down, and libraries would complain of that
