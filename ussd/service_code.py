"""The code that citizens dial: one spelling of it, and what they typed behind it."""

from collections.abc import Iterable
from functools import lru_cache

from ussd.wire import Refused

# An USSD string has 182 characters at most (3GPP TS 23.038 6.1.2.3); a code is seldom over ten.
CODE_MAX = 32


@lru_cache(maxsize=256)
def canonical(text: str) -> str:
    """ "*384*7#" of "*384*7#", "384*7" or " *384*7# "; "" of nothing."""
    core = _core(text)
    return f"*{core}#" if core else ""


def required(text: str) -> str:
    """The code in one spelling. Raises Refused when there is none or it is too long to be one."""
    if len(text) > CODE_MAX:
        raise Refused(400, "service_code_too_long")
    code = canonical(text)
    if not code:
        raise Refused(400, "missing_service_code")
    return code


def behind(code: str, dialled: str) -> str | None:
    """What was dialled behind ``code``: "3*100" of "*714*5*3*100#" for "*714*5#"; None for another code."""
    core, typed = _core(code), _core(dialled)
    if typed == core:
        return ""
    return typed[len(core) + 1 :] if typed.startswith(core + "*") else None


def dialled_text(code: str, text: str) -> str:
    """The text of a first request: operators send the whole dialled string, or only what follows the code."""
    rest = behind(code, text)
    if rest is not None:
        return rest
    # A dialled string of another code (an alias that the operator maps to ours) says nothing to our menus.
    return "" if text.strip().startswith("*") or text.strip().endswith("#") else text


def ours(code: str, codes: Iterable[str]) -> str:
    """``code``, or the only one of ``codes`` that begins with it: some operators send "714" for "*714*5#"."""
    own = tuple(codes)
    if code in own:
        return code
    longer = [candidate for candidate in own if behind(code, candidate)]
    return longer[0] if len(longer) == 1 else code


def _core(text: str) -> str:
    return text.strip().removeprefix("*").removesuffix("#").rstrip("*")
