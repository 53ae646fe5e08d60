"""Every setting of Guichet, read from GUICHET_* once, here and nowhere else."""

import os
from base64 import b64encode
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import NoDecode, SettingsConfigDict

from gateway.rail_settings import DEMO_UUID, RailSettings
from gateway.seal_settings import SealSettings
from gateway.sms_settings import SmsSettings
from kernel import strict_json
from ussd.dialects import hooks

PREFIX = "GUICHET_"
# 32 bytes that everybody knows: good for a demo, refused in production.
DEMO_KEY = b64encode(b"guichet demo key: not for secrets"[:32]).decode()
DEMO_TOKEN = "demo"  # noqa: S105 - the point of it is to be public
POSTGRESQL_SCHEMES = ("postgresql://", "postgresql+psycopg://", "postgres://")
# Any will do to see whether profiles can be.
ANY_CODE = "*1#"
REDIS_SCHEMES = ("redis://", "rediss://", "unix://")


class Mode(StrEnum):
    """Demo simulates the outside world; production refuses to start on anything that demo takes for granted."""

    DEMO = "demo"
    PRODUCTION = "production"


class Settings(RailSettings, SmsSettings, SealSettings):
    """One attribute a setting; the environment name is GUICHET_ and the attribute in capitals."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True, validate_default=True)

    mode: Mode = Field(Mode.DEMO, description="`demo` or `production`")
    data_dir: Path = Field(Path(".guichet"), description="Where the embedded servers, keys and bundles live")
    demo_month: bool = Field(True, description="A demo tells a month of its past after its first start")
    port: int = Field(8000, ge=1, le=65535, description="Port of the gateway")
    host: str = Field("127.0.0.1", description="Address that the gateway listens on")
    web_workers: int = Field(2, ge=1, le=64, description="Processes of the gateway")
    web_threads: int = Field(
        4,
        ge=2,
        le=32,
        description="Requests worked on at once in a process; with one, a slow step makes all the others wait",
    )
    simulator_port: int = Field(
        8001, ge=1, le=65535, description="Port of the simulated outside world (demo only)"
    )
    public_url: str = Field("http://127.0.0.1:8000", description="How the outside world reaches the gateway")
    metrics_dir: Path | None = Field(
        None,
        description="Where the gateway's processes keep their counts to be summed; `guichet run` sets it",
    )
    log_level: str = Field(
        "INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="Least severity that is logged"
    )

    database_url: SecretStr = Field(SecretStr(""), description="PostgreSQL 15 to 18; empty: embedded")
    migrate_database_url: SecretStr = Field(
        SecretStr(""), description="PostgreSQL as the role that migrates; empty: GUICHET_DATABASE_URL"
    )
    redis_url: SecretStr = Field(SecretStr(""), description="Redis or Valkey; empty: embedded")

    channel_token: SecretStr = Field(
        SecretStr(DEMO_TOKEN), description="Secret part of the callback paths, 128 bits or more"
    )
    field_keys: SecretStr = Field(
        SecretStr(f"demo:{DEMO_KEY}"),
        description="Keys of the fields at rest, `id:base64` of 32 bytes, comma separated, the active one first",
    )
    index_key: SecretStr = Field(SecretStr(DEMO_KEY), description="Base64 of 32 bytes: blind index of phones")
    reference_key: SecretStr = Field(
        SecretStr(DEMO_KEY), description="Base64 of 32 bytes: permutation of references"
    )

    service_codes: Annotated[Mapping[str, str], NoDecode] = Field(
        {"*384#": ""},
        description="USSD codes that are ours; `*384#=ML,*385#=BJ` gives each a country, else the phone's counts",
    )
    catalogue_dir: Path | None = Field(
        None,
        description="Folder of another catalogue than the shipped one (services, texts, administrations)",
    )
    ussd_profiles: Annotated[Mapping[str, Mapping[str, str]], NoDecode] = Field(
        {},
        description="Operators that pull screens in a spelling of their own: a JSON object of profiles by name; empty: "
        "those that ship",
    )
    countries: Annotated[tuple[str, ...], NoDecode] = Field(
        ("ML", "BJ"), description="Countries whose phones are served"
    )
    allow_private: Annotated[tuple[str, ...], NoDecode] = Field(
        ("127.0.0.0/8", "::1/128"),
        description="Private networks that outgoing calls may reach (the simulator; an intranet), comma separated",
    )
    trusted_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        ("127.0.0.1", "localhost"), description="Host names that the gateway answers to, comma separated"
    )
    console_host: str = Field(
        "",
        pattern=r"^[a-z0-9.-]*$",
        description="Host name of the console alone: `/admin` answers there only, and nothing else does; empty: any",
    )
    monitor_token: SecretStr = Field(
        SecretStr(""),
        description="Bearer token for `/readyz` and `/metrics`; empty: direct calls from this machine and private "
        "networks only",
    )
    tls_certificate: Path | None = Field(
        None,
        description="Certificate chain (PEM): the gateway speaks TLS 1.2 and 1.3 itself; empty: plain HTTP",
    )
    tls_key: Path | None = Field(
        None, description="Private key of that certificate (PEM, without a passphrase)"
    )
    plain_links: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Links that production may leave unencrypted because a private network carries them: `kannel`, "
        "`proxy`",
    )
    security_contact: str = Field(
        "",
        description="Where to report a weakness (`mailto:...` or `https://...`), shown at /.well-known/security.txt",
    )
    proxy_hops: int = Field(
        0,
        ge=0,
        le=3,
        description="Proxies of ours in front: so many addresses from the right of X-Forwarded-For are believed",
    )

    africastalking_base_url: str = Field(
        "http://127.0.0.1:8001/providers/africastalking", description="Africa's Talking messaging API"
    )
    africastalking_username: str = Field("guichet", description="Africa's Talking account")
    africastalking_api_key: SecretStr = Field(SecretStr("demo"), description="Africa's Talking API key")
    africastalking_sender: str = Field(
        "GUICHET", description="Alphanumeric sender of outgoing SMS, 11 characters at most"
    )
    apex_base_url: str = Field(
        "http://127.0.0.1:8001/administrations/apex", description="APEX-Mali, certificates of origin"
    )
    apex_events_token: SecretStr = Field(
        SecretStr(DEMO_TOKEN), description="Bearer token of the statuses that APEX-Mali pushes"
    )

    @field_validator("database_url", "migrate_database_url", "redis_url")
    @classmethod
    def _check_server(cls, value: SecretStr, field: ValidationInfo) -> SecretStr:
        schemes = REDIS_SCHEMES if field.field_name == "redis_url" else POSTGRESQL_SCHEMES
        if value.get_secret_value() and not value.get_secret_value().startswith(schemes):
            raise ValueError(f"must begin with {schemes[0]}")
        return value

    @field_validator("service_codes", mode="before")
    @classmethod
    def _read_codes(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return {code: country for code, _, country in (pair.partition("=") for pair in _listed(value))}

    @field_validator("ussd_profiles", mode="before")
    @classmethod
    def _read_profiles(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        try:
            return strict_json.loads(value.encode()) if value.strip() else {}
        except ValueError as error:
            raise ValueError(f"must be a JSON object: {error}") from None

    @field_validator("ussd_profiles")
    @classmethod
    def _check_profiles(cls, value: Mapping[str, Mapping[str, str]]) -> Mapping[str, Mapping[str, str]]:
        hooks((ANY_CODE,), value)
        return value

    @field_validator("countries", "allow_private", "trusted_hosts", "plain_links", mode="before")
    @classmethod
    def _read_list(cls, value: object) -> object:
        return tuple(_listed(value)) if isinstance(value, str) else value


class SettingsRefused(Exception):
    """The environment cannot be started with; ``problems`` has one line each, values left out."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def variable(name: str) -> str:
    """The setting's name in the environment: GUICHET_PORT of "port"."""
    return f"{PREFIX}{name.upper()}"


