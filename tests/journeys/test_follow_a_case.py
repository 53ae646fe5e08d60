"""The main job on real processes: dial, follow a case, the officer moves it, the SMS arrives."""

import json
import re

from tests.cast import session_id
from tests.journeys.certificate import deposited
from tests.journeys.running import HTTP, Running
from tests.waiting import until


def reference_of(town: Running, phone: str) -> str | None:
    """The newest open case of ``phone`` that is filed, as `guichet list cases --json` shows it."""
    rows = json.loads(town.guichet("list", "cases", "--json").stdout)
    masked = phone[-2:]
    return next(
        (row["reference"] for row in rows
         if row["phone"].endswith(masked) and row["state"] == "en_verification" and row["external_id"]), None
    )  # fmt: skip


def test_the_first_dial_answers_the_french_menu_and_its_repeat_the_same_bytes(town: Running) -> None:
    session = session_id()
    first = town.dial("", session)
    assert first.startswith("CON ")
    assert "1 Suivre un dossier" in first
    assert town.dial("", session) == first


def test_a_case_is_followed_with_its_age_in_three_languages(town: Running) -> None:
    until(lambda: reference_of(town, "+22370000001"))
    session = session_id()
    town.dial("", session)
    listed = town.dial("1", session)
    line = re.search(r"^(\d) .*En vérification", listed, re.MULTILINE)
    assert line, listed
    status = town.dial(f"1*{line.group(1)}", session)
    assert "En vérification" in status
    assert re.search(r"Mis à jour il y a \d+ (s|min|h)|Mis à jour à l'instant", status)
    for choice, word in (("2", "CON "), ("4", "Follow a case"), ("1", "Suivre un dossier")):
        session = session_id()
        town.dial("", session)
        town.dial("5", session)
        assert town.dial(f"5*{choice}", session).startswith(("CON ", "END "))
        assert word in town.dial("", session_id())


def test_the_officer_moves_the_case_and_the_sms_arrives(town: Running) -> None:
    phone = "+22366000002"
    reference = until(lambda: reference_of(town, phone))
    moved = HTTP.request(
        "POST", f"{town.simulator}/administrations/apex/officer/{reference}",
        fields={"action": "complement", "comment": "Facture illisible"}, encode_multipart=False, redirect=False,
    )  # fmt: skip
    assert moved.status in (200, 302, 303)
    sms = town.wait_for_sms("Pièce manquante", "Facture illisible", phone=phone)
    assert reference[2:10] in sms.replace(" ", "")


def test_a_certificate_is_asked_for_from_the_phone_and_filed_once(town: Running) -> None:
    phone = "+22370000001"
    reference, end, text, session = deposited(town, phone)
    assert end.startswith("END ")
    assert town.dial(text, session, phone) == end
    until(lambda: town.external_id(reference))
    assert json.loads(town.guichet("case", reference, "--json").stdout)["state"] == "en_verification"
    answer = HTTP.request(
        "GET", f"{town.simulator}/administrations/apex/applications", fields={"reference": reference}
    )
    assert len(answer.json()) == 1
    town.wait_for_sms(reference[2:10], "Code", phone=phone)
