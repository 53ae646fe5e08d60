"""Where callbacks go: to the gateway, whatever host the merchant wrote."""

from urllib.parse import urlsplit

from simulator.options import Options


def inside(options: Options, url: str, default: str) -> str:
    """The path of ``url`` (or ``default``) at the gateway: nobody else is ever called from here."""
    parts = urlsplit(url or default)
    return options.gateway + (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
