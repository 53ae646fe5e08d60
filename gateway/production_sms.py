"""What a production start refuses of the SMS settings: demo keys on a provider that is on, and plain HTTP."""

from collections.abc import Mapping

from gateway.settings import Settings, variable

DEMO_VALUES = ("", "demo", "changeme", "guichet")
# The switch of each provider, and the secrets that it then needs.
SECRETS: Mapping[str, tuple[str, ...]] = {
    "twilio_base_url": ("twilio_auth_token",),
    "kannel_base_url": ("kannel_password",),
    "orange_sms_base_url": ("orange_sms_client_secret",),
}
# Kannel's, which may stand in our own network: ``production_links``.
URLS = ("twilio_base_url", "orange_sms_base_url")


def demo_secrets(settings: Settings) -> list[str]:
    """A secret that everybody knows, on a provider that is on."""
    return [
        f"{variable(name)}: still a default"
        for switch, names in SECRETS.items()
        if getattr(settings, switch)
        for name in names
        if getattr(settings, name).get_secret_value() in DEMO_VALUES
    ]


def plain_urls(settings: Settings) -> list[str]:
    """A message and its key only leave our network over TLS."""
    return [
        f"{variable(name)}: must begin with https://"
        for name in URLS
        if getattr(settings, name) and not getattr(settings, name).startswith("https://")
    ]
