"""Settings of a run whose servers were started by it."""

from collections.abc import Mapping

from pydantic import SecretStr

from gateway.settings import Settings, variable


def with_urls(settings: Settings, environment: Mapping[str, str]) -> Settings:
    """``settings`` with the URLs of the servers that were just started."""
    urls = {name: SecretStr(environment[variable(name)]) for name in ("database_url", "redis_url")
            if variable(name) in environment}  # fmt: skip
    return settings.model_copy(update=urls)
