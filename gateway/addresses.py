"""Where PostgreSQL and Redis are: the URLs that were set, else those of the embedded servers of the data folder."""

from gateway.embedded import memo
from gateway.embedded.postgres import url_of as postgres_url
from gateway.embedded.valkey import url_of as valkey_url
from gateway.settings import Settings


class NotStarted(Exception):
    """No URL is set and no embedded server was ever started in this data folder."""

    def __init__(self) -> None:
        super().__init__(
            "nothing runs here: start `guichet run`, or set GUICHET_DATABASE_URL and GUICHET_REDIS_URL"
        )


def database_url(settings: Settings) -> str:
    """The URL of the role that serves. Raises NotStarted."""
    given = settings.database_url.get_secret_value()
    return given or postgres_url(_noted(settings, "postgres"))


def migrate_database_url(settings: Settings) -> str:
    """The URL of the role that migrates. Raises NotStarted."""
    return settings.migrate_database_url.get_secret_value() or database_url(settings)


def redis_url(settings: Settings) -> str:
    """The URL of the bell and the sessions. Raises NotStarted."""
    given = settings.redis_url.get_secret_value()
    return given or valkey_url(_noted(settings, "valkey"))


def _noted(settings: Settings, server: str) -> memo.Memo:
    path = settings.data_dir / f"{server}.json"
    if not path.exists():
        raise NotStarted
    return memo.recall(path)
