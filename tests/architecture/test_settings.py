"""Every setting is documented, and nothing is documented that is not a setting."""

import re

import pytest

from gateway import production
from gateway.settings import PREFIX, Settings, SettingsRefused, load
from tests.rooms import ROOT

PAGE = ROOT / "docs" / "settings.md"


def test_the_page_lists_exactly_the_settings() -> None:
    listed = set(re.findall(r"^\| `(GUICHET_[A-Z_]+)`", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    assert listed == {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}


def test_the_page_says_what_each_setting_says_itself() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert [name for name, field in Settings.model_fields.items() if str(field.description) not in page] == []


def test_production_refuses_every_demo_default_at_once() -> None:
    """Bad-input row 76."""
    problems = "\n".join(production.problems(Settings(mode="production")))
    for name in ("PUBLIC_URL", "CHANNEL_TOKEN", "FIELD_KEYS", "INDEX_KEY", "REFERENCE_KEY", "DATABASE_URL",
                 "REDIS_URL", "AFRICASTALKING_API_KEY", "APEX_EVENTS_TOKEN", "ALLOW_PRIVATE"):  # fmt: skip
        assert f"GUICHET_{name}:" in problems


def test_a_refusal_never_shows_the_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUICHET_PORT", "s3cret-port")
    monkeypatch.setenv("GUICHET_MODE", "s3cret-mode")
    with pytest.raises(SettingsRefused) as refused:
        load()
    assert len(refused.value.problems) == 2
    assert "s3cret" not in " ".join(refused.value.problems)


@pytest.mark.parametrize("value", ["", "k1", "k1:short", "k1:####", ":AAAA"])
def test_a_key_that_is_no_key_is_refused_in_demo_too(value: str) -> None:
    assert production.problems(Settings(field_keys=value))
