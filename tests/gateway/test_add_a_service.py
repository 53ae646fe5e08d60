"""A newcomer adds a service in YAML only, and dials it."""

import shutil
from pathlib import Path

import pytest
from pydantic import SecretStr

from gateway.settings import Settings
from gateway.wiring import build
from tests.cast import dialled
from tests.rooms import ROOT

SERVICE = """
number: 42
code: ML-VIGNETTE
country: ML
administration: communes-ml
title: {fr: Vignette moto, en: Motorbike sticker, bm: needs-review, fon: needs-review}
summary: {fr: Taxe annuelle sur les motos., en: Yearly tax on motorbikes., bm: needs-review, fon: needs-review}
legal_basis: "A confirmer"
questions: []
fees: [{amount_xof: 6000, valid_from: 2026-01-01, source: "exemple"}]
document: {fr: Vignette, en: Sticker, bm: needs-review, fon: needs-review}
delay: {hours: 1, text: {fr: 1 heure, en: 1 hour, bm: needs-review, fon: needs-review}, source: "exemple"}
requirements: [{fr: Carte grise, en: Registration card, bm: needs-review, fon: needs-review}]
deposit: counter
"""


@pytest.mark.usefixtures("database", "redis")
def test_a_yaml_file_and_a_number_are_enough(tmp_path: Path, database_url: str, redis_url: str) -> None:
    folder = tmp_path / "catalogue"
    shutil.copytree(ROOT / "catalogue", folder, ignore=shutil.ignore_patterns("__pycache__", "*.py"))
    (folder / "services" / "ml-vignette.yaml").write_text(SERVICE, encoding="utf-8")
    with (folder / "numbers.txt").open("a", encoding="utf-8") as numbers:
        numbers.write("42 ML-VIGNETTE\n")
    settings = Settings(
        catalogue_dir=folder, database_url=SecretStr(database_url), redis_url=SecretStr(redis_url)
    )
    guichet = build(settings)
    screen = guichet.conversation.converse(dialled(text="42"))
    guichet.close()
    assert "42 Vignette moto" in screen.text
    assert "Frais: 6 000 F" in screen.text
