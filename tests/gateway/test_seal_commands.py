"""``guichet keys`` and ``guichet document`` as people type them, and the registers that follow from it."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdfium2 as pdfium
import pytest
import redis as redis_py
import time_machine
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_der_private_key,
    load_pem_private_key,
)

from admin.people import staff
from admin.people.staff import Post
from admin.roles import Role
from gateway import production_seals
from gateway.cli import checks as check_commands
from gateway.cli import document as document_commands
from gateway.cli import guichet as root
from gateway.cli import keys as key_commands
from gateway.sealing import lists
from gateway.sealing.keys import ROOT_PUB
from gateway.settings import Mode
from kernel import clock, logs
from kernel.database import Database
from tests.authenticator import digits, fresh_half_minute, pass_on
from tests.gateway.sealed_town import HOST, SealedTown, sealed_town
from tests.gateway.test_sealing import BROWSER, scanned
from verification.registry import copies
from verification.registry.publishing import newest
from verification.sealed_key import is_sealed, unseal
from verification.signer import FileSigner
from verification.status_list import Status, take_apart
from verification.token import read

Run = Callable[..., Result]


@pytest.fixture
def town(
    database: Database, redis: redis_py.Redis, database_url: str, redis_url: str, tmp_path: Path
) -> Iterator[SealedTown]:
    with sealed_town(database_url, redis_url, tmp_path, keys=False) as one:
        yield one


@pytest.fixture
def run(
    town: SealedTown, database_url: str, redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Run:
    given = {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "DATA_DIR": str(tmp_path),
        "VERIFY_HOST": HOST,
    }
    for name, value in given.items():
        monkeypatch.setenv(f"GUICHET_{name}", value)
    # Where a command logs to is its own process's affair.
    monkeypatch.setattr(logs, "configure", lambda *_: None)
    for command in (*document_commands.COMMANDS, *key_commands.COMMANDS, *check_commands.COMMANDS):
        root.add_command(command)
    return lambda *arguments: CliRunner().invoke(root, list(arguments), catch_exceptions=False)


@pytest.fixture
def codes(town: SealedTown) -> Iterator[Callable[[str], str]]:
    """The digits on a person's phone now; half a minute passes, since each is used once."""
    posts = {
        "awa": Post(Role.OFFICER, "apex"), "moussa": Post(Role.OFFICER, "apex"),
        "oumou": Post(Role.AGENT, "apex"), "koffi": Post(Role.OFFICER, "maec-bj"), "fatou": Post(Role.ADMINISTRATOR),
    }  # fmt: skip
    seeds = {}
    for name, post in posts.items():
        with town.guichet.database.transaction() as connection:
            uri = staff.add(connection, town.guichet.keyring, name, post).uri
        seeds[name] = uri.split("secret=")[1].split("&")[0]
    with fresh_half_minute() as traveller:

        def of(name: str) -> str:
            pass_on(traveller)
            return digits(seeds[name])

        yield of


def last(result: Result) -> str:
    """The last word printed on the output."""
    return result.stdout.split()[-1]


def sealed(town: SealedTown) -> str:
    town.keys()
    town.granted()
    town.work()
    assert town.held == []
    return town.documents()[0].number


def test_keys_are_made_listed_bundled_rotated_and_given_up(
    run: Run, town: SealedTown, tmp_path: Path
) -> None:
    assert run("keys", "root", "new").exit_code == 0
    assert run("keys", "bundle").exit_code == 1  # no next root is announced yet
    assert run("keys", "root", "new").exit_code == 0
    kid = run("keys", "new", "--issuer", "ml-apex", "--types", "co").stdout.split()[0]
    registers = run("keys", "new", "--issuer", "ml-apex", "--types", "registers").stdout.split()[0]
    assert json.loads(run("keys", "bundle").stdout)["number"] == 1
    rows = {row["kid"]: row for row in json.loads(run("keys", "list", "--json").stdout)}
    assert rows.keys() == {kid, registers}
    assert all(row["published"] and row["here"] for row in rows.values())
    assert (tmp_path / "keys" / f"{kid}.pem").stat().st_mode & 0o777 == 0o600
    assert is_sealed((tmp_path / "keys" / f"{kid}.pem").read_bytes())
    successor = run("keys", "rotate", kid).stdout.split()[0]
    assert run("keys", "compromise", registers, "--at", "2026-11-21T08:00").exit_code == 0
    assert json.loads(run("keys", "bundle").stdout)["number"] == 2
    states = {row["kid"]: row["state"] for row in json.loads(run("keys", "list", "--json").stdout)}
    assert states == {kid: "retired", successor: "active", registers: "compromised"}


