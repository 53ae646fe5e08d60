"""What `guichet check` and `guichet migrate` make of the roles."""

from pydantic import SecretStr

from gateway import invariants
from gateway.invariants import Result
from gateway.privileges.redis_acl import User
from gateway.privileges.roles import Role
from gateway.settings import Mode
from gateway.wiring import build
from tests.gateway.privileges.cluster import Cluster


def seen(roles: Cluster, url: str, mode: Mode) -> Result:
    settings = roles.settings(Role.WEB, User.WORKER).model_copy(
        update={"database_url": SecretStr(url), "mode": mode}
    )
    roles.await_processes(0)
    guichet = build(settings)
    try:
        return next(each for each in invariants.examine(guichet) if each.room == "roles")
    finally:
        guichet.close()


def test_a_production_is_warned_of_a_process_that_owns_the_tables(roles: Cluster) -> None:
    found = seen(roles, roles.owner, Mode.PRODUCTION)
    assert found.warning
    assert "owns" in found.broken[0]
    assert seen(roles, roles.roles[Role.WEB], Mode.PRODUCTION).broken == []


def test_a_demo_is_not_bothered(roles: Cluster) -> None:
    assert seen(roles, roles.owner, Mode.DEMO).broken == []
