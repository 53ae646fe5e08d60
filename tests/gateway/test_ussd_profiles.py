"""GUICHET_USSD_PROFILES lets in an operator with a spelling of its own, and a wrong one stops the start."""

import pytest
from werkzeug.test import Client

from gateway.front import application
from gateway.settings import SettingsRefused, load
from gateway.wiring import Guichet

MOOV = '{"moov": {"base": "comviva", "service_code": "384", "network": "61602"}}'
PULL = {"SessionID": "1", "MSISDN": "22995000001", "input": "384"}


def test_an_operator_of_the_settings_gets_a_screen(guichet: Guichet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUICHET_USSD_PROFILES", MOOV)
    guichet.settings = guichet.settings.model_copy(update={"ussd_profiles": load().ussd_profiles})
    answer = Client(application(guichet)).get("/ussd/pull/moov/demo", query_string=PULL)
    assert (answer.status_code, answer.headers["Freeflow"]) == (200, "FC")
    assert answer.text.startswith("Guichet")


WRONG = {
    "no JSON": '{"moov"',
    "no object": '["moov"]',
    "twice": '{"a": {"base": "nalo"}, "a": {"base": "nalo"}}',
    "no such base": '{"moov": {"base": "s3cret"}}',
    "not to be set": '{"comviva": {"reply": "s3cret"}}',
    "a dialect of its own": '{"mtn": {"base": "generic"}}',
}


@pytest.mark.parametrize("given", WRONG.values(), ids=WRONG)
def test_a_profile_that_cannot_be_stops_the_start(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUICHET_USSD_PROFILES", given)
    with pytest.raises(SettingsRefused) as refused:
        load()
    (problem,) = refused.value.problems
    assert problem.startswith("GUICHET_USSD_PROFILES:")
    assert "s3cret" not in problem


def test_nothing_given_is_what_ships(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUICHET_USSD_PROFILES", "")
    assert load().ussd_profiles == {}
