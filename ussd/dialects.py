"""Every address that operators may call, in one table."""

from collections.abc import Iterable, Mapping

from ussd import africastalking, mtn
from ussd.address import PULL
from ussd.hook import Hook
from ussd.pull import adapter, infobip
from ussd.pull.presets import profiles
from ussd.pull.profile import Profile
from ussd.service_code import canonical


def hooks(
    service_codes: Iterable[str], overrides: Mapping[str, Mapping[str, str]] | None = None
) -> dict[str, Hook]:
    """By path without the token. Raises ValueError for no code, or a profile that cannot be.

    ``overrides`` changes or adds profiles of the pull adapter (``ussd.pull.presets.profiles``).
    """
    codes = tuple(canonical(code) for code in service_codes)
    if not codes or not all(codes):
        raise ValueError("USSD needs at least one service code")
    table = africastalking.hooks() | mtn.hooks()
    taken = {hook.dialect for hook in table.values()}
    for name, profile in profiles(overrides or {}).items():
        if name in taken:
            raise ValueError(f"USSD profile {name}: the name is a dialect of its own")
        table |= _pulled(profile, codes)
    return table


def _pulled(profile: Profile, codes: tuple[str, ...]) -> dict[str, Hook]:
    front = f"{PULL}/{profile.name}"
    if profile.in_path:
        return {f"{front}/{path}": hook for path, hook in infobip.hooks(profile, codes).items()}
    return {front: adapter.hook(profile, codes)}
