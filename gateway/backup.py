"""A consistent copy of the database, and the way back, by PostgreSQL's own tools."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import click

from gateway.addresses import migrate_database_url
from gateway.embedded.postgres import bundled_programs
from gateway.settings import Settings
from kernel import clock


@dataclass(frozen=True, slots=True)
class Done:
    """How large the file is and how long it took."""

    size_bytes: int
    seconds: float


def dump(settings: Settings, file: Path) -> Done:
    """pg_dump in custom format: one snapshot, compressed, taken while everything runs."""
    partial = file.with_name(file.name + ".partial")
    done = _run("pg_dump", settings, ["--format=custom", "--no-owner", f"--file={partial}"], partial)
    partial.replace(file)  # a half-written backup never has a backup's name
    return done


def restore(settings: Settings, file: Path) -> Done:
    """pg_restore in one transaction: all of it, or the database as it was."""
    return _run(
        "pg_restore",
        settings,
        ["--clean", "--if-exists", "--no-owner", "--single-transaction", str(file)],
        file,
    )


def _run(program: str, settings: Settings, arguments: list[str], file: Path) -> Done:
    began = clock.monotonic()
    url = migrate_database_url(settings).replace("+psycopg", "")
    target = ["--dbname", url] if program == "pg_restore" else [url]
    ended = subprocess.run([_find(program), *arguments, *target], capture_output=True, text=True, check=False)
    if ended.returncode != 0:
        raise click.ClickException(
            f"{program}: {ended.stderr.strip().splitlines()[-1] if ended.stderr else 'failed'}"
        )
    return Done(file.stat().st_size, clock.monotonic() - began)


def _find(program: str) -> str:
    bundled = bundled_programs() / program
    if os.access(bundled, os.X_OK):
        return str(bundled)
    found = shutil.which(program)
    if not found:
        raise click.ClickException(f"{program} is not installed: install PostgreSQL's client programs")
    return found
