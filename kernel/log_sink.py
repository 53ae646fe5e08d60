"""A bounded queue between those who log and a stream that may be slow, full or gone (fault row 46)."""

import atexit
import json
import os
import queue
import select
import threading
from typing import TextIO

from kernel import clock

MAX_QUEUED = 10_000  # About 3 MB, and 10 s of logs at 1,000 lines a second.
_MAX_BATCH = 200  # Lines in one write: fewer system calls, and under the 64 KiB that a Linux pipe holds.
_CLOSE_S = 2.0  # A stuck stream may delay a stop this long, no longer.

Item = str | threading.Event | None  # A line, a flush that waits, the end.


class LogSink:
    """`put` never waits and never raises: a record that finds the queue full is dropped and counted."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._fd = _file_number(stream)
        self._closed = False
        self._start()
        # A forked worker has no writer thread, and its copy of the queue is the parent's to write.
        os.register_at_fork(after_in_child=self._start)
        atexit.register(self.close)

    def put(self, line: str) -> None:
        try:
            self._queue.put_nowait(line)
        except queue.Full:
            self.count_dropped(1)

    def count_dropped(self, lines: int) -> None:
        with self._counting:
            self.dropped += lines

    def flush(self, timeout_s: float = _CLOSE_S) -> bool:
        """Wait until all that was put before is written or given up; False when the time ran out."""
        written = threading.Event()
        until = clock.monotonic() + timeout_s
        try:
            self._queue.put(written, timeout=timeout_s)
        except queue.Full:
            return False
        return written.wait(max(0.0, until - clock.monotonic()))

    def close(self) -> None:
        """Flush for 2 s at most. Further records are dropped and counted by the queue."""
        if not self._closed:
            self._closed = True
            atexit.unregister(self.close)
            if self.flush():
                self._queue.put(None)

    def _start(self) -> None:
        if self._closed:
            return
        self.dropped = self._told = 0
        self._counting = threading.Lock()
        self._queue: queue.Queue[Item] = queue.Queue(MAX_QUEUED)
        # A daemon: one that is stuck in a write must not keep the process alive.
        threading.Thread(target=self._run, args=(self._queue,), name="log-sink", daemon=True).start()

    def _run(self, waiting: "queue.Queue[Item]") -> None:
        while True:
            batch = [waiting.get()]
            while len(batch) < _MAX_BATCH and not waiting.empty():
                batch.append(waiting.get())
            lines = [item for item in batch if isinstance(item, str)]
            try:
                self._write(lines + self._news_of_drops())
            except (OSError, ValueError):  # Disk full, reader gone, stream closed.
                self.count_dropped(len(lines))
            for item in batch:
                if isinstance(item, threading.Event):
                    item.set()
            if None in batch:
                return

    def _news_of_drops(self) -> list[str]:
        """A line for the reader of the log, who otherwise could not know that something is missing."""
        lost, self._told = self.dropped - self._told, self.dropped
        if not lost:
            return []
        at = clock.now().isoformat(timespec="milliseconds")
        return [json.dumps({"at": at, "event": "log_records_dropped", "count": lost, "level": "error"})]

    def _write(self, lines: list[str]) -> None:
        text = "".join(f"{line}\n" for line in lines)
        if self._fd is None:
            self._stream.write(text)
            self._stream.flush()
            return
        # Past Python's own buffer: a thread stuck inside it would make the interpreter abort when it ends.
        rest = memoryview(text.encode())
        while rest:
            try:
                rest = rest[os.write(self._fd, rest) :]
            except BlockingIOError:
                select.select([], [self._fd], [], 1.0)


def _file_number(stream: TextIO) -> int | None:
    try:
        return stream.fileno()
    except (OSError, ValueError, AttributeError):
        return None
