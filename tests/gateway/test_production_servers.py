"""A production start sends nothing in clear to PostgreSQL or Redis on another machine, and asks who answers there."""

import pytest
from pydantic import SecretStr

from gateway import production
from gateway.settings import Mode, Settings

VERIFIED = "sslmode=verify-full&sslrootcert=/etc/guichet/ca.crt"
POSTGRESQL = {
    "without a mode": ("postgresql://u:s3cret@db.example/x", False),
    "libpq's prefer": ("postgresql://u:s3cret@db.example/x?sslmode=prefer", False),
    "encrypted to anybody": ("postgres://u:s3cret@10.0.0.7/x?sslmode=require", False),
    "verified": (f"postgresql://u:s3cret@db.example:5433/x?{VERIFIED}", True),
    "verified by authority": ("postgresql+psycopg://u:s3cret@db.example/x?sslmode=verify-ca", True),
    "two modes": ("postgresql://u:s3cret@db.example/x?sslmode=verify-full&sslmode=disable", False),
    "loopback": ("postgresql://u:s3cret@127.0.0.1:5432/x", True),
    "loopback of IPv6": ("postgresql://u:s3cret@[::1]/x", True),
    "by name": ("postgresql://u:s3cret@localhost/x", True),
    "a socket": ("postgresql://u:s3cret@/x?host=/var/run/postgresql", True),
    "the usual socket": ("postgresql:///x", True),
    "a second server elsewhere": ("postgresql://u:s3cret@/x?host=127.0.0.1:5432&host=db.example:5432", False),
    "a name here, an address elsewhere": ("postgresql://u:s3cret@localhost/x?hostaddr=10.0.0.7", False),
    "a service of a file": ("postgresql:///x?service=s3cret", False),
    "a name that begins like ours": ("postgresql://u:s3cret@localhost.example/x", False),
    "no address": ("postgresql://u:s3cret@db.example:54x2/x", False),
}
REDIS = {
    "plain": ("redis://:s3cret@cache.example:6379/0", False),
    "over TLS": ("rediss://:s3cret@cache.example:6380/0", True),
    "with an authority of ours": ("rediss://:s3cret@cache.example/0?ssl_ca_certs=/etc/guichet/ca.crt", True),
    "certificate ignored": ("rediss://:s3cret@cache.example/0?ssl_cert_reqs=none", False),
    "any name": ("rediss://:s3cret@cache.example/0?ssl_check_hostname=false", False),
    "loopback": ("redis://:s3cret@127.0.0.1:6379/0", True),
    "no host": ("redis:///0", True),
    "a socket": ("unix:///run/s3cret.sock?db=0", True),
    "an address nearby": ("redis://:s3cret@192.168.1.9:6379", False),
    "no address": ("redis://:s3cret@cache.example:63x9/0", False),
}  # fmt: skip


def problems(name: str, url: str) -> list[str]:
    given = {name: url}
    found = production.problems(Settings(mode=Mode.PRODUCTION, **given))  # type: ignore[arg-type]
    assert "s3cret" not in " ".join(found)
    return [problem for problem in found if problem.startswith(f"GUICHET_{name.upper()}: ")]


@pytest.mark.parametrize("name", ["database_url", "migrate_database_url"])
@pytest.mark.parametrize(("url", "good"), POSTGRESQL.values(), ids=POSTGRESQL)
def test_postgresql_elsewhere_proves_itself(name: str, url: str, good: bool) -> None:
    """Bad-input row 76."""
    found = problems(name, url)
    assert [*found] == [] if good else len(found) == 1 and "sslmode=verify-full" in found[0]


@pytest.mark.parametrize(("url", "good"), REDIS.values(), ids=REDIS)
def test_redis_elsewhere_proves_itself(url: str, good: bool) -> None:
    """Bad-input row 76."""
    found = problems("redis_url", url)
    assert [*found] == [] if good else len(found) == 1 and "rediss://" in found[0]


def test_a_demo_may_have_its_servers_anywhere() -> None:
    assert production.problems(Settings(redis_url=SecretStr("redis://cache.example"))) == []
