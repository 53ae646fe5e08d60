"""Whoever sends a file reads which kinds are taken and how large one may be, before sending it. ASVS V5.1.1."""

from html.parser import HTMLParser

from admin.books.receiving import BODY_BYTES_MAX
from admin.people.staff import Post
from admin.roles import Role
from gateway.wiring import Guichet
from tests.admin.staffed import Browser, hire


class Files(HTMLParser):
    """The fields of a page that take a file."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.fields: list[dict[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One element."""
        if tag == "input" and ("type", "file") in attrs:
            self.fields.append(dict(attrs))


def test_the_page_of_statements_says_it(browser: Browser, guichet: Guichet) -> None:
    browser.login(hire(guichet, "koffi", Post(Role.ACCOUNTANT)))
    page = browser.get("/admin/reconciliation").text
    [field] = Files(page).fields
    assert field["accept"] == ".csv,.txt,text/csv,text/plain"
    hint = page.partition(f'id="{field["aria-describedby"]}">')[2].partition("<")[0]
    assert f"CSV de {BODY_BYTES_MAX >> 20} Mo au plus" in hint
