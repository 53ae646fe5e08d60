"""The accounting data we ship: whole, and honest about what is only an example."""

from datetime import date
from pathlib import Path

import pytest

from catalogue import accounting_loader, loader

ACCOUNTING = accounting_loader.load()
DAY = date(2026, 2, 7)


def test_every_service_with_a_fee_has_a_line_and_a_regie() -> None:
    for service in loader.load().services.values():
        fee = service.fee_on(DAY)
        if fee is None or fee.amount_xof != 0:
            line = ACCOUNTING.line_of(service.number, DAY)
            assert line is not None, service.code
            assert (line.country, line.administration) == (service.country, service.administration)
            assert ACCOUNTING.regies_of(service.administration, DAY), service.code


def test_every_regie_can_post_every_line_of_its_administration() -> None:
    for line in ACCOUNTING.lines.values():
        for regie in ACCOUNTING.regies_of(line.administration, DAY):
            assert sum(ACCOUNTING.shares_on(line.code, regie.code, DAY).values()) == 100


def test_whoever_shares_is_called_by_a_name() -> None:
    sharing = {code for regie in ACCOUNTING.regies.values() for code in regie.beneficiaries.values()}
    assert sharing == set(ACCOUNTING.beneficiaries)
    assert ACCOUNTING.beneficiary("mairie-cotonou") == "Mairie de Cotonou"
    assert ACCOUNTING.beneficiary("commune-gone") == "commune-gone"


@pytest.mark.parametrize(
    ("regie", "shares"),
    [
        ("ml-sikasso", {"commune-sikasso": 80, "cercle-sikasso": 15, "region-sikasso": 5}),
        ("ml-bamako-c1", {"commune-bamako-c1": 80, "district-bamako": 20}),
    ],
)
def test_the_local_tax_is_shared_as_published(regie: str, shares: dict[str, int]) -> None:
    assert ACCOUNTING.shares_on("ml-tdrl", regie, DAY) == shares


def test_the_local_tax_of_bamako_is_known_and_of_an_unknown_place_is_not() -> None:
    assert ACCOUNTING.tariff("ml-tdrl", "bamako", DAY) == 3000
    assert ACCOUNTING.tariff("ml-tdrl", "tombouctou", DAY) is None
    assert ACCOUNTING.tariff("ml-tdrl", "bamako", date(2019, 7, 31)) is None


def test_what_no_source_gives_is_marked_and_says_so_where_people_read_it() -> None:
    fictive = ACCOUNTING.fictive()
    assert all(account in fictive for account in ACCOUNTING.accounts)
    assert all(account.code.startswith("FICTIF-") for account in ACCOUNTING.accounts)
    assert all("(FICTIF)" in regie.name for regie in ACCOUNTING.regies.values())
    sourced = {rule.source.split(":")[0] for rule in ACCOUNTING.shares if not rule.fictive}
    assert len(sourced) == 3


def test_every_role_has_its_account_in_both_countries() -> None:
    for country in ("ML", "BJ"):
        for role in ("treasury", "suspense", "credit", "refund", "fee"):
            assert ACCOUNTING.account(country, role, DAY)
    with pytest.raises(LookupError):
        ACCOUNTING.account("ML", "operator", DAY, "mtn")


@pytest.mark.parametrize(("amount", "fee"), [(1, 1), (100, 1), (101, 2), (1900, 19), (2_000_000, 20_000)])
def test_an_operators_fee_is_rounded_up(amount: int, fee: int) -> None:
    assert ACCOUNTING.operator_fee("mtn", "BJ", amount, DAY) == fee


def test_a_fee_that_nobody_published_is_not_guessed() -> None:
    assert ACCOUNTING.operator_fee("pispi", "ML", 2_000_000, DAY) == 0
    with pytest.raises(LookupError):
        ACCOUNTING.operator_fee("mtn", "BJ", 2_000_001, DAY)
    with pytest.raises(LookupError):
        ACCOUNTING.operator_fee("mtn", "ML", 1900, DAY)


def test_the_shipped_files_say_fictif_beside_every_example() -> None:
    root = Path(accounting_loader.__file__).parent / accounting_loader.DIRECTORY
    for name in ("accounts", "regies", "lines"):
        entries = (root / f"{name}.yaml").read_text(encoding="utf-8").count("  - code:")
        assert (root / f"{name}.yaml").read_text(encoding="utf-8").count('source: "FICTIF') == entries > 0
