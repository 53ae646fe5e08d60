"""The console by a host name of its own: nothing else is there, and it is nowhere else. ASVS V3.5.4."""

import pytest
from werkzeug.test import Client

from gateway.front import application
from gateway.wiring import Guichet

OWN = "console.guichet.example"
CONSOLE = ("/admin/login", "/admin/static/console.css", "/bootstrap/static/css/bootstrap.min.css")
OTHERS = ("/verify", "/V/", "/healthz", "/.well-known/guichet/trust-bundle", "/ussd/africastalking/demo", "/")
NEARLY = ("/administration", "/admin.php", "//admin/login", "/Admin/login")


def client(guichet: Guichet, console_host: str = OWN) -> Client:
    vars(guichet)["settings"] = guichet.settings.model_copy(update={"console_host": console_host})
    return Client(application(guichet))


@pytest.mark.parametrize("path", CONSOLE)
def test_the_console_answers_there_and_nowhere_else(guichet: Guichet, path: str) -> None:
    asked = client(guichet)
    there = asked.get(path, base_url=f"https://{OWN}:8443")
    elsewhere = asked.get(path, base_url="http://localhost")
    assert (there.status_code, elsewhere.status_code, elsewhere.data) == (200, 404, b"not found\n")
    there.close()


@pytest.mark.parametrize("path", [*OTHERS, *NEARLY])
def test_no_other_door_is_there(guichet: Guichet, path: str) -> None:
    there = client(guichet).get(path, base_url=f"https://{OWN}")
    assert (there.status_code, there.data) == (404, b"not found\n")


@pytest.mark.parametrize("path", [*OTHERS[:4], *NEARLY])
def test_the_other_doors_stay_where_they_were(guichet: Guichet, path: str) -> None:
    """What only looks like the console's address never reaches it."""
    asked, before = client(guichet), client(guichet, "")
    answers = [each.get(path, base_url="http://localhost") for each in (asked, before)]
    assert answers[0].status_code == answers[1].status_code
    assert b'name="password"' not in answers[0].data


def test_without_the_setting_there_is_one_name_for_all(guichet: Guichet) -> None:
    assert client(guichet, "").get("/admin/login", base_url="http://localhost").status_code == 200
    assert client(guichet, "").get("/admin/login", base_url=f"https://{OWN}").status_code == 400
