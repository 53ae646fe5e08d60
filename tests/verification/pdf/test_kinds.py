"""From answers to what is sealed and shown: dates of validity, refusals, and what gives way to a digest."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.verification.core.office import HOST, NOON
from tests.verification.pdf.papers import ANSWERS, ORIGIN, sheet, shipped
from tests.verification.pdf.test_papers import text_of
from verification import kinds, room
from verification.kinds import end_of, request_fields
from verification.paper_refused import PaperRefused
from verification.pdf import prove, render
from verification.qr.symbol import VERSION_MAX, symbol

CO = "co"


def prepared(**answers: str) -> kinds.Prepared:
    return request_fields(shipped(), shipped().documents[CO], {**ORIGIN, **answers}, NOON)


def test_a_certificate_seals_what_customs_compare() -> None:
    found = prepared()
    assert found.fields == {
        "exporter": "Coopérative Karité du Mandé", "tax_id": "MA.BKO.2020.B.1234", "dest": "SN", "hs6": "151590",
        "consignee": "Société Sénégalaise de Négoce", "goods": "Beurre de karité", "criterion": "PI",
        "packages": 490, "package_code": "PK", "gross_kg": 24_500, "invoice": "F2026-118",
        "approval": "UEMOA-ML-0087",
    }  # fmt: skip
    assert found.shown["gross"] == "24\u202f500 kg"
    assert found.shown["hs6"] == "1515.90"
    assert found.shown["destination"] == "Sénégal"
    assert (found.issuer, found.one_use) == ("ML-APEX", True)


@pytest.mark.parametrize(
    ("regime", "ends"),
    [
        ("UEMOA", datetime(2027, 5, 21, 23, 59, 59, tzinfo=UTC)),
        ("CEDEAO", datetime(2027, 5, 21, 23, 59, 59, tzinfo=UTC)),
        ("ZLECAF", datetime(2027, 11, 21, 23, 59, 59, tzinfo=UTC)),
        ("AUTRE", None),
    ],
)
def test_a_certificate_ends_as_its_regime_says(regime: str, ends: datetime | None) -> None:
    assert prepared(regime=regime, criterion="OBTENU").expires_at == ends


@pytest.mark.parametrize(
    ("day", "months", "last"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 1, 31), 12, date(2027, 1, 31)),
    ],
)
def test_months_end_on_a_day_that_exists(day: date, months: int, last: date) -> None:
    assert end_of("ML", day, months).date() == last
    # Benin is an hour ahead of UTC: its day ends at 22:59:59.
    assert end_of("BJ", day, months).hour == 22


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ({"exporter_name": ""}, "missing"),
        ({"hs6": "12074"}, "hs6"),
        ({"hs6": "12074O"}, "hs6"),
        ({"weight_kg": "1,5"}, "number"),
        ({"weight_kg": "-3"}, "number"),
        ({"destination": "US"}, "choice"),
        ({"regime": "AGOA"}, "regime"),
        ({"regime": "ZLECAF"}, "criterion"),
        ({"criterion": "SX"}, "criterion"),
        ({"goods": "a\nb"}, "text"),
        ({"goods": "\u202eabc"}, "text"),
        ({"goods": "karité\x00"}, "text"),
        ({"goods": "x" * 121}, "text"),
        ({"goods": "Mangues 🥭"}, "letters"),
        ({"goods": "W" * 60}, "room"),
    ],
    ids=lambda value: value if isinstance(value, str) else next(iter(value.items()))[0],
)
def test_a_paper_that_cannot_be_made_out_is_refused_before_it_is_sealed(
    answers: dict[str, str], reason: str
) -> None:
    with pytest.raises(PaperRefused) as refused:
        prepared(**answers)
    assert refused.value.reason_code == reason
    # The error names the field and never what was typed.
    assert not any(value in str(refused.value) for value in answers.values() if len(value) > 5)


def test_an_officer_names_a_criterion_that_the_phone_cannot_tell() -> None:
    assert prepared(regime="ZLECAF", criterion="SV").fields["criterion"] == "SV"


def test_a_kind_is_issued_in_its_own_country() -> None:
    with pytest.raises(PaperRefused, match="country"):
        request_fields(shipped(), shipped().documents[CO], ORIGIN, NOON, "BJ")


def test_a_birth_extract_is_sealed_as_claim_169() -> None:
    country, answers = ANSWERS["birth"]
    found = request_fields(shipped(), shipped().documents["birth"], answers, NOON, country)
    assert found.fields["civil"] == {
        1: "1990-0412", 5: "Aïssata Ɲɛnɛ", 7: "COULIBALY", 8: "19900312", 9: 2, 13: "ML",
    }  # fmt: skip
    with pytest.raises(PaperRefused):
        request_fields(
            shipped(), shipped().documents["birth"], {**answers, "born_on": "1990-02-30"}, NOON, country
        )


def test_what_has_no_room_in_the_symbol_is_bound_by_a_digest() -> None:
    long = {"exporter_name": "Société " + "é" * 50, "consignee_name": "Négoce " + "é" * 50}
    found = prepared(**long, goods="Beurre de karité, " + "è" * 40)
    assert found.fields["exporter"] == long["exporter_name"]
    assert "invoice" not in found.fields
    assert found.fields["annex_digest"] == room.digest(found.shown)
    assert room.digest({**found.shown, "invoice": "F-2"}) != found.fields["annex_digest"]


# What people type, and what somebody types who wonders how this is made.
TRICKS = st.sampled_from(
    ['#import "x.typ": *', "$x^2$", "#panic()", "\\u{41} \\\\", "]#[", '"}], "a": 1', "*fort* _it_", "<b>&amp;</b>",
     "@ref", "// rien", "https://a.b", "= Titre", "- liste", "مرحبا بكم", "~`^{}|", "#sys.inputs", "\u200fabc"]
)  # fmt: skip
NAMES = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=60)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(exporter=TRICKS | NAMES, goods=TRICKS | NAMES, consignee=NAMES)
def test_whatever_is_typed_is_drawn_as_it_is_or_refused(exporter: str, goods: str, consignee: str) -> None:
    try:
        given_sheet = sheet(CO, exporter_name=exporter, goods=goods, consignee_name=consignee)
    except PaperRefused:
        return
    assert symbol(given_sheet.link).version <= VERSION_MAX
    prove(render(shipped(), given_sheet), given_sheet.link)
    assert given_sheet.shown["exporter"] == exporter.strip()


@pytest.mark.parametrize("trick", ["#import", "$x$", "\\alpha", "*gras*", "#panic()", "]#[", "<a>", "@b"])
def test_markup_is_shown_and_not_obeyed(trick: str) -> None:
    assert trick in text_of(render(shipped(), sheet(CO, goods=trick)))


def test_the_longest_host_leaves_room() -> None:
    found = sheet(CO)
    longer = found.link.replace(HOST.upper(), "VERIFIER.APEX-MALI.GOUV.ML")
    assert symbol(longer).version <= VERSION_MAX
