"""Starts the real Kannel and ends it again: only what was started here, by its process id."""

import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests import needs
from tests.sms.kannel_box.configuration import PASSWORD, Ports, write
from tests.waiting import until

FAKESMSC = "/usr/lib/kannel/test/fakesmsc"
# A box is gone in well under a second; a loaded machine gets more.
END_S = 60.0


@dataclass(frozen=True)
class Box:
    """A running Kannel."""

    folder: Path
    ports: Ports

    @property
    def url(self) -> str:
        """The base address of smsbox."""
        return f"http://127.0.0.1:{self.ports.sendsms}"

    def status(self) -> str:
        """What bearerbox says of itself and its links."""
        address = f"http://127.0.0.1:{self.ports.admin}/status.txt?password={PASSWORD}"
        return get(address)[1]

    @contextmanager
    def phone(self) -> Iterator["Phone"]:
        """A fake phone network that hears what is sent, and sends what it is told to; afterwards there is none."""
        log = self.folder / f"fakesmsc-{time.monotonic_ns()}.log"
        with started([FAKESMSC, "-H", "127.0.0.1", "-r", str(self.ports.smsc)], log) as process:
            until(lambda: "(online" in self.status(), what="fakesmsc")
            yield Phone(log, process)
        # Until it has noticed, bearerbox would write the next message into the closed connection.
        until(lambda: "connecting, " in self.status(), what="fakesmsc is missed")


@dataclass(frozen=True)
class Phone:
    """What came to the fake phone network."""

    log: Path
    process: "subprocess.Popen[bytes]"

    def send(self, message: str) -> None:
        """One SMS as fakesmsc writes it: "from to text words"."""
        assert self.process.stdin is not None
        before = self.text().count("sent message")
        self.process.stdin.write(message.encode() + b"\n")
        self.process.stdin.flush()
        # It reads one line at a time and loses what comes with it.
        until(lambda: self.text().count("sent message") > before, what="fakesmsc sends")

    def heard(self, words: str) -> bool:
        """Did a message with ``words`` come?"""
        return any("Got message" in line and words in line for line in self.text().splitlines())

    def text(self) -> str:
        """The log."""
        return self.log.read_text("utf-8", "replace")


@contextmanager
def running(folder: Path, get_url: str) -> Iterator[Box]:
    """bearerbox and smsbox, ready to send; NOT RUN when Kannel is not installed."""
    bearerbox, smsbox = needs.program("bearerbox"), needs.program("smsbox")
    needs.program(FAKESMSC)
    with ExitStack() as parts:
        box = Box(folder, Ports(*parts.enter_context(reserved_ports(4))))
        configuration = str(write(folder, box.ports, get_url))
        parts.enter_context(started([bearerbox, "-v", "4", configuration], folder / "bearerbox.out"))
        until(lambda: listens(box.ports.boxes) and listens(box.ports.admin), what="bearerbox")
        parts.enter_context(started([smsbox, "-v", "4", configuration], folder / "smsbox.out"))
        until(lambda: listens(box.ports.sendsms) and "smsbox:(none)" in box.status(), what="smsbox")
        yield box


@contextmanager
def started(command: list[str], log: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """One process of ours until the end of the block."""
    out = log.open("wb")
    with out, subprocess.Popen(command, stdin=subprocess.PIPE, stdout=out, stderr=out) as process:
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(END_S)
            except subprocess.TimeoutExpired:
                process.kill()


def get(url: str) -> tuple[int, str]:
    """GET a page of the box: status and text; (0, "") when nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:  # noqa: S310 - loopback
            return answer.status, answer.read().decode("utf-8", "replace")
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode("utf-8", "replace")
    except OSError:
        return 0, ""


def listens(port: int) -> bool:
    """Does somebody accept connections there?"""
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def reserved_ports(count: int) -> Iterator[list[int]]:
    """Ports that the system gives to nobody until the end of the block.

    Bound and not listening: only who asks for one by its number, and sets SO_REUSEADDR as Kannel does, gets it too.
    """
    with ExitStack() as open_:
        taken = [open_.enter_context(closing(socket.socket())) for _ in range(count)]
        for each in taken:
            each.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            each.bind(("127.0.0.1", 0))
        yield [each.getsockname()[1] for each in taken]
