"""What a production start refuses: everything that a demo takes for granted, all named at once."""

from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable
from ipaddress import ip_network

from gateway import (
    production_links,
    production_rails,
    production_seals,
    production_servers,
    production_sms,
)
from gateway.settings import DEMO_KEY, DEMO_TOKEN, Mode, Settings, variable

# 128 bits in base64url: what OWASP ASVS 5.0 V11.5.1 asks of an unguessable value.
TOKEN_LENGTH_MIN = 22
KEY_BYTES = 32
PROVIDER_URLS = ("africastalking_base_url", "apex_base_url")
TOKENS = ("channel_token", "apex_events_token")
# Not asked for; once it is there it is not a short one.
CHOSEN_TOKENS = ("monitor_token",)
SERVERS = ("database_url", "redis_url")
OURS = tuple(map(ip_network, ("127.0.0.0/8", "::1/128", "169.254.0.0/16", "fe80::/10")))


def problems(settings: Settings) -> list[str]:
    """One line for each reason not to start; empty in demo mode or when all is well. Values are never shown."""
    if settings.mode is Mode.DEMO:
        return _key_problems(settings)
    return [problem for check in CHECKS for problem in check(settings)]


def field_keys(settings: Settings) -> dict[str, bytes]:
    """The field keys by id, the active one first. Raises ValueError naming no value."""
    keys = {}
    for pair in settings.field_keys.get_secret_value().split(","):
        key_id, found, encoded = pair.strip().partition(":")
        if not found or not key_id:
            raise ValueError("each key is written id:base64")
        keys[key_id] = key_bytes(encoded)
    return keys


def key_bytes(encoded: str) -> bytes:
    """The 32 bytes of a base64 key. Raises ValueError."""
    try:
        key = b64decode(encoded, validate=True)
    except NotBase64:
        raise ValueError("not base64") from None
    if len(key) != KEY_BYTES:
        raise ValueError(f"{len(key)} bytes instead of {KEY_BYTES}")
    return key


def _key_problems(settings: Settings) -> list[str]:
    found = []
    readers: dict[str, Callable[[], object]] = {
        "field_keys": lambda: field_keys(settings),
        "index_key": lambda: key_bytes(settings.index_key.get_secret_value()),
        "reference_key": lambda: key_bytes(settings.reference_key.get_secret_value()),
        "seal_code_key": lambda: key_bytes(settings.seal_code_key.get_secret_value()),
    }
    for name, read in readers.items():
        try:
            read()
        except ValueError as error:
            found.append(f"{variable(name)}: {error}")
    return found


def _demo_keys(settings: Settings) -> list[str]:
    return [
        f"{variable(name)}: still the demo key"
        for name in ("field_keys", "index_key", "reference_key")
        if DEMO_KEY in getattr(settings, name).get_secret_value()
    ]


def _weak_tokens(settings: Settings) -> list[str]:
    weak = []
    for name in (*TOKENS, *CHOSEN_TOKENS):
        value = getattr(settings, name).get_secret_value()
        if not value and name in CHOSEN_TOKENS:
            continue
        if value == DEMO_TOKEN:
            weak.append(f"{variable(name)}: still the demo token")
        elif len(value) < TOKEN_LENGTH_MIN:
            weak.append(f"{variable(name)}: shorter than {TOKEN_LENGTH_MIN} characters (128 bits)")
    return weak


def _plain_urls(settings: Settings) -> list[str]:
    return [
        f"{variable(name)}: must begin with https://"
        for name in ("public_url", *PROVIDER_URLS)
        if not getattr(settings, name).startswith("https://")
    ]


def _embedded_servers(settings: Settings) -> list[str]:
    return [
        f"{variable(name)}: not set" for name in SERVERS if not getattr(settings, name).get_secret_value()
    ]


def _sandbox_accounts(settings: Settings) -> list[str]:
    found = []
    if settings.africastalking_username == "sandbox":
        found.append(
            f"{variable('africastalking_username')}: the sandbox account sends nothing to real phones"
        )
    if settings.africastalking_api_key.get_secret_value() in ("", "demo", "changeme"):
        found.append(f"{variable('africastalking_api_key')}: still a default")
    return found


def _open_networks(settings: Settings) -> list[str]:
    """Loopback is this machine's own servers, and link-local hands out a cloud's credentials (169.254.169.254)."""
    closed = [
        entry
        for entry in settings.allow_private
        if entry.partition(":")[0] == "localhost" or _reaches_us(entry)
    ]
    return (
        [f"{variable('allow_private')}: neither loopback nor link-local addresses may be called"]
        if closed
        else []
    )


def _reaches_us(entry: str) -> bool:
    try:
        given = ip_network(entry)
    except ValueError:
        return False  # a name: the guard never lets one lead to a link-local address
    return any(given.version == here.version and given.overlaps(here) for here in OURS)


def _nobody_to_tell(settings: Settings) -> list[str]:
    told = settings.security_contact.startswith(("mailto:", "https://"))
    return [] if told else [f"{variable('security_contact')}: a mailto: or https:// address"]


CHECKS: tuple[Callable[[Settings], list[str]], ...] = (
    _key_problems, _demo_keys, _weak_tokens, _plain_urls, _embedded_servers, _sandbox_accounts, _open_networks,
    _nobody_to_tell,
    production_rails.demo_secrets, production_rails.play_money, production_rails.plain_urls,
    production_servers.unverified_postgresql, production_servers.unverified_redis,
    production_links.plain_door, production_links.plain_kannel, production_links.half_a_certificate,
    production_links.unknown_links, production_links.shared_console,
    production_sms.demo_secrets, production_sms.plain_urls,
    production_seals.demo_secrets, production_seals.no_host, production_seals.keys_at_hand,
)  # fmt: skip
