"""The processes of a deployment, each under its own role and user, and the simulated world around them."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import redis as redis_py
import urllib3

from admin.people.staff import Post
from admin.roles import Role as Duty
from gateway import bell
from gateway.demo import documents as seal_demo
from gateway.embedded.place import free_port
from gateway.privileges.redis_acl import User
from gateway.privileges.roles import Role
from gateway.supervisor import _simulator
from gateway.wiring import Guichet, build
from kernel import clock
from tests.admin.staffed import Member, hire
from tests.gateway.privileges.cluster import Cluster
from tests.gateway.running import environment, started
from tests.journeys.running import HTTP, Running
from tests.waiting import until

SECONDS_MAX = 180
# Said by PostgreSQL's driver, by Redis, and by our own words for both.
REFUSED = re.compile(
    r"permission denied for \w+ \w+|ProgrammingError|InsufficientPrivilege|NOPERM|NoPermission"
)
HOST = "v.guichet.example"
# Name -> the command of a process that is no web server.
WORKING = {"ticker": ["ticker"]} | {lane: ["worker", lane] for lane in bell.LANES}


@dataclass
class Town:
    """``running`` is what citizens see, ``operator`` what a person at the command line may; ``logs`` of processes."""

    running: Running
    operator: Guichet
    officer: Member
    logs: list[Path]
    cluster: Cluster

    def refusals(self) -> set[str]:
        """What the logs tell of rights that were not there."""
        return {
            f"{log.stem}: {found}"
            for log in self.logs
            for found in REFUSED.findall(log.read_text("utf-8", "replace"))
        }

    def denied(self) -> set[str]:
        """What Redis refused: user, command or key."""
        admin = redis_py.Redis.from_url(self.cluster.redis_url, decode_responses=True)
        try:
            return {f"{each['username']}: {each['reason']} {each['object']}" for each in admin.acl_log()}
        finally:
            admin.close()


@contextmanager
def town(cluster: Cluster, folder: Path) -> Iterator[Town]:
    """One web server, the workers, the ticker and the simulator; keys that seal, and an officer, are there."""
    simulator_port = free_port()
    shared = {
        "GUICHET_DATA_DIR": str(folder), "GUICHET_SIMULATOR_PORT": str(simulator_port),
        "GUICHET_WEB_WORKERS": "1", "GUICHET_VERIFY_HOST": HOST,
    }  # fmt: skip
    settings = cluster.settings(Role.OPERATOR, User.WORKER).model_copy(
        update={"data_dir": folder, "simulator_port": simulator_port, "verify_host": HOST}
    )
    operator = build(settings)
    try:
        seal_demo.keys(operator.sealed.seals, clock.now())
        officer = hire(operator, "awa", Post(Duty.OFFICER, "apex"))
        with ExitStack() as running:
            log = folder / "web.log"
            given = environment(cluster.roles[Role.WEB], cluster.users[User.WEB], **shared)
            web = running.enter_context(started(["web"], given, log))
            shared["GUICHET_PUBLIC_URL"] = web.url
            given = environment(cluster.roles[Role.WORKER], cluster.users[User.WORKER], **shared)
            logs = [log] + [folder / f"{name}.log" for name in WORKING]
            for name, log in zip(WORKING, logs[1:], strict=True):
                running.enter_context(started(WORKING[name], given, log))
            at = settings.model_copy(update={"port": web.port})
            process = running.enter_context(_simulated(_simulator(at, folder)))
            one = Running(process, folder, web.port, simulator_port)
            one.__dict__["urls"] = {"database_url": cluster.roles[Role.AUDITOR]}
            until(lambda: ready(one), SECONDS_MAX)
            yield Town(one, operator, officer, logs, cluster)
    finally:
        operator.close()


def ready(one: Running) -> bool:
    """Every component, the workers included."""
    try:
        return HTTP.request("GET", f"{one.gateway}/readyz").status == 200
    except urllib3.exceptions.HTTPError:
        return False


@contextmanager
def _simulated(command: list[str]) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=60)
