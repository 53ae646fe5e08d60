"""The places to work: as many as there are, each given back however a request ends. Bad-input row 81."""

import threading
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from typing import Any

import pytest

from gateway.intake import AHEAD_MAX, Intake
from tests.payments.at_once import WAIT_S, at_once

PLACES = 2


def request(intake: Intake, body: bytes = b"", **more: object) -> tuple[list[str], Iterable[bytes]]:
    """Status lines and the answer, not closed."""
    told: list[str] = []
    length = {"CONTENT_LENGTH": str(len(body))} if body else {}
    environ: Any = {"REQUEST_METHOD": "POST", "wsgi.input": BytesIO(body), **length, **more}
    return told, intake(environ, lambda status, _headers, *_: told.append(status))  # type: ignore[arg-type]


class Parts:
    """An answer in two parts that notices being closed."""

    closed = False

    def __iter__(self) -> Iterator[bytes]:
        return iter((b"a", b"b"))

    def close(self) -> None:
        self.closed = True


def free(intake: Intake) -> int:
    return intake._places.qsize()


def test_no_more_work_at_once_than_there_are_places() -> None:
    guard, inside, most = threading.Lock(), 0, 0
    met = threading.Barrier(PLACES)

    def app(_environ: Any, _start: Any) -> list[bytes]:
        nonlocal inside, most
        with guard:
            inside += 1
            most = max(most, inside)
        met.wait(WAIT_S)  # All places are really used together.
        with guard:
            inside -= 1
        return []

    intake = Intake(app, PLACES)
    at_once(*[lambda: request(intake)] * (3 * PLACES))
    assert (most, free(intake)) == (PLACES, PLACES)


def test_an_answer_that_is_made_while_it_is_sent_keeps_its_place_until_it_is_closed() -> None:
    parts = Parts()
    intake = Intake(lambda _environ, _start: parts, PLACES)
    _, answer = request(intake)
    assert (b"".join(answer), free(intake)) == (b"ab", PLACES - 1)
    answer.close()  # type: ignore[attr-defined]
    assert (parts.closed, free(intake)) == (True, PLACES)


def broken(_environ: Any, _start: Any) -> list[bytes]:
    raise KeyError


def test_a_request_that_fails_gives_its_place_back() -> None:
    intake = Intake(broken, PLACES)
    for _ in range(PLACES):
        with pytest.raises(KeyError):
            request(intake)
    assert free(intake) == PLACES


def echo(environ: Any, start: Callable[..., object]) -> list[bytes]:
    start("200 OK", [])
    return [environ["wsgi.input"].read()]


@pytest.mark.parametrize("size", [0, 1, AHEAD_MAX, AHEAD_MAX + 1, 3 * AHEAD_MAX])
def test_a_body_arrives_as_it_was_sent(size: int) -> None:
    body = bytes(number % 251 for number in range(size))
    assert request(Intake(echo, PLACES), body)[1] == [body]


@pytest.mark.parametrize("length", ["-1", "+5", "x", "", "5" * 4301, "²"])
def test_a_length_that_is_none_is_left_to_the_application(length: str) -> None:
    assert request(Intake(echo, PLACES), b"hello", CONTENT_LENGTH=length)[1] == [b"hello"]


def test_large_bodies_leave_the_places_of_the_others_alone() -> None:
    seen: list[int] = []

    def app(_environ: Any, _start: Any) -> list[bytes]:
        seen.append(free(intake))
        return []

    intake = Intake(app, PLACES)
    request(intake, b"x" * (AHEAD_MAX + 1))
    request(intake, b"x")
    assert seen == [PLACES, PLACES - 1]


def test_without_a_length_no_more_is_taken_than_is_read_ahead() -> None:
    chunked = {"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"}
    assert request(Intake(echo, PLACES), b"x" * AHEAD_MAX, **chunked)[1] == [b"x" * AHEAD_MAX]
    told, answer = request(Intake(echo, PLACES), b"x" * (AHEAD_MAX + 1), **chunked)
    assert (told, answer) == (["411 Length Required"], [])
