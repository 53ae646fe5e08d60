"""A message provider that does nothing but answer, as fast or as slowly as told: Africa's Talking's wire.

``python -m bench.sms_provider PORT DELAY_MS``. ``GET /seen`` tells what came and begins anew. A text "R17 ..." is
remembered with the moment of its arrival (CLOCK_MONOTONIC, the same for every process of a machine).
"""

import asyncio
import json
import re
import sys
import time

ANSWER = (
    b'{"SMSMessageData":{"Message":"Sent to 1/1 Total Cost: XOF 18.0000","Recipients":[{"statusCode":101,'
    b'"number":"+22370000001","status":"Success","cost":"XOF 18.0000","messageId":"ATXid_%d","messageParts":1}]}}'
)
_LENGTH = re.compile(rb"content-length: *([0-9]+)", re.IGNORECASE)
_MARK = re.compile(rb"message=R([0-9]+)")


class Seen:
    """What came since it was last asked."""

    def __init__(self) -> None:
        self.count, self.first, self.last = 0, 0.0, 0.0
        self.connections = 0
        self.marks: dict[int, float] = {}


class Door(asyncio.Protocol):
    """One connection, kept alive, requests one after the other."""

    seen = Seen()
    # No two runs give one id twice: a provider's id is known once, and a second one costs its batch.
    serial = time.time_ns()
    delay_s = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport, self._buffer = transport, b""
        Door.seen.connections += 1

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, found, rest = self._buffer.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        wanted = int(length.group(1)) if length else 0
        if not found or len(rest) < wanted:
            return
        self._buffer = rest[wanted:]
        if head.startswith(b"GET /seen"):
            body, Door.seen = json.dumps(vars(Door.seen)).encode(), Seen()
            self._write(200, body)
            return
        self._note(rest[:wanted])
        Door.serial += 1
        body = ANSWER % Door.serial
        if Door.delay_s:
            asyncio.get_running_loop().call_later(Door.delay_s, self._write, 201, body)
        else:
            self._write(201, body)

    def _note(self, body: bytes) -> None:
        seen, at = Door.seen, time.monotonic()
        seen.count, seen.first, seen.last = seen.count + 1, seen.first or at, at
        if mark := _MARK.search(body):
            seen.marks.setdefault(int(mark.group(1)), at)

    def _write(self, status: int, body: bytes) -> None:
        head = b"HTTP/1.1 %d OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
        if not self._transport.is_closing():
            self._transport.write(head % (status, len(body)) + body)


async def serve(port: int, delay_ms: int) -> None:
    """Until the process is ended."""
    Door.delay_s = delay_ms / 1000
    server = await asyncio.get_running_loop().create_server(Door, "127.0.0.1", port, backlog=1024)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2])))
