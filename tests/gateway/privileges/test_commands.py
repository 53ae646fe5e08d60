"""``guichet database roles``, ``guichet redis acl``, and the check that tells who is too strong."""

from collections.abc import Callable, Iterator

import psycopg
import pytest
import redis as redis_py
from click.testing import CliRunner, Result

from gateway.cli import database as database_commands
from gateway.cli import guichet as root
from gateway.cli import redis_acl as redis_commands
from gateway.privileges import redis_acl, watching
from gateway.privileges.redis_acl import User
from gateway.privileges.roles import Role
from kernel import logs
from kernel.database import Database
from tests.gateway.privileges.cluster import Cluster, ask

Run = Callable[..., Result]


@pytest.fixture
def run(roles: Cluster, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("GUICHET_DATABASE_URL", roles.roles[Role.WEB])
    monkeypatch.setenv("GUICHET_MIGRATE_DATABASE_URL", roles.owner)
    monkeypatch.setattr(logs, "configure", lambda *_: None)
    for command in (*database_commands.COMMANDS, *redis_commands.COMMANDS):
        root.add_command(command)
    return lambda *arguments: CliRunner().invoke(root, list(arguments), catch_exceptions=False)


def test_the_roles_are_made_by_who_migrates(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    done = run("database", "roles")
    assert (done.exit_code, "guichet_auditor" in done.stdout) == (0, True)
    monkeypatch.delenv("GUICHET_MIGRATE_DATABASE_URL")
    refused = run("database", "roles")
    assert refused.exit_code == 1
    assert "--sql" in refused.stderr


def test_a_dba_gets_the_statements_in_one_transaction(run: Run, roles: Cluster) -> None:
    printed = run("database", "roles", "--sql").stdout
    assert printed.startswith("BEGIN;")
    assert printed.endswith("COMMIT;\n")
    assert "GRANT SELECT, INSERT ON ledger_entry TO guichet_web;" in printed
    assert "PASSWORD" not in printed
    with psycopg.connect(roles.url, autocommit=True) as dba:
        dba.execute(printed)


@pytest.fixture
def connected(roles: Cluster) -> Iterator[Callable[[str], Database]]:
    """Processes that are connected, under whatever role, and none of before."""
    opened: list[Database] = []
    roles.await_processes(0)

    def connect(url: str) -> Database:
        opened.append(Database(url))
        opened[-1].ping()
        return opened[-1]

    yield connect
    for database in opened:
        database.close()


def told(database: Database) -> list[str]:
    with database.transaction() as connection:
        return watching.too_strong(connection)


def test_processes_under_their_own_roles_are_well(
    roles: Cluster, connected: Callable[[str], Database]
) -> None:
    processes = [connected(roles.roles[role]) for role in Role]
    assert [told(process) for process in processes] == [[], [], [], []]


def test_who_owns_the_tables_or_may_do_anything_is_named_by_whoever_looks(
    roles: Cluster, connected: Callable[[str], Database]
) -> None:
    """The web server is checked from the auditor's desk: every connected process is looked at."""
    auditor, owner = connected(roles.roles[Role.AUDITOR]), connected(roles.owner)
    [line] = told(auditor)
    assert line.startswith("guichet_roles_")
    assert "owns" in line
    owner.close()
    roles.await_processes(1)
    superuser = connected(roles.url)
    assert [line.partition(": ")[2] for line in told(auditor)] == ["a superuser"]
    superuser.close()
    roles.await_processes(1)
    assert told(auditor) == []


@pytest.mark.parametrize("right", ["UPDATE", "DELETE", "TRUNCATE", "TRIGGER", "UPDATE (amount_xof)"], ids=str)
def test_a_right_that_was_given_by_hand_is_found(
    roles: Cluster, connected: Callable[[str], Database], right: str
) -> None:
    web = connected(roles.roles[Role.WEB])
    with psycopg.connect(roles.owner, autocommit=True) as owner:
        owner.execute(f"GRANT {right} ON ledger_entry TO guichet_web")
        try:
            [line] = told(web)
        finally:
            owner.execute(f"REVOKE {right} ON ledger_entry FROM guichet_web")
    assert line.endswith("may change ledger_entry")
    assert told(web) == []


FORBIDDEN = {
    "configuration": ["CONFIG", "GET", "*"],
    "everything gone": ["FLUSHALL"],
    "this database gone": ["FLUSHDB"],
    "all keys": ["KEYS", "*"],
    "a walk through the keys": ["SCAN", "0"],
    "the rules themselves": ["ACL", "LIST"],
    "a new script engine": ["EVAL", "return 1", "0"],
    "the end": ["SHUTDOWN", "NOSAVE"],
    "another server's data": ["REPLICAOF", "127.0.0.1", "1"],
    "what others do": ["MONITOR"],
    "a key that is not ours": ["SET", "other", "1"],
}


@pytest.mark.parametrize("words", FORBIDDEN.values(), ids=list(FORBIDDEN))
@pytest.mark.parametrize("user", User)
def test_what_nobody_of_ours_may_do_in_redis(roles: Cluster, user: User, words: list[str]) -> None:
    refused(roles, user, words)


@pytest.mark.parametrize("user", User)
def test_nobody_of_ours_debugs_redis(roles: Cluster, user: User) -> None:
    """The server refuses everybody by its configuration first: here it is asked what the rules say."""
    said = ask(roles.redis_url, "ACL", "DRYRUN", user, "DEBUG", "SLEEP", "0")
    assert b"no permissions" in bytes(said)  # type: ignore[call-overload]


@pytest.mark.parametrize(
    "words",
    [["LPUSH", "rq:queue:events", "x"], ["SET", "guichet:alive:events", "1"], ["SUBSCRIBE", "rq:pubsub:1"]],
    ids=["writes no job", "does not say that a worker is alive", "hears no orders"],
)
def test_the_web_server_is_no_worker(roles: Cluster, words: list[str]) -> None:
    refused(roles, User.WEB, words)


def refused(roles: Cluster, user: User, words: list[str]) -> None:
    """What Redis notes of it is not the processes'."""
    with pytest.raises(redis_py.exceptions.NoPermissionError):
        ask(roles.users[user], *words)
    ask(roles.redis_url, "ACL", "LOG", "RESET")


def test_the_rules_are_printed_without_a_password_and_keep_the_one_there_is(run: Run, roles: Cluster) -> None:
    printed = run("redis", "acl").stdout.splitlines()
    assert printed == list(redis_acl.statements())
    words = {word for line in printed for word in line.split()}
    assert not [word for word in words if word.startswith((">", "#")) or word in ("on", "off", "nopass")]
    for line in printed:
        ask(roles.redis_url, *line.split())
    assert ask(roles.users[User.WEB], "PING") is True
