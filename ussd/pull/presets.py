"""The profiles that ship, and how a deployment makes its own from them by settings."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from kernel.turn import TextMode
from ussd.hop import static_name
from ussd.pull.comviva import COMVIVA
from ussd.pull.generic import GENERIC
from ussd.pull.hubtel import HUBTEL
from ussd.pull.infobip import INFOBIP
from ussd.pull.nalo import NALO
from ussd.pull.profile import Profile
from ussd.pull.truroute import TRUROUTE

PRESETS: Mapping[str, Profile] = MappingProxyType(
    {profile.name: profile for profile in (COMVIVA, TRUROUTE, INFOBIP, HUBTEL, NALO, GENERIC)}
)
BASE = "base"


def _names(value: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in value.split("|") if name.strip())


# What settings may change, and how the written value is read. Names: "msisdn|MSISDN" are two spellings.
SETTABLE: Mapping[str, Callable[[str], Any]] = MappingProxyType(
    {
        "text_mode": TextMode,
        "service_code": str,
        "network": str,
        "country": str,
        **dict.fromkeys(
            ("session", "phone", "text", "code", "operator", "language", "sequence", "abort"), _names
        ),
    }
)


def profiles(overrides: Mapping[str, Mapping[str, str]]) -> dict[str, Profile]:
    """The presets and our own: ``{"moov": {"base": "comviva", "network": "61602"}}``.

    A name of a preset changes that preset. Raises ValueError naming the profile and the setting.
    """
    made = dict(PRESETS)
    for name, changes in overrides.items():
        made[name] = _profile(name, changes)
    return made


def _profile(name: str, changes: Mapping[str, str]) -> Profile:
    base = PRESETS.get(changes.get(BASE, name))
    if base is None:
        raise ValueError(f"USSD profile {name}: base must be one of {', '.join(PRESETS)}")
    if static_name(name) != name or "/" in name:
        raise ValueError("a USSD profile's name has letters, digits, '.', '-' and '_' only")
    values: dict[str, Any] = {"name": name}
    for key, value in changes.items():
        if key != BASE:
            values[key] = _read(name, key, value)
    return replace(base, **values)


def _read(name: str, key: str, value: str) -> object:
    try:
        return SETTABLE[key](value)
    except (KeyError, ValueError):
        raise ValueError(f"USSD profile {name}: {key} cannot be set, or not to this") from None
