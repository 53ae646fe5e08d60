"""The whole gateway under separate roles and users: whoever lacks a right is found by what then does not happen."""

import json
import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
import urllib3

from gateway.privileges.redis_acl import User
from gateway.privileges.roles import Role
from tests import forked, servers
from tests.admin.staffed import TOKEN
from tests.authenticator import await_enough
from tests.gateway.privileges.cluster import Cluster
from tests.gateway.privileges.town import Town, town
from tests.gateway.running import environment
from tests.journeys.certificate import deposited
from tests.journeys.running import HTTP
from tests.journeys.test_pay import KOFFI, checked, owe, pay, type_pin
from tests.journeys.test_sealed_certificate import check_by_sms
from tests.waiting import until

TRADER = "+22366000002"


@pytest.fixture(scope="module")
def lived(roles: Cluster) -> Iterator[Town]:
    """A town in which nobody is a superuser."""
    with servers.folder() as folder:
        with town(roles, folder) as one:
            yield one
        # Whatever failed above, this says why; and the end of each process is its own, too.
        assert (one.refusals(), one.denied()) == (set(), set())


def test_a_case_is_deposited_filed_followed_and_its_paper_sealed(lived: Town) -> None:
    reference, *_ = deposited(lived.running, TRADER)
    lived.running.wait_for_sms(reference[2:10], "Code", phone=TRADER, seconds=120)
    until(lambda: lived.running.external_id(reference), 120)
    for action in ("signature", "disponible"):
        moved = HTTP.request(
            "POST", f"{lived.running.simulator}/administrations/apex/officer/{reference}",
            fields={"action": action, "comment": "Bon"}, encode_multipart=False, redirect=False,
        )  # fmt: skip
        assert moved.status in (200, 302, 303), moved.data
    sms = lived.running.wait_for_sms("signé", "code", phone=TRADER, seconds=120)
    found = re.search(r"([\d ]{14}) code (\d{4})", sms)
    assert found, sms
    number = found.group(1).replace(" ", "")
    assert "Document valable" in check_by_sms(lived.running, f"VERIF {number} {found.group(2)}", "valable")


def test_a_fee_is_paid_settled_and_its_quittance_checked(lived: Town) -> None:
    invoice = owe(lived.operator, KOFFI, 1900)
    assert pay(lived.running, KOFFI, invoice, "MTN MoMo").startswith("END ")
    type_pin(lived.running, KOFFI)
    sms = lived.running.wait_for_sms("Quittance", "1 900 F", phone=KOFFI, seconds=120)
    found = re.search(r"Quittance ([\d ]{14}) code (\d{4})", sms)
    assert found, sms
    assert "1 900 F" in checked(lived.running, found.group(1).replace(" ", ""), found.group(2))


def test_an_officer_logs_in_and_reads_the_console(lived: Town) -> None:
    await_enough()
    browser = Person(lived.running.gateway)
    browser.open("/admin/login")
    member = lived.officer
    answer = browser.send(
        "/admin/login", {"name": member.name, "password": member.password, "code": member.code()}
    )
    assert answer.status == 303, answer.data
    for page in ("/admin/", "/admin/me", "/admin/cases", "/admin/search", "/admin/documents"):
        assert browser.open(page).status == 200, page
    assert browser.send("/admin/logout", {}).status == 303


def test_an_auditor_checks_everything_and_writes_nothing(lived: Town, roles: Cluster) -> None:
    for command in (["check", "--json"], ["audit", "verify"], ["ledger", "verify"]):
        given = environment(
            roles.roles[Role.AUDITOR], roles.users[User.WORKER], GUICHET_DATA_DIR=str(lived.running.folder)
        )
        said = forked.run(command, given, 240)
        assert said.returncode == 0, said.stdout + said.stderr
        if "--json" in command:
            assert [row for row in json.loads(said.stdout) if row["broken"] and not row["warning"]] == []


def test_no_work_was_given_back_and_redis_refused_nobody(lived: Town, roles: Cluster) -> None:
    """Every periodic task has run by now: each runs in the first moment of a ticker.

    What was only late is done the next time; what lacks a right never is.
    """
    with roles.connect(Role.AUDITOR) as connection:
        until(
            lambda: not connection.execute("SELECT FROM outbox WHERE last_error IS NOT NULL").fetchall(), 120
        )
    assert (lived.refusals(), lived.denied()) == (set(), set())


class Person:
    """A browser that keeps its cookie and the token of the page it has just seen."""

    def __init__(self, gateway: str) -> None:
        self._gateway = gateway
        self._cookies: dict[str, str] = {}
        self._token = ""

    def open(self, path: str) -> urllib3.BaseHTTPResponse:
        return self._ask("GET", path, None)

    def send(self, path: str, fields: dict[str, str]) -> urllib3.BaseHTTPResponse:
        return self._ask("POST", path, {"csrf_token": self._token, **fields})

    def _ask(self, method: str, path: str, fields: dict[str, str] | None) -> urllib3.BaseHTTPResponse:
        kept = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        answer = HTTP.request(
            method, self._gateway + path, body=None if fields is None else urlencode(fields), redirect=False,
            headers={"Cookie": kept, "Origin": self._gateway, "Content-Type": "application/x-www-form-urlencoded"},
        )  # fmt: skip
        for line in answer.headers.getlist("Set-Cookie"):
            name, _, value = line.partition(";")[0].partition("=")
            self._cookies[name] = value
        found = TOKEN.search(answer.data.decode("utf-8", "replace"))
        self._token = found.group(1) if found else self._token
        return answer
