"""Settings of a run whose servers were started by it."""

from collections.abc import Mapping

from pydantic import SecretStr

from gateway.settings import PREFIX, Settings


def with_urls(settings: Settings, environment: Mapping[str, str]) -> Settings:
    """``settings`` with the URLs of the servers that were just started."""
    urls = {name: SecretStr(environment[f"{PREFIX}{name.upper()}"]) for name in ("database_url", "redis_url")
            if f"{PREFIX}{name.upper()}" in environment}  # fmt: skip
    return settings.model_copy(update=urls)
