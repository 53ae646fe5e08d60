"""The two ways to start a process that the supervisor keeps: a copy of itself, or a program of its own."""

import gc
import multiprocessing
import os
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from setproctitle import setproctitle

from gateway.orphans import end_with_parent
from kernel import logs

# A copy has every import done already: eight processes start in a second instead of ten.
FORK = multiprocessing.get_context("fork")


class Started(Protocol):
    """A process under way. It leads a session of its own, so that Ctrl-C reaches only the supervisor."""

    @property
    def pid(self) -> int: ...

    def exit_status(self) -> int | None:
        """None while it runs."""
        ...

    def wait(self, seconds: float) -> bool:
        """Whether it ended within ``seconds``."""
        ...


Program = Callable[[], Started]


def copy(name: str, work: Callable[[], None], environment: Mapping[str, str], log_file: Path) -> Program:
    """``work`` in a fork of this process, listed as "guichet: <name>"."""

    def start() -> Started:
        # A full collection in a copy writes to all that it looks at, and a page written to is shared no more: after one
        # a web process held 73 MB of its own (measured), and 31 since it leaves alone what it was copied with.
        gc.collect()
        gc.freeze()
        process = FORK.Process(target=_enter, args=(name, work, environment, log_file), name=name)
        process.start()
        return _Copy(process)

    return start


def command(arguments: Sequence[str], environment: Mapping[str, str], log_file: Path) -> Program:
    """A program of its own: it shares nothing with us."""

    def start() -> Started:
        with log_file.open("ab") as output:
            return _Command(
                subprocess.Popen(
                    list(arguments), env=dict(environment), stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                    start_new_session=True, preexec_fn=end_with_parent,
                )
            )  # fmt: skip

    return start


class _Copy:
    def __init__(self, process: multiprocessing.context.ForkProcess) -> None:
        self._process = process

    @property
    def pid(self) -> int:
        return self._process.pid or 0

    def exit_status(self) -> int | None:
        return self._process.exitcode

    def wait(self, seconds: float) -> bool:
        self._process.join(seconds)
        return self._process.exitcode is not None


class _Command:
    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    @property
    def pid(self) -> int:
        return self._process.pid

    def exit_status(self) -> int | None:
        return self._process.poll()

    def wait(self, seconds: float) -> bool:
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True


def _enter(name: str, work: Callable[[], None], environment: Mapping[str, str], log_file: Path) -> None:
    """The first lines of a copy: a session, an output, an environment and a name of its own."""
    os.setsid()
    end_with_parent()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)  # the supervisor's own handlers came along
    with log_file.open("ab") as output:
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
    setproctitle(
        f"guichet: {name}"
    )  # first: it finds the place of the title beside the environment as it began
    os.environ.update(environment)
    try:
        work()
    finally:
        logs.flush()  # a copy ends by os._exit, which waits for no thread
