"""What a production start refuses of its own doors and of links in clear. Other servers: ``production_servers``.

A link that a private network carries may stay in clear when GUICHET_PLAIN_LINKS names it: somebody has decided that.
"""

from urllib.parse import urlsplit

from gateway.production_servers import is_here
from gateway.settings import Settings, variable

KANNEL, PROXY = "kannel", "proxy"
LINKS = (KANNEL, PROXY)


def plain_kannel(settings: Settings) -> list[str]:
    """Kannel's smsbox carries phones and texts: by https://, on this machine, or by a link that was named."""
    url = urlsplit(settings.kannel_base_url)
    if not settings.kannel_base_url or url.scheme == "https" or KANNEL in settings.plain_links:
        return []
    if is_here(url.hostname or ""):
        return []
    return [
        f"{variable('kannel_base_url')}: must begin with https://, or {variable('plain_links')} names {KANNEL}"
    ]


def plain_door(settings: Settings) -> list[str]:
    """Who listens beyond this machine speaks TLS: what is said to a proxy elsewhere can be read on its way."""
    if is_here(settings.host) or settings.tls_certificate or PROXY in settings.plain_links:
        return []
    certificate, links = variable("tls_certificate"), variable("plain_links")
    return [f"{variable('host')}: beyond this machine needs {certificate}, or {links} names {PROXY}"]


def half_a_certificate(settings: Settings) -> list[str]:
    """A certificate and its key, or neither."""
    if bool(settings.tls_certificate) == bool(settings.tls_key):
        return []
    return [f"{variable('tls_key')}: a certificate and its key go together"]


def unknown_links(settings: Settings) -> list[str]:
    """A word that means nothing may have been meant for something."""
    strange = set(settings.plain_links) - set(LINKS)
    return (
        [f"{variable('plain_links')}: {' and '.join(LINKS)} are the links that may be in clear"]
        if strange
        else []
    )


def shared_console(settings: Settings) -> list[str]:
    """The console's cookies and scripts stay with it when no other door has its name (ASVS V3.5.4)."""
    name = settings.console_host
    others = {urlsplit(settings.public_url).hostname, urlsplit(f"//{settings.verify_host}").hostname}
    if name and name not in others and name not in settings.trusted_hosts:
        return []
    return [f"{variable('console_host')}: a host name that no other door has"]
