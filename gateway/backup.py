"""A consistent copy of the database, and the way back, by PostgreSQL's own tools."""

import os
import shutil
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, make_url

from gateway.addresses import migrate_database_url
from gateway.embedded.postgres import bundled_programs
from gateway.settings import Settings
from kernel import clock


class BackupFailed(Exception):
    """PostgreSQL's own program said no, in its own words: nothing was replaced."""


@dataclass(frozen=True, slots=True)
class Done:
    """How large the file is and how long it took."""

    size_bytes: int
    seconds: float


def dump(settings: Settings, file: Path) -> Done:
    """pg_dump in custom format: one snapshot, compressed, taken while everything runs."""
    partial = file.with_name(file.name + ".partial")
    try:
        done = _run(
            "pg_dump",
            settings,
            ["--format=custom", "--no-owner", "--no-privileges", f"--file={partial}"],
            partial,
        )
        partial.replace(file)  # a half-written backup never has a backup's name
    finally:
        partial.unlink(missing_ok=True)
    return done


def restore(settings: Settings, file: Path) -> Done:
    """pg_restore in one transaction: all of it, or the database as it was."""
    return _run(
        "pg_restore",
        settings,
        ["--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction", str(file)],
        file,
    )


def _run(program: str, settings: Settings, arguments: list[str], file: Path) -> Done:
    began = clock.monotonic()
    url = make_url(migrate_database_url(settings))
    shown = URL.create("postgresql", url.username, None, url.host, url.port, url.database, url.query)
    ended = subprocess.run(
        [_find(program), *arguments, "--dbname", shown.render_as_string()],
        # Not as an argument: every user of the machine may list those. Without one libpq's own ways hold.
        env={"PGPASSWORD": str(url.password)} if url.password else None,
        # Sealed or not, it is everything that is held: for its owner alone.
        umask=0o077,
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode != 0:
        raise BackupFailed(
            f"{program}: {ended.stderr.strip().splitlines()[-1] if ended.stderr else 'failed'}"
        )
    return Done(file.stat().st_size, clock.monotonic() - began)


def _find(program: str) -> str:
    with suppress(RuntimeError):
        bundled = bundled_programs() / program
        if os.access(bundled, os.X_OK):
            return str(bundled)
    found = shutil.which(program)
    if not found:
        raise BackupFailed(f"{program} is not installed: install PostgreSQL's client programs")
    return found
