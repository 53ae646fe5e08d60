"""Little servers on 127.0.0.1 that speak bytes, well or badly, for the tests of the HTTP client."""

import contextlib
import datetime
import gzip
import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from kernel import clock, egress, egress_connection, egress_deadline
from kernel.egress import Egress


@dataclass
class Server:
    """What a test asks of it: where it is, how many connections came, which requests were read (``heard``: any)."""

    port: int
    connections: int = 0
    requests: list[bytes] = field(default_factory=list)
    heard: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


Handler = Callable[[Server, socket.socket], object]


@contextlib.contextmanager
def serving(handler: Handler, tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    """Each connection gets ``handler`` in a thread of its own; all end with the block."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = Server(listener.getsockname()[1])
    opened: list[socket.socket] = []

    def answer(sock: socket.socket) -> None:
        with contextlib.suppress(OSError), sock:
            sock.settimeout(60)
            if tls is None:
                handler(server, sock)
                return
            with tls.wrap_socket(sock, server_side=True) as wrapped:
                opened.append(wrapped)
                handler(server, wrapped)

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                sock, _ = listener.accept()
                server.connections += 1
                opened.append(sock)
                thread = threading.Thread(target=answer, args=(sock,), daemon=True)
                threads.append(thread)
                thread.start()

    threads = [threading.Thread(target=accept, daemon=True)]
    threads[0].start()
    try:
        yield server
    finally:
        for sock in [listener, *opened]:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            sock.close()
        for thread in threads:
            thread.join(60)


def start_clock_when_heard(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """The client's time begins once its request was read: to be slow in asking is not to be slow in answering."""
    began = 0.0

    def monotonic() -> float:
        nonlocal began
        now = clock.monotonic()
        if not server.heard.is_set():
            began = now
        return now - began

    for module in (egress, egress_connection, egress_deadline):
        monkeypatch.setattr(module, "monotonic", monotonic)


def read_request(server: Server, sock: socket.socket) -> bytes:
    """One request with its body; b"" when the client is gone. Kept in ``server.requests``."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = sock.recv(65536)
        if not piece:
            return b""
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    declared = re.search(rb"(?i)\r\ncontent-length: (\d+)", head)
    while len(body) < int(declared[1] if declared else 0):
        body += sock.recv(65536)
    server.requests.append(head + b"\r\n\r\n" + body)
    server.heard.set()
    return server.requests[-1]


def replies(*answers: bytes) -> Handler:
    """A well-behaved server: request after request on one connection, the last answer for ever."""

    def handle(server: Server, sock: socket.socket) -> None:
        while read_request(server, sock):
            sock.sendall(answers[min(len(server.requests), len(answers)) - 1])

    return handle


def then_close(answer: bytes, *, reset: bool = False) -> Handler:
    """Sends ``answer`` and closes, or resets, whatever it promised."""

    def handle(server: Server, sock: socket.socket) -> None:
        read_request(server, sock)
        sock.sendall(answer)
        if reset:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

    return handle


def reply(body: bytes = b"{}", status: str = "200 OK", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def gzipped(body: bytes) -> bytes:
    return reply(gzip.compress(body), "200 OK", "Content-Encoding: gzip")


def client(*servers: Server) -> Egress:
    """Allowed to reach these servers and nothing else."""
    private = frozenset(f"127.0.0.1:{server.port}" for server in servers)
    return Egress([server.url for server in servers], private)


@dataclass(frozen=True)
class Certificate:
    """A self-signed certificate and its key, in one file."""

    path: Path

    def for_server(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.path)
        return context

    def trusted(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.path))


def certificate(folder: Path, *names: str) -> Certificate:
    """For these DNS names."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test")])
    today = datetime.datetime.now(datetime.UTC)
    alternatives: list[x509.GeneralName] = [x509.DNSName(name) for name in names]
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - datetime.timedelta(days=1))
        .not_valid_after(today + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(private + built.public_bytes(pem))
    return Certificate(path)
