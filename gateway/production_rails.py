"""What a production start refuses of the money settings: demo keys on a rail that is on, and play money."""

from collections.abc import Mapping

from gateway.rail_settings import MOOV_DEMO_KEY
from gateway.settings import Settings, variable

CURRENCY = "XOF"
DEMO_VALUES = ("", "demo", "changeme", MOOV_DEMO_KEY)
# The switch of each rail, and the secrets that it then needs.
SECRETS: Mapping[str, tuple[str, ...]] = {
    "mtn_momo_base_url": ("mtn_momo_api_key", "mtn_momo_subscription_key"),
    "mtn_momo_disbursement_user": ("mtn_momo_disbursement_key", "mtn_momo_disbursement_subscription_key"),
    "orange_money_base_url": ("orange_money_client_secret", "orange_money_merchant_key"),
    "moov_base_url": ("moov_password", "moov_key"),
    "wave_base_url": ("wave_api_key", "wave_webhook_secrets"),
    "gsma_base_url": ("gsma_api_key",),
    "pispi_base_url": ("pispi_api_key", "pispi_webhook_secrets"),
    "pispi_token_url": ("pispi_client_secret",),
}
CURRENCIES = {"mtn_momo_base_url": "mtn_momo_currency", "orange_money_base_url": "orange_money_currency"}
URLS = (
    "mtn_momo_base_url", "mtn_momo_old_base_url", "orange_money_base_url", "moov_base_url", "wave_base_url",
    "gsma_base_url", "pispi_base_url",
)  # fmt: skip


def demo_secrets(settings: Settings) -> list[str]:
    """A secret that everybody knows, on a rail that is on."""
    return [
        f"{variable(name)}: still a default"
        for switch, names in SECRETS.items()
        if getattr(settings, switch)
        for name in names
        if getattr(settings, name).get_secret_value() in DEMO_VALUES
    ] + ([f"{variable('biller_api_key')}: still a default"] if _biller_is_demo(settings) else [])


def play_money(settings: Settings) -> list[str]:
    """A sandbox's currency or environment: the franc CFA is the only money of this counter."""
    found = [
        f"{variable(name)}: {CURRENCY} is the only currency in production"
        for switch, name in CURRENCIES.items()
        if getattr(settings, switch) and getattr(settings, name) != CURRENCY
    ]
    if settings.mtn_momo_base_url and settings.mtn_momo_environment == "sandbox":
        found.append(f"{variable('mtn_momo_environment')}: the sandbox moves no money")
    return found


def plain_urls(settings: Settings) -> list[str]:
    """Money only travels over TLS."""
    return [
        f"{variable(name)}: must begin with https://"
        for name in URLS
        if getattr(settings, name) and not getattr(settings, name).startswith("https://")
    ]


def _biller_is_demo(settings: Settings) -> bool:
    return settings.biller_api_key.get_secret_value() in ("demo", "changeme")
