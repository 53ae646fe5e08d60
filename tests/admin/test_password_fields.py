"""The fields that passwords are typed in: hidden, named for password managers, open to pasting. Control 3."""

from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

from admin import page as shown
from tests.admin.staffed import Browser
from tests.admin.test_two_persons import handed_over

In = Callable[[str], Browser]


class Inputs(HTMLParser):
    """The fields of a page, and whatever of it could meddle with typing or pasting."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.fields: dict[str, dict[str, str | None]] = {}
        self.meddling: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One element."""
        given = dict(attrs)
        self.meddling += [name for name in given if name.startswith("on")] + [tag] * (tag == "script")
        if tag == "input":
            self.fields[given.get("name") or ""] = given


FIELDS = {
    "login.html": {"password": "current-password"},
    "me.html": {"password": "current-password"},
    "password.html": {"old": "current-password", "new": "new-password", "again": "new-password"},
    "scan.html": {"password": "new-password"},
}


def test_each_field_of_a_password_hides_it_and_takes_it_from_a_manager(
    everybody: None, logged_in: In, browser: Browser
) -> None:
    """Masked, named for password managers, and nothing there that hinders pasting (ASVS V6.2.6, V6.2.7)."""
    pages = {
        "login.html": browser.get("/admin/login"),
        "me.html": logged_in("oumou").get("/admin/me"),
        "password.html": logged_in("moussa").get("/admin/me/password"),
    }
    code = handed_over(logged_in)
    browser.get("/admin/enrol")
    pages["scan.html"] = browser.post("/admin/enrol", {"name": "awa", "code": code})
    templates = Path(shown.__file__).parent / "templates" / "admin"
    having = {
        each.name
        for each in templates.glob("**/*.html")
        if 'type="password"' in each.read_text(encoding="utf-8")
    }
    assert having == set(FIELDS) == set(pages)
    for name, answer in pages.items():
        page = Inputs(answer.text)
        assert page.meddling == [], name
        hidden = {field: given for field, given in page.fields.items() if given["type"] == "password"}
        assert {field: given["autocomplete"] for field, given in hidden.items()} == FIELDS[name]
        for given in hidden.values():
            assert given.keys() & {"maxlength", "pattern", "readonly", "disabled"} == set()
            assert not given["value"]
        users = [given for given in page.fields.values() if given.get("autocomplete") == "username"]
        assert len(users) == 1, name
