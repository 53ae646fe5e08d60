"""Where an embedded server may live and as whom: PostgreSQL refuses to run as root."""

import contextlib
import hashlib
import os
import pwd
import shutil
import socket
import subprocess
from dataclasses import dataclass
from itertools import count
from pathlib import Path

# Below what the kernel hands out by itself (from 32768 on, ip_local_port_range): a port that is found free here is not
# given to somebody else's connection before our server listens on it.
PORTS = range(20_000, 32_000)
# Processes that look at the same moment begin far from each other: a prime, so that each pid has a place of its own.
APART = 7919
_looked_at = count()

# Root's own folders are often closed to everybody else (0700): this one is for daemons by the FHS (5.8).
SHARED_STATE = Path("/var/lib/guichet")


@dataclass(frozen=True)
class Account:
    """The system account that a server runs as; ``None`` ids mean "whoever we are"."""

    uid: int | None
    gid: int | None

    def run(self, arguments: list[str | Path]) -> subprocess.CompletedProcess[bytes]:
        """Run to the end as this account, output kept for the error message."""
        return subprocess.run(
            [str(part) for part in arguments],
            user=self.uid,
            group=self.gid,
            extra_groups=[] if self.uid is not None else None,
            capture_output=True,
            check=False,
            cwd="/",
            timeout=60,
        )

    def may_use(self, folder: Path) -> bool:
        """Whether this account can write in ``folder``, closed parents included."""
        return self.run(["/bin/sh", "-c", 'test -w "$0" && test -x "$0"', folder]).returncode == 0


def unprivileged() -> Account:
    """Ourselves, or ``nobody`` when we are root."""
    if os.geteuid() != 0:
        return Account(None, None)
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid)


def folder_for(account: Account, wanted: Path) -> Path:
    """``wanted``, made and owned by ``account``; under /var/lib/guichet when root's folders are closed to it."""
    for folder in (wanted, SHARED_STATE / hashlib.sha256(str(wanted.resolve()).encode()).hexdigest()[:16]):
        folder.mkdir(parents=True, exist_ok=True)
        if account.uid is not None and account.gid is not None:
            os.chown(folder, account.uid, account.gid)
        if account.may_use(folder):
            return folder
    raise RuntimeError(f"no folder that PostgreSQL may use: neither {wanted} nor one under {SHARED_STATE}")


def reachable_copy(account: Account, package: Path, program: str) -> Path:
    """``package`` if ``account`` can run ``program`` in it, else a copy of it under /var/lib/guichet."""
    if account.run([package / program, "--version"]).returncode == 0:
        return package
    copy = (
        SHARED_STATE
        / f"{package.name}-{hashlib.sha256(str(package).encode()).hexdigest()[:8]}"
        / package.name
    )
    libraries = package.with_name(f"{package.name}.libs")
    if not copy.exists():
        shutil.copytree(package, copy, symlinks=True)
        if libraries.exists():
            shutil.copytree(libraries, copy.with_name(libraries.name), symlinks=True)
    return copy


def free_port() -> int:
    """A loopback port that nobody uses now; another one each time."""
    for _ in PORTS:
        port = PORTS[(os.getpid() * APART + next(_looked_at)) % len(PORTS)]
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise RuntimeError(f"no free port from {PORTS.start} to {PORTS.stop}")


def is_free(port: int) -> bool:
    """Whether a server could listen on ``port`` of the loopback now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return probe.connect_ex(("127.0.0.1", port)) != 0
