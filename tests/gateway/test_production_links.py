"""A production start refuses links in clear that nobody has decided on, and a console beside other doors."""

from pathlib import Path

import pytest

from gateway import production
from gateway.settings import Mode, Settings

ANY = "0.0.0.0"  # noqa: S104 - to be refused
FILE = Path("/etc/guichet/tls.pem")
TLS = {"tls_certificate": FILE, "tls_key": FILE}
OWN = {"console_host": "console.example", "public_url": "https://guichet.example", "verify_host": "v.example"}
CASES = {
    "Kannel elsewhere in clear": ({"kannel_base_url": "http://10.0.0.5:13013"}, "KANNEL_BASE_URL"),
    "Kannel by a name that begins like ours": (
        {"kannel_base_url": "http://localhost.example"},
        "KANNEL_BASE_URL",
    ),
    "Kannel by no scheme": ({"kannel_base_url": "10.0.0.5:13013"}, "KANNEL_BASE_URL"),
    "Kannel over TLS": ({"kannel_base_url": "https://kannel.example"}, None),
    "Kannel on this machine": ({"kannel_base_url": "http://127.0.0.1:13013"}, None),
    "Kannel by a private link": ({"kannel_base_url": "http://10.0.0.5", "plain_links": ("kannel",)}, None),
    "another link named": (
        {"kannel_base_url": "http://10.0.0.5", "plain_links": ("proxy",)},
        "KANNEL_BASE_URL",
    ),
    "every address in clear": ({"host": ANY}, "HOST"),
    "a private address in clear": ({"host": "10.0.0.4"}, "HOST"),
    "every address over TLS": ({"host": ANY, **TLS}, None),
    "a proxy elsewhere by a private link": ({"host": "10.0.0.4", "plain_links": ("proxy",)}, None),
    "this machine": ({"host": "127.0.0.1"}, None),
    "this machine by IPv6": ({"host": "::1"}, None),
    "a certificate without its key": ({"tls_certificate": FILE}, "TLS_KEY"),
    "a key without its certificate": ({"tls_key": FILE}, "TLS_KEY"),
    "a link of no name": ({"plain_links": ("kanel",)}, "PLAIN_LINKS"),
    "no name for the console": ({**OWN, "console_host": ""}, "CONSOLE_HOST"),
    "the public name for the console": ({**OWN, "console_host": "guichet.example"}, "CONSOLE_HOST"),
    "the name of the papers": ({**OWN, "console_host": "v.example"}, "CONSOLE_HOST"),
    "a name of other doors": ({**OWN, "trusted_hosts": ("console.example",)}, "CONSOLE_HOST"),
    "a name of its own": (OWN, None),
    "a short token": ({"monitor_token": "short"}, "MONITOR_TOKEN"),
    "no token": ({"monitor_token": ""}, None),
    "a long token": ({"monitor_token": "m0nitor-token-of-more-than-22-letters"}, None),
}
LOOKED_AT = ("KANNEL_BASE_URL", "HOST", "TLS_KEY", "PLAIN_LINKS", "CONSOLE_HOST", "MONITOR_TOKEN")


@pytest.mark.parametrize(("given", "named"), CASES.values(), ids=CASES)
def test_what_is_refused_is_named(given: dict[str, object], named: str | None) -> None:
    """Bad-input row 76. ASVS V3.5.4, V12.2.1, V12.3.1."""
    settings = Settings(mode=Mode.PRODUCTION, **{"console_host": "own.example", **given})  # type: ignore[arg-type]
    found = [problem.partition(": ")[0].removeprefix("GUICHET_") for problem in production.problems(settings)]
    assert [name for name in found if name in LOOKED_AT] == ([named] if named else [])


def test_a_demo_needs_none_of_it() -> None:
    assert production.problems(Settings(host=ANY, kannel_base_url="http://kannel.example")) == []