def test_the_announced_root_takes_over_and_is_believed(run: Run, town: SealedTown, tmp_path: Path) -> None:
    files = [tmp_path / f"root{number}.pem" for number in range(3)]
    for file in files[:2]:
        assert run("keys", "root", "new", "--file", str(file)).exit_code == 0
    run("keys", "new", "--issuer", "ML-APEX", "--types", "co")
    assert run("keys", "bundle", "--root", str(files[0])).exit_code == 0
    before = (tmp_path / "keys" / ROOT_PUB).read_text()
    # The announced one cannot be its own successor.
    assert run("keys", "bundle", "--root", str(files[1])).exit_code == 1
    assert run("keys", "root", "new", "--file", str(files[2])).exit_code == 0
    assert run("keys", "bundle", "--root", str(files[1])).exit_code == 0
    assert (tmp_path / "keys" / ROOT_PUB).read_text() != before
    assert run("keys", "bundle", "--root", str(files[0])).exit_code == 1


def new_pem_of_before(passphrase: bytes) -> bytes:
    """A key as versions of before kept it: PKCS#8 under PBKDF2."""
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(passphrase))


def age(path: Path, passphrase: bytes, mode: int) -> bytes:
    """Write a key as versions of before kept it; what its public half is."""
    der = load_der_private_key(unseal(path.read_bytes(), passphrase), None)
    old = der.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(passphrase))
    path.write_bytes(old)
    path.chmod(mode)
    return FileSigner.open(path, passphrase).public.cose


def test_keys_of_before_open_and_are_written_anew(run: Run, town: SealedTown, tmp_path: Path) -> None:
    folder = town.guichet.sealed.seals.folder
    roots = [tmp_path / f"root{number}.pem" for number in range(2)]
    for root_file in roots:
        run("keys", "root", "new", "--file", str(root_file))
    kids = [
        run("keys", "new", "--issuer", "ml-apex", "--types", kind).stdout.split()[0]
        for kind in ("co", "birth")
    ]
    files = [folder.path(f"{kid}.pem") for kid in kids]
    public = [age(path, folder.passphrase, mode) for path, mode in zip(files, (0o600, 0o640), strict=True)]
    cards = [path.with_suffix(".card").read_bytes() for path in files]
    age(roots[0], folder.passphrase, 0o600)
    assert run("keys", "bundle", "--root", str(roots[0])).exit_code == 0  # the old form still opens
    files[0].with_suffix(".draft").write_bytes(b"of a start that was cut off")
    done = run("keys", "reseal")
    assert sorted(done.stdout.split()) == sorted(path.name for path in files), done.stderr
    assert [path.stat().st_mode & 0o777 for path in files] == [0o600, 0o640]
    assert [is_sealed(path.read_bytes()) for path in (*files, roots[0])] == [True, True, False]
    assert [FileSigner.open(path, folder.passphrase).public.cose for path in files] == public
    assert [path.with_suffix(".card").read_bytes() for path in files] == cards
    assert run("keys", "reseal").stdout == ""
    assert run("keys", "reseal", "--root", str(roots[0])).stdout.split() == ["root0.pem"]
    assert is_sealed(roots[0].read_bytes())
    assert list(folder.path("").glob("*.draft")) == []


