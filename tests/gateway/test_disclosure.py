"""Whoever finds a weakness is told where to say so. Control 53, RFC 9116."""

from datetime import datetime, timedelta

import pytest

from gateway.production import problems
from gateway.settings import Mode, Settings
from gateway.web import create_app
from gateway.wiring import Guichet
from kernel import clock

PATH = "/.well-known/security.txt"


def test_the_file_names_somebody_and_says_how_long_it_holds(guichet: Guichet) -> None:
    vars(guichet)["settings"] = guichet.settings.model_copy(
        update={"security_contact": "mailto:s@example.ml"}
    )
    answer = create_app(guichet).test_client().get(PATH)
    fields = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert answer.mimetype == "text/plain"
    assert fields["Contact"] == "mailto:s@example.ml"
    assert fields["Canonical"].endswith(PATH)
    left = datetime.fromisoformat(fields["Expires"]) - clock.now()
    assert timedelta(days=30) < left < timedelta(days=365)


def test_nobody_is_made_up(guichet: Guichet) -> None:
    assert create_app(guichet).test_client().get(PATH).status_code == 404


@pytest.mark.parametrize("contact", ["", "us", "http://example.ml/security"])
def test_production_wants_an_address(contact: str) -> None:
    found = problems(Settings(mode=Mode.PRODUCTION, security_contact=contact))
    assert any(line.startswith("GUICHET_SECURITY_CONTACT") for line in found)
