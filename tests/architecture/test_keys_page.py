"""docs/keys.md is true: every secret of the settings, every file that computes with a key, lives and commands."""

import ast
import re
from pathlib import Path

import click
from pydantic import SecretStr

from admin.people import sessions, signing_in
from admin.people.passwords import HASHER
from gateway.cli import guichet
from gateway.sealing.bundle import KEY_LIFE
from gateway.settings import PREFIX, Settings
from tests.rooms import ROOT, sources
from verification.sealed_key import COSTS, VERSION

PAGE = (ROOT / "docs" / "keys.md").read_text(encoding="utf-8")
# What computes with keys. Plain hashes (hashlib) protect nothing by themselves.
LIBRARIES = {
    "cryptography",
    "argon2",
    "hmac",
    "pyotp",
    "pyhanko",
    "pkcs11",
    "ssl",
    "twilio.request_validator",
}


def test_every_secret_of_the_settings_has_its_row() -> None:
    listed = set(re.findall(rf"`({PREFIX}[A-Z_]+)`", PAGE))
    secret = {
        f"{PREFIX}{name.upper()}"
        for name, field in Settings.model_fields.items()
        if field.annotation is SecretStr
    }
    files = {f"{PREFIX}{name}" for name in ("SEAL_KEYS_DIR", "TLS_CERTIFICATE", "TLS_KEY")}
    assert listed == secret | files


def test_every_file_that_computes_with_keys_is_there() -> None:
    listed = set(re.findall(r"`([a-z_]+/[a-z_/0-9]+\.py)`", PAGE.partition("## Algorithms")[2]))
    found = {str(path.relative_to(ROOT)) for path in sources() if imported(path) & LIBRARIES}
    found = {name for name in found if not name.startswith("simulator/")}
    assert listed == found


def imported(path: Path) -> set[str]:
    """Top names and whole names of what a file imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names | {name.partition(".")[0] for name in names}


def test_the_lives_and_costs_are_the_codes() -> None:
    costs = COSTS[VERSION]
    assert f"argon2id ({costs.memory_cost // 1024} MiB, {costs.time_cost} passes)" in PAGE
    assert f"argon2id, {HASHER.memory_cost // 1024} MiB, {HASHER.time_cost} passes" in PAGE
    assert PAGE.count(f"| {KEY_LIFE.days} days |") == 2
    assert f"a first one {signing_in.FIRST_VALID.days} days" in PAGE
    minutes, hours = sessions.IDLE.total_seconds() / 60, sessions.ABSOLUTE.total_seconds() / 3600
    assert f"{minutes:.0f} minutes idle, {hours:.0f} hours" in PAGE


def test_every_command_that_the_page_names_exists() -> None:
    for words in set(re.findall(r"`guichet ([a-z ]+)", PAGE)):
        known: click.Command = guichet
        for word in words.split():
            assert isinstance(known, click.Group), words
            assert word in known.commands, words
            known = known.commands[word]
