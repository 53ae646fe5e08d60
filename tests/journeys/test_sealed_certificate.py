"""A certificate from the phone to the border: asked for, approved, sealed, told, checked on every way, revoked."""

import json
import re
import subprocess
from pathlib import Path

import pypdfium2 as pdfium
import pytest
import zxingcpp

from tests.authenticator import await_enough, digits
from tests.cast import session_id
from tests.journeys.certificate import deposited
from tests.journeys.running import HTTP, JSON, Running
from tests.waiting import until

TRADER, OFFICER = "+22366000002", "+22370000042"


@pytest.fixture(scope="module")
def told(town: Running) -> tuple[str, str]:
    """Number and code from the SMS, once APEX approved what was asked for on the phone."""
    reference, *_ = deposited(town, TRADER)
    until(lambda: town.external_id(reference))
    for action in ("signature", "disponible"):
        moved = HTTP.request(
            "POST", f"{town.simulator}/administrations/apex/officer/{reference}",
            fields={"action": action, "comment": ""}, encode_multipart=False, redirect=False,
        )  # fmt: skip
        assert moved.status in (200, 302, 303), moved.data
    sms = town.wait_for_sms("signé", "code", phone=TRADER)
    found = re.search(r"([\d ]{14}) code (\d{4})", sms)
    assert found, sms
    return found.group(1).replace(" ", ""), found.group(2)


def check_by_phone(town: Running, typed: str) -> str:
    """Every page of what an officer's phone reads, dialled at once."""
    session, text = session_id(), f"3*{typed}"
    screens = [town.dial(text, session, OFFICER)]
    while "98 Suite" in screens[-1]:
        text = f"{text}*98"
        screens.append(town.dial(text, session, OFFICER))
    return "\n".join(screens)


def check_by_sms(town: Running, words: str, *answer: str) -> str:
    """The answer to a text of the officer."""
    before = max((sms["id"] for sms in town.inbox(OFFICER)), default=0)
    sent = HTTP.request(
        "POST", f"{town.simulator}/phone/api/sms", body=json.dumps({"from": OFFICER, "text": words}), headers=JSON,
    )  # fmt: skip
    assert sent.status < 300, sent.data
    found: str = until(lambda: next(
        (sms["text"] for sms in town.inbox(OFFICER, before) if all(word in sms["text"] for word in answer)), None
    ))  # fmt: skip
    return found


def scanned(pdf: Path) -> str:
    """What a camera reads on the printed sheet."""
    page = pdfium.PdfDocument(pdf)[0].render(scale=300 / 72, grayscale=True).to_pil()
    [code] = zxingcpp.read_barcodes(page)
    return str(code.text)


def test_the_file_carries_a_code_that_verifies(town: Running, told: tuple[str, str], tmp_path: Path) -> None:
    pdf = tmp_path / "certificat.pdf"
    result = town.guichet("document", told[0], "--pdf", str(pdf))
    assert result.returncode == 0, result.stderr
    assert pdf.stat().st_mode & 0o777 == 0o600
    link = scanned(pdf)
    assert link == town.guichet("document", told[0], "--token").stdout.strip()
    assert "VALABLE" in check_by_sms(town, link, "VALABLE")
    # One letter of the seal changed: no signature fits it.
    at = len(link) // 2
    forged = f"{link[:at]}{'A' if link[at] != 'A' else 'B'}{link[at + 1 :]}"
    assert "VALABLE" not in check_by_sms(town, forged, ".")


def test_the_holder_fetches_the_same_file_by_browser(town: Running, told: tuple[str, str]) -> None:
    number, code = told
    fields = {"number": number, "code": code}
    answer = HTTP.request("POST", f"{town.gateway}/documents", fields=fields, encode_multipart=False)
    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/pdf")
    fields["code"] = f"{(int(code) + 1) % 10000:04}"
    refused = HTTP.request("POST", f"{town.gateway}/documents", fields=fields, encode_multipart=False)
    assert refused.status == 404


def test_number_and_code_say_valid_on_a_basic_phone_and_by_sms(town: Running, told: tuple[str, str]) -> None:
    number, code = told
    said = check_by_phone(town, f"{number}*{code}")
    for words in ("Document valable", "SARL", "1515.90", "24 500 kg"):
        assert words in said
    assert "SARL" not in check_by_phone(town, number)
    assert "Document valable" in check_by_sms(town, f"VERIF {number} {code}", "Document valable")


def test_two_persons_revoke_it_and_every_phone_learns_it(town: Running, told: tuple[str, str]) -> None:
    number, code = told
    people = {name: person(town, name) for name in ("verif-awa", "verif-moussa")}
    asked = act(town, people, "verif-awa", "revoke", number, "--reason", "erreur de saisie")
    assert asked.returncode == 0, asked.stderr
    proposal = asked.stdout.split()[-1]
    done = act(town, people, "verif-moussa", "approve", proposal)
    assert (done.returncode, done.stdout.split()[-1]) == (0, "revoked"), done.stderr
    assert "ANNULÉ" in check_by_phone(town, f"{number}*{code}")
    assert "ANNULÉ" in check_by_sms(town, f"VERIF {number}", "ANNULÉ")


def test_the_demo_has_documents_from_the_first_start(town: Running) -> None:
    def examples() -> list[dict[str, str]]:
        rows = json.loads(town.guichet("list", "documents", "--json").stdout)
        return [row for row in rows if row["cause"].startswith("example:")]

    found = until(lambda: rows if len(rows := examples()) == 3 else None)
    states = {row["cause"]: row["state"] for row in found}
    assert states["example:certificate"] == states["example:quittance"] == "valid"
    until(lambda: {row["cause"]: row["state"] for row in examples()}["example:revoked"] == "revoked")


def person(town: Running, name: str) -> str:
    """The seed of a person's codes."""
    added = town.guichet("staff", "add", name, "--role", "officer", "--administration", "apex", "--json")
    assert added.returncode == 0, added.stderr
    return str(json.loads(added.stdout)["uri"].split("secret=")[1].split("&")[0])


def act(town: Running, people: dict[str, str], name: str, *words: str) -> subprocess.CompletedProcess[str]:
    """A command about documents by ``name``, with the code on their phone now; not at the end of its half minute."""
    await_enough()
    return town.guichet("document", *words, "--by", name, "--code", digits(people[name]))