def test_the_check_warns_of_keys_of_before_and_says_what_mends_them(run: Run, town: SealedTown) -> None:
    town.keys()
    folder = town.guichet.sealed.seals.folder
    name = "signing keys are sealed in today's form"

    def found() -> tuple[str, list[str]]:
        results = json.loads(run("check", "--json").stdout)
        return next((each["mark"], each["broken"]) for each in results if each["name"] == name)

    assert found() == ("ok", [])
    path, root_file = folder.path(f"{next(folder.cards()).kid.hex()}.pem"), folder.path("root.pem")
    for each in (path, root_file):
        each.unlink(missing_ok=True)
        each.write_bytes(new_pem_of_before(folder.passphrase))
    assert found() == (
        "warn",
        [f"{path.name}: guichet keys reseal", f"root.pem: guichet keys reseal --root {root_file}"],
    )
    assert run("check").exit_code == 0
    assert run("keys", "reseal").exit_code == run("keys", "reseal", "--root", str(root_file)).exit_code == 0
    assert found() == ("ok", [])


def test_the_next_key_takes_those_of_before_along(run: Run, town: SealedTown, tmp_path: Path) -> None:
    town.keys()
    folder = town.guichet.sealed.seals.folder
    kid = next(folder.cards()).kid.hex()
    age(folder.path(f"{kid}.pem"), folder.passphrase, 0o600)
    assert run("keys", "rotate", kid).exit_code == 0
    assert is_sealed(folder.path(f"{kid}.pem").read_bytes())


def test_a_key_of_before_with_another_passphrase_stays_as_it_is(run: Run, town: SealedTown) -> None:
    town.keys()
    folder = town.guichet.sealed.seals.folder
    path = folder.path(f"{next(folder.cards()).kid.hex()}.pem")
    age(path, folder.passphrase, 0o600)
    key = load_pem_private_key(path.read_bytes(), folder.passphrase)
    other = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"another"))
    path.write_bytes(other)
    refused = run("keys", "reseal")
    assert (refused.exit_code, path.name in refused.stderr, path.read_bytes()) == (1, True, other)
    assert run("keys", "new", "--issuer", "ml-apex", "--types", "co").exit_code == 0
    assert path.read_bytes() == other


def test_a_key_is_never_written_over_and_misuse_ends_2(run: Run, town: SealedTown) -> None:
    assert run("keys", "root", "new").exit_code == 0
    assert run("keys", "new", "--issuer", "ml-apex", "--types", "passport").exit_code == 2
    assert run("keys", "new", "--issuer", "ml-apex", "--types", "co,registers").exit_code == 2
    assert run("keys", "rotate", "00000000").exit_code == 2
    assert run("keys", "root", "new").exit_code == 0
    assert run("keys", "root", "new").exit_code == 1


def test_a_document_is_shown_and_handed_out(run: Run, town: SealedTown, tmp_path: Path) -> None:
    number = sealed(town)
    found = json.loads(run("document", number, "--json").stdout)
    assert (found["number"], found["state"], found["issuer"]) == (number, "valid", "ML-APEX")
    assert "Karite" not in json.dumps(found)
    pdf, png = tmp_path / "paper.pdf", tmp_path / "code.png"
    assert run("document", number, "--pdf", str(pdf), "--png", str(png)).exit_code == 0
    assert scanned(pdf.read_bytes()) == run("document", number, "--token").stdout.strip() == found["link"]
    assert run("document", number, "--pdf", str(pdf)).exit_code == 1  # nothing is written over
    assert run("document", "260000000000").exit_code == 1
    assert number in run("list", "documents").stdout


def test_a_document_is_found_by_what_it_is_about(
    run: Run, town: SealedTown, codes: Callable[[str], str]
) -> None:
    """People have the number of the quittance or of the case in hand; that of the seal is on the paper alone."""
    number = sealed(town)
    subject = json.loads(run("document", number, "--json").stdout)["subject"]
    assert subject != number
    assert json.loads(run("document", subject, "--json").stdout)["number"] == number
    copy = run("document", "duplicata", number, "--by", "awa", "--code", codes("awa")).stdout.split()[-1]
    told = run("document", subject)
    assert (told.exit_code, f"ask for {number} or {copy}" in told.stderr) == (1, True), told.output


