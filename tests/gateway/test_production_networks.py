"""A production start refuses private networks that lead to this machine's own servers, or to a cloud's credentials."""

import pytest

from gateway import production
from gateway.settings import Mode, Settings

REFUSED = (
    "127.0.0.0/8", "127.0.0.1", "127.0.0.1/32", "::1/128", "::1", "0.0.0.0/0", "::/0", "64.0.0.0/2", "localhost",
    "localhost:8001", "169.254.0.0/16", "169.254.169.254", "fe80::/10",
)  # fmt: skip
ALLOWED = ("10.0.0.0/8", "192.168.1.0/24", "fd00::/8", "apex.intranet", "apex.intranet:8443", "100.64.0.0/10")


def _said(entry: str) -> bool:
    settings = Settings(mode=Mode.PRODUCTION, allow_private=("10.0.0.0/8", entry))
    return any(problem.startswith("GUICHET_ALLOW_PRIVATE:") for problem in production.problems(settings))


@pytest.mark.parametrize("entry", REFUSED)
def test_what_leads_here_is_refused(entry: str) -> None:
    assert _said(entry)


@pytest.mark.parametrize("entry", ALLOWED)
def test_an_intranet_is_what_the_setting_is_for(entry: str) -> None:
    assert not _said(entry)
