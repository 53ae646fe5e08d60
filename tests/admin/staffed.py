"""The cast of the console: who they are, the app on their phone, and a browser without JavaScript.

Awa is an officer of APEX-Mali, Moussa an officer of the justice, Fatou and Ibra administrators, Oumou an auditor.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from html import unescape
from urllib.parse import parse_qs, urlsplit

import time_machine
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from admin.people import passwords, staff
from admin.people.staff import Post
from admin.roles import Role
from gateway.wiring import Guichet
from tests.authenticator import digits

PASSWORD = "quatre mangues sous le baobab"
CAST = {
    "awa": Post(Role.OFFICER, "apex"),
    "moussa": Post(Role.OFFICER, "justice-ml"),
    "fatou": Post(Role.ADMINISTRATOR),
    "ibra": Post(Role.ADMINISTRATOR),
    "oumou": Post(Role.AUDITOR),
}
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass
class Member:
    """One of the staff, with the seed that their app holds."""

    name: str
    seed: str
    first: str
    password: str = ""

    def code(self) -> str:
        """The six digits at this moment."""
        return digits(self.seed)


class Cast(dict[str, Member]):
    """Whoever is asked for by their name works here from then on: a password costs 25 ms to hash, twice."""

    def __init__(self, guichet: Guichet) -> None:
        super().__init__()
        self._guichet = guichet

    def __missing__(self, name: str) -> Member:
        self[name] = hire(self._guichet, name, CAST[name])
        return self[name]


@cache
def _hashed(password: str, hasher: PasswordHasher) -> str:
    return hasher.hash(password)


def hire(guichet: Guichet, name: str, post: Post, *, password: str | None = PASSWORD) -> Member:
    """Added as the command does it; with ``password`` the first one has been changed already."""
    with guichet.database.transaction() as connection:
        added = staff.add(connection, guichet.keyring, name, post)
        if password is not None:
            connection.execute(
                update(staff.STAFF)
                .where(staff.STAFF.c.name == name)
                .values(password_hash=_hashed(password, passwords.HASHER), password_first=False)
            )
    seed = parse_qs(urlsplit(added.uri).query)["secret"][0]
    return Member(name, seed, added.password, password or added.password)


@dataclass
class Browser:
    """A browser that follows what a person would: it takes the token of the page it has just seen."""

    app: Flask
    day: time_machine.Traveller
    client: FlaskClient = field(init=False)
    token: str = ""

    def __post_init__(self) -> None:
        self.client = self.app.test_client()

    def get(self, path: str, **values: object) -> TestResponse:
        """Open a page."""
        return self._seen(self.client.get(path, **values))

    def post(self, path: str, data: Mapping[str, object] | None = None, **values: object) -> TestResponse:
        """Press a button of the page last seen."""
        form = {"csrf_token": self.token, **(data or {})}
        return self._seen(self.client.post(path, data=form, **values))

    def try_login(self, name: str, password: str, code: str, **values: object) -> TestResponse:
        """One try at the door."""
        self.get("/admin/login")
        return self.post("/admin/login", {"name": name, "password": password, "code": code}, **values)

    def login(self, member: Member) -> TestResponse:
        """Half a minute passes, since each code is used once."""
        self.day.shift(30)
        answer = self.try_login(member.name, member.password, member.code())
        assert answer.status_code == 303, answer.text
        self.get("/admin/me")
        return answer

    def confirm(self, member: Member) -> TestResponse:
        """A fresh code."""
        self.day.shift(30)
        self.get("/admin/confirm")
        answer = self.post("/admin/confirm", {"code": member.code()})
        self.get("/admin/me")
        return answer

    def cookie(self) -> str:
        """The id that the browser holds."""
        found = self.client.get_cookie("guichet", domain="localhost")
        return found.value if found is not None else ""

    def _seen(self, answer: TestResponse) -> TestResponse:
        found = TOKEN.search(answer.text) if answer.mimetype == "text/html" else None
        if found:
            self.token = unescape(found.group(1))
        return answer