def test_two_persons_revoke_and_readers_learn_it_at_once(
    run: Run, town: SealedTown, codes: Callable[[str], str]
) -> None:
    number = sealed(town)
    asked = run("document", "revoke", number, "--reason", "erreur", "--by", "awa", "--code", codes("awa"))
    assert asked.exit_code == 0
    proposal = last(asked)
    own = run("document", "approve", proposal, "--by", "awa", "--code", codes("awa"))
    assert (own.exit_code, town.documents()[0].state) == (1, "valid")
    assert proposal in run("document", "proposals").stdout
    done = run("document", "approve", number, "--by", "moussa", "--code", codes("moussa"))
    assert (done.exit_code, last(done)) == (0, "revoked")
    town.work("documents")
    [paper] = town.documents()
    with town.guichet.database.transaction() as connection:
        body = newest(connection, paper.kid)
    assert body is not None
    document = read(paper.token).document
    assert document is not None
    assert take_apart(body)[1].get(document.index) is Status.REVOKED
    assert paper.pdf is not None
    assert town.guichet.sealed.readers.judge(scanned(paper.pdf), BROWSER).verdict.word == "REVOKED"


def printed(pdf: bytes) -> str:
    """The words of the sheet."""
    with pdfium.PdfDocument(pdf) as document:
        return " ".join(document[0].get_textpage().get_text_bounded().split())


def test_a_duplicata_is_a_document_of_its_own_and_says_so(
    run: Run, town: SealedTown, codes: Callable[[str], str]
) -> None:
    number = sealed(town)
    done = run("document", "duplicata", number, "--by", "awa", "--code", codes("awa"))
    assert done.exit_code == 0
    copy = next(paper for paper in town.documents() if paper.number == last(done))
    original = next(paper for paper in town.documents() if paper.number == number)
    assert (copy.copy_kind, copy.shown, copy.state) == (1, original.shown, "valid")
    assert copy.pdf is not None
    assert "DUPLICATA n° 1 fait le" in printed(copy.pdf)
    assert "DUPLICATA" not in printed(original.pdf or b"").replace("« DUPLICATA »", "")
    assert town.guichet.sealed.readers.judge(scanned(copy.pdf), BROWSER).verdict.word == "VALID"
    run("document", "duplicata", number, "--by", "awa", "--code", codes("awa"))
    second = next(paper for paper in town.documents() if paper.cause.endswith(":duplicata:2"))
    assert "DUPLICATA n° 2 fait le" in printed(second.pdf or b"")
    assert run("document", "duplicata", copy.number, "--by", "awa", "--code", codes("awa")).exit_code == 1


@pytest.mark.parametrize(
    ("act", "name", "says"),
    [("revoke", "oumou", "oumou is agent: this is for officer"), ("revoke", "fatou", "this is for officer"),
     ("duplicata", "fatou", "this is for agent, officer"), ("revoke", "koffi", "no document has this number"),
     ("duplicata", "koffi", "no document has this number")],
    ids=["an agent", "an administrator", "a copy for an administrator", "another office", "a copy of another office"],
)  # fmt: skip
def test_a_right_code_is_not_a_right_role(
    run: Run, town: SealedTown, codes: Callable[[str], str], act: str, name: str, says: str
) -> None:
    number = sealed(town)
    words = (number, "--reason", "erreur") if act == "revoke" else (number,)
    done = run("document", act, *words, "--by", name, "--code", codes(name))
    assert (done.exit_code, says in done.stderr) == (1, True), done.stderr
    assert town.count("document_proposal") == 0
    assert [paper.number for paper in town.documents()] == [number]
    assert town.count(f"audit_log WHERE act = 'document.refused' AND actor = 'staff:{name}'") == 1


