"""A photo read by a process of its own: a picture of a stranger must neither slow a citizen's menu nor hurt the server.

Measured on 12 million pixels (7 MB): 0.25 to 0.6 s to start, 0.6 to 1.7 s to read. A pool would hold 70 MB in every
web process for something that is asked a few times a day, and its worker would outlive a picture that harmed it.
"""

import subprocess
import sys
import threading
from pathlib import Path

import structlog

from verification.web.ports import PhotoBusy

# A phone's camera at usual quality; larger ones are scaled down by the page before they are sent.
BYTES_MAX = 5 << 20
# Ten times what was measured. It waits in a thread of the web process, so:
SECONDS = 6
# one of the four threads at most ever waits for a picture, the other three answer citizens.
AT_ONCE = 1
TEXT_MAX = 8192  # bytes; a QR code holds 2 953
_PROGRAM = Path(__file__).with_name("photo_program.py")

log = structlog.get_logger(__name__)


class PhotoReader:
    """One for a process."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._free = threading.BoundedSemaphore(AT_ONCE)
        self._seconds = seconds

    def __call__(self, picture: bytes) -> str | None:
        """The text of the QR code, None when none is read, the picture is none, or takes too long. Raises PhotoBusy."""
        if len(picture) > BYTES_MAX:
            return None
        if not self._free.acquire(blocking=False):
            raise PhotoBusy
        try:
            return self._read(picture)
        finally:
            self._free.release()

    def _read(self, picture: bytes) -> str | None:
        # -I: nothing of the environment or of the working directory is imported.
        command = [sys.executable, "-I", str(_PROGRAM)]
        try:
            done = subprocess.run(command, input=picture, capture_output=True, timeout=self._seconds)
        except subprocess.TimeoutExpired:
            log.warning("photo_too_slow")
            return None
        if done.returncode != 0 or len(done.stdout) > TEXT_MAX:
            log.info("photo_not_read", code=done.returncode)
            return None
        return done.stdout.decode("utf-8", "replace") or None
