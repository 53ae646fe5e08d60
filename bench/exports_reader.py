"""Somebody of the staff who takes a file: in by password and code, then the file to disk, as a browser does it."""

import http.client
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pyotp
from sqlalchemy import update

from admin.people import passwords, staff
from admin.people.staff import Post
from admin.roles import Role
from bench.contenders import Unexpected
from gateway.wiring import Guichet
from kernel import clock

NAME, PASSWORD = "bench", "quatre mangues sous le baobab"
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
CHUNK = 256 * 1024
# A file of a million rows, on a machine that does much else.
SECONDS_MAX = 900


@dataclass(frozen=True)
class Taken:
    """``first_s``: until the first byte of the file."""

    size: int
    first_s: float
    seconds: float


class Reader:
    """One person with one browser, on the server at ``port``."""

    def __init__(self, port: int, guichet: Guichet) -> None:
        self._port = port
        with guichet.database.transaction() as connection:
            added = staff.add(connection, guichet.keyring, NAME, Post(Role.ACCOUNTANT))
            connection.execute(
                update(staff.STAFF)
                .where(staff.STAFF.c.name == NAME)
                .values(password_hash=passwords.hashed(PASSWORD), password_first=False)
            )
        self._totp = pyotp.TOTP(parse_qs(urlsplit(added.uri).query)["secret"][0])
        self._cookie = ""
        self._spent = ""

    def enter(self) -> None:
        """A new session, with a code that was not used yet."""
        self._cookie = ""
        page = self._ask("GET", "/admin/login")
        form = {"csrf_token": self._token(page), "name": NAME, "password": PASSWORD, "code": self._code()}
        self._ask("POST", "/admin/login", form)
        if NAME not in self._ask("GET", "/admin/me"):
            raise Unexpected("the console did not let the bench in")

    def take(self, path: str, into: Path) -> Taken:
        """The file at ``path``."""
        start = clock.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=SECONDS_MAX)
        try:
            connection.request("GET", path, headers={"Cookie": self._cookie})
            answer = connection.getresponse()
            if answer.status != http.HTTPStatus.OK:
                raise Unexpected(f"{path}: {answer.status} {answer.read(300)!r}")
            size, first_s = 0, 0.0
            with into.open("wb") as out:
                while piece := answer.read1(CHUNK):
                    first_s = first_s or clock.monotonic() - start
                    size += out.write(piece)
            return Taken(size, first_s, clock.monotonic() - start)
        finally:
            connection.close()

    def _ask(self, method: str, path: str, form: Mapping[str, str] | None = None) -> str:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        try:
            headers = {"Cookie": self._cookie, "Content-Type": "application/x-www-form-urlencoded"}
            connection.request(method, path, urlencode(form or {}), headers)
            answer = connection.getresponse()
            given = answer.getheader("Set-Cookie")
            if given:
                self._cookie = given.partition(";")[0]
            return answer.read().decode()
        finally:
            connection.close()

    def _token(self, page: str) -> str:
        found = _TOKEN.search(page)
        if found is None:
            raise Unexpected("the console's form has no token")
        return unescape(found[1])

    def _code(self) -> str:
        """Each code is taken once: the next one is waited for, half a minute at most."""
        while (code := self._totp.at(clock.now())) == self._spent:
            clock.sleep(0.5)
        self._spent = code
        return code