def test_an_agent_proposes_and_decides_nothing(
    run: Run, town: SealedTown, codes: Callable[[str], str]
) -> None:
    number = sealed(town)
    asked = run("document", "suspend", number, "--reason", "doute", "--by", "awa", "--code", codes("awa"))
    decided = run("document", "approve", last(asked), "--by", "oumou", "--code", codes("oumou"))
    assert (decided.exit_code, town.documents()[0].state) == (1, "valid")
    copied = run("document", "duplicata", number, "--by", "oumou", "--code", codes("oumou"))
    assert copied.exit_code == 0, copied.stderr


def test_a_trader_gets_a_signed_proof_of_a_refusal(run: Run, town: SealedTown, tmp_path: Path) -> None:
    number, out = sealed(town), tmp_path / "proof.cose"
    words = ("--place", "Kidira", "--said", "cachet illisible", "--out", str(out))
    wrong = f"{(int(town.documents()[0].code) + 1) % 10000:04}"
    assert run("document", "proof", number, "--check", wrong, *words).exit_code == 1
    assert run("document", "proof", number, "--check", town.documents()[0].code, *words).exit_code == 0
    assert out.read_bytes()[:2] == b"\xd2\x84"


def test_the_check_looks_at_the_register_too(run: Run, town: SealedTown) -> None:
    number = sealed(town)
    seen = {
        each["name"]: each for each in json.loads(run("check", "--json").stdout) if each["room"] == "register"
    }
    assert len(seen) >= 9
    assert {each["mark"] for each in seen.values()} == {"ok"}
    with town.guichet.database.transaction() as connection:
        # Round the triggers that forbid it.
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        connection.exec_driver_sql("UPDATE sealed_document SET state = 'revoked'")
    done = run("check", "--json")
    broken = [each for each in json.loads(done.stdout) if each["mark"] == "FAIL"]
    assert done.exit_code == 1
    assert ("a document is what its story says it is", [number]) in [
        (each["name"], each["broken"]) for each in broken
    ]


def test_lists_and_filters_are_renewed_before_they_are_old(town: SealedTown) -> None:
    sealed(town)
    [paper] = town.documents()
    with town.guichet.database.transaction() as connection:
        # The list is there since the first document; the register of issued seals is made by the sweep.
        assert lists.sweep(connection, clock.now()) == 1
        assert lists.sweep(connection, clock.now()) == 0
    town.work("documents")
    with town.guichet.database.transaction() as connection:
        assert copies.newest(connection, paper.kid, "filter") is not None
        assert copies.newest_number(connection, paper.kid, "list") == 1
    with time_machine.travel(clock.now().replace(year=clock.now().year + 1, month=1), tick=True):
        with town.guichet.database.transaction() as connection:
            assert lists.sweep(connection, clock.now()) == 2
        town.work("documents")
        with town.guichet.database.transaction() as connection:
            assert copies.newest_number(connection, paper.kid, "list") == 2
    assert town.held == []


def test_production_refuses_what_a_demo_takes_for_granted(town: SealedTown) -> None:
    """Bad-input row 76."""
    bare = town.guichet.settings.model_copy(
        update={"mode": Mode.PRODUCTION, "verify_host": "127.0.0.1:8000", "seal_keys_dir": None}
    )
    problems = [
        problem
        for check in (production_seals.demo_secrets, production_seals.no_host, production_seals.keys_at_hand)
        for problem in check(bare)
    ]
    assert [problem.partition(":")[0] for problem in problems] == [
        "GUICHET_SEAL_PASSPHRASE", "GUICHET_SEAL_CODE_KEY", "GUICHET_VERIFY_HOST", "GUICHET_SEAL_KEYS_DIR",
    ]  # fmt: skip
    assert production_seals.no_host(bare.model_copy(update={"verify_host": "v.guichet.gouv.ml"})) == []
