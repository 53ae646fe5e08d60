"""docs/ways-in.md is true: its doors are all there are, its roles those of the console, its numbers the code's."""

import re

from admin.people import passwords, recovery, resets, sessions, signing_in, totp
from admin.roles import ROLES, Role
from cases import codes
from cases import screens as shown_screens
from conversation.session import SECONDS_MAX
from gateway.web import create_app
from gateway.wiring import Guichet
from kernel import access
from kernel.session_store import PHONE_TTL_S, SESSION_TTL_S
from sms.retention import TEXTS_KEPT
from tests.rooms import ROOT

PAGE = (ROOT / "docs" / "ways-in.md").read_text(encoding="utf-8")
DOORS = PAGE.partition("## Who proves what, and how")[2].partition("**Why")[0]
# Before Flask, or only there once a rail is on or a bundle published.
LATER = {"ussd", "payments", "biller", "verify", "V", "v"}
MATRIX = re.compile(rf"^\| `([a-z.]+)` \|[^|]+\|((?: x? ?\|){{{len(Role)}}})$", re.MULTILINE)


def test_every_door_is_there(guichet: Guichet) -> None:
    """ASVS V6.3.4: the first part of each address; USSD's stand before Flask."""
    served = {rule.rule.split("/")[1].partition("<")[0] for rule in create_app(guichet).url_map.iter_rules()}
    listed = set(re.findall(r"`/([A-Za-z.-]+)", DOORS))
    assert listed - LATER == served - {""}
    assert listed > LATER


def test_who_must_prove_themselves_is_there(guichet: Guichet) -> None:
    asked = {
        declared.reason
        for view in create_app(guichet).view_functions.values()
        if (declared := access.of(view)) is not None and declared.kind == "bearer"
    }
    others = {reason for reason in asked if not reason.startswith("the session of one of the staff")}
    assert others == {
        "an administration's own",
        "GUICHET_MONITOR_TOKEN; where none is set, a direct call from inside",
    }


def test_the_roles_are_those_of_the_console() -> None:
    """ASVS V8.1.2."""
    header = next(line for line in PAGE.splitlines() if line.startswith("| permission |"))
    roles = [Role(cell.strip()) for cell in header.strip("|").split("|")[2:]]
    told = {
        name: frozenset(
            role for role, cell in zip(roles, cells.strip("|").split("|"), strict=True) if "x" in cell
        )
        for name, cells in MATRIX.findall(PAGE)
    }
    assert told == dict(ROLES)


def test_permissions_of_fields_exist() -> None:
    fields = PAGE.partition("| field |")[2].partition("## What each class")[0]
    assert set(re.findall(r"`([a-z]+\.[a-z]+)`", fields)) - {"admin/roles.py"} <= set(ROLES)


def test_the_numbers_are_the_codes() -> None:
    idle, whole = sessions.IDLE.total_seconds() / 60, sessions.ABSOLUTE.total_seconds() / 3600
    assert f"{idle:.0f} minutes without a touch, {whole:.0f} hours in all" in PAGE
    assert f"one a dial, {SECONDS_MAX} seconds" in PAGE
    assert f"password ({passwords.LENGTH_MIN} characters or more" in PAGE
    assert f"{signing_in.TRIES_HERE} tries in {signing_in.LOCK_S // 60} minutes" in PAGE
    (often, within), _ = totp.TRIES
    assert f"{often} codes in {within // 60} minutes" in PAGE
    assert f"each once, {recovery.CODE_BYTES * 8} bits" in PAGE
    assert f"{resets.VALID.total_seconds() / 3600:.0f} hours, once" in PAGE
    assert f"{codes.TRIES_AN_HOUR} wrong an hour from a phone, {codes.WRONG_A_DAY} a day for the file" in PAGE
    assert f"gone after {TEXTS_KEPT.days} and {shown_screens.KEPT.days} days" in PAGE
    assert f"sealed, {SESSION_TTL_S // 60} minutes (language: {PHONE_TTL_S // 86_400} days)" in PAGE
