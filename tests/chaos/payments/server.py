"""The PostgreSQL of the simulation: nobody cuts its power, so that it waits for no disk.

Deaths of workers are the simulation's; those of the server are in `tests/faults/`.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL, make_url

from gateway.embedded.postgres import Postgres
from tests import servers

# A third of a round trip on loopback is TCP's own: a Unix socket has none of it. The tables of two batches fit in
# 256 MB, and what is written there is thrown away.
OPTIONS = {
    "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "wal_level": "minimal",
    "max_wal_senders": "0", "max_wal_size": "8GB", "checkpoint_timeout": "1h", "autovacuum": "off", "jit": "off",
    "track_activities": "off", "track_counts": "off", "shared_buffers": "256MB",
    "plan_cache_mode": "force_generic_plan", "enable_seqscan": "off",
}  # fmt: skip


@contextmanager
def server() -> Iterator[URL]:
    """Where databases may be created: the server named by GUICHET_DATABASE_URL, else one of its own."""
    given = os.environ.get("GUICHET_DATABASE_URL")
    if given:
        yield make_url(given.replace("+psycopg", ""))
        return
    with servers.folder() as folder:
        # PostgreSQL's own account writes its socket here.
        (folder / "socket").mkdir()
        (folder / "socket").chmod(0o777)
        started = Postgres(folder / "postgres", OPTIONS | {"unix_socket_directories": str(folder / "socket")})
        started.start()
        url = make_url(started.url)
        try:
            yield url.set(host="", query={"host": str(folder / "socket"), "port": str(url.port)}, port=None)
        finally:
            started.stop()
