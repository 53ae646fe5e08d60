"""A database and a Redis that everybody enters under a role of their own, as a deployment has them."""

import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import psycopg
import redis as redis_py
from pydantic import SecretStr

from gateway.privileges import redis_acl
from gateway.privileges.applying import apply
from gateway.privileges.redis_acl import User
from gateway.privileges.roles import Role
from gateway.privileges.watching import NAME
from gateway.settings import Settings
from kernel.database import METADATA, Database
from tests.rooms import import_tables
from tests.waiting import until


@dataclass(frozen=True)
class Cluster:
    """``url`` of the superuser, ``owner`` of who migrates; ``roles`` and ``users`` of each process."""

    url: str
    owner: str
    roles: Mapping[Role, str]
    users: Mapping[User, str]
    redis_url: str

    def connect(self, role: Role) -> psycopg.Connection:
        """As a process of that role."""
        return psycopg.connect(self.roles[role], autocommit=True)

    def await_processes(self, count: int) -> None:
        """Until so many are connected: a session goes on some time after its client has closed it."""
        sessions = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = %s"
        with psycopg.connect(self.url, autocommit=True) as admin:
            until(lambda: admin.execute(sessions, [NAME]).fetchone() == (count,))

    def settings(self, role: Role, user: User) -> Settings:
        """Of a process of that role and user."""
        return Settings(
            database_url=SecretStr(self.roles[role]),
            redis_url=SecretStr(self.users[user]),
            sms_quiet_hours="",
        )


@contextmanager
def cluster(suite_url: str, redis_url: str) -> Iterator[Cluster]:
    """The owner of the tables is no superuser, and may make roles; the tables are those of METADATA."""
    name, password = f"guichet_roles_{os.getpid()}", secrets.token_hex(16)
    logins = {role: f"{role}_{os.getpid()}" for role in Role}
    suite = suite_url.replace("+psycopg", "")
    with psycopg.connect(suite, autocommit=True) as admin:
        admin.execute(f"CREATE ROLE {name} LOGIN CREATEROLE PASSWORD '{password}'")
        admin.execute(f"CREATE DATABASE {name} OWNER {name}")
        try:
            _create_tables(_as(suite, name, password, name))
            for role, login in logins.items():
                admin.execute(f"CREATE ROLE {login} LOGIN PASSWORD '{password}' IN ROLE {role}")
            with _users(redis_url, password) as users:
                yield Cluster(
                    url=_as(suite, None, None, name), owner=_as(suite, name, password, name),
                    roles={role: _as(suite, login, password, name) for role, login in logins.items()},
                    users=users, redis_url=redis_url,
                )  # fmt: skip
        finally:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
            for login in logins.values():
                admin.execute(f"DROP ROLE IF EXISTS {login}")
            for role in Role:
                admin.execute(f"DROP ROLE IF EXISTS {role}")
            admin.execute(f"DROP ROLE {name}")


def _create_tables(owner: str) -> None:
    import_tables()
    database = Database(owner, statement_timeout_ms=30_000)
    METADATA.create_all(database.engine)
    database.close()
    apply(Settings(database_url=SecretStr(owner)))


def ask(redis_url: str, *words: str) -> object:
    """One command, as it is typed."""
    client = redis_py.Redis.from_url(redis_url)
    try:
        return client.execute_command(*words)  # type: ignore[no-untyped-call]
    finally:
        client.close()


@contextmanager
def _users(redis_url: str, password: str) -> Iterator[dict[User, str]]:
    for statement in ("FLUSHDB", "ACL LOG RESET", *redis_acl.statements()):
        ask(redis_url, *statement.split())
    try:
        for user in User:
            ask(redis_url, "ACL", "SETUSER", user, "on", f">{password}")
        parts = urlsplit(redis_url)
        host = parts.netloc.rpartition("@")[2]
        yield {user: parts._replace(netloc=f"{user}:{password}@{host}").geturl() for user in User}
    finally:
        for user in User:
            ask(redis_url, "ACL", "DELUSER", user)


def _as(url: str, user: str | None, password: str | None, database: str) -> str:
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    netloc = parts.netloc if user is None else f"{user}:{password}@{host}"
    return parts._replace(netloc=netloc, path=f"/{database}").geturl()