def load() -> Settings:
    """The settings of this process. Raises SettingsRefused naming every problem at once."""
    given = {name: os.environ[name] for name in os.environ if name.startswith(PREFIX)}
    defaults = _demo_defaults(given)
    try:
        return Settings(**defaults)  # type: ignore[arg-type] # names of ours, read as the environment's
    except ValidationError as error:
        problems = [f"{variable(str(item['loc'][0]))}: {item['msg']}" for item in error.errors()]
        raise SettingsRefused(problems) from error


def _demo_defaults(given: Mapping[str, str]) -> dict[str, str]:
    """What a demo takes for granted, unless it was set: addresses that follow the two ports, every rail on."""
    port = given.get("GUICHET_PORT", "8000")
    simulator = f"http://127.0.0.1:{given.get('GUICHET_SIMULATOR_PORT', '8001')}"
    demo = given.get("GUICHET_MODE", Mode.DEMO) == Mode.DEMO
    derived = {
        "public_url": f"http://127.0.0.1:{port}",
        **(_simulated(simulator) | {"verify_host": f"127.0.0.1:{port}"} if demo else {}),
    }
    return {name: value for name, value in derived.items() if variable(name) not in given}


def _simulated(simulator: str) -> dict[str, str]:
    return {
        "africastalking_base_url": f"{simulator}/providers/africastalking",
        # A demo is tried at any hour.
        "sms_quiet_hours": "",
        "twilio_base_url": f"{simulator}/providers/twilio",
        "kannel_base_url": f"{simulator}/providers/kannel",
        "orange_sms_base_url": f"{simulator}/providers/orange",
        "apex_base_url": f"{simulator}/administrations/apex",
        "mtn_momo_base_url": f"{simulator}/operators/mtn",
        "mtn_momo_disbursement_user": DEMO_UUID,
        "orange_money_base_url": f"{simulator}/operators/orange",
        "orange_merchant_code": "646116",
        "moov_merchant_code": "801184",
        "moov_base_url": f"{simulator}/operators/moov",
        "wave_base_url": f"{simulator}/operators/wave",
        "gsma_base_url": f"{simulator}/operators/gsma",
        "pispi_base_url": f"{simulator}/operators/pispi",
        "pispi_token_url": f"{simulator}/operators/pispi/oauth2/token",
        "biller_api_key": "demo",
    }


def _listed(value: str) -> list[str]:
    return [part.strip() for part in value.split(",") if part.strip()]
