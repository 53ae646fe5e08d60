"""The network of a phone by its prefix, from current carrier data; who has none costs nothing and is not refused."""

import pytest
from phonenumbers import PhoneNumber, carrier
from phonenumbers.carrierdata import CARRIER_DATA

from kernel.network import NETWORKS, country_of_network, network_of


@pytest.mark.parametrize(
    ("phone", "network"),
    [
        ("+22370000001", "ml-orange"),
        ("+22382000001", "ml-orange"),
        ("+22390000001", "ml-orange"),
        ("+22366000002", "ml-moov"),
        ("+22320790000", "ml-moov"),
        ("+22399000002", "ml-moov"),
        ("+22350000001", "ml-telecel"),
        ("+2290142000003", "bj-mtn"),
        ("+2290197000003", "bj-mtn"),
        ("+2290195000003", "bj-moov"),
        ("+2290140000003", "bj-celtiis"),
        ("+2290192000003", "bj-celtiis"),
        ("+22330000001", ""),
        ("+2290121000003", ""),
        ("+233241234567", ""),
        ("+22370", ""),
        ("+223٧٠٠٠٠٠٠١", ""),
        ("GUICHET", ""),
        ("", ""),
    ],
)
def test_a_number_belongs_to_the_holder_of_its_prefix(phone: str, network: str) -> None:
    assert network_of(phone) == network


HOLDERS = {
    (223, "Orange"): "ml-orange",
    (223, "Sotelma"): "ml-moov",
    (223, "Atel"): "ml-telecel",
    (229, "MTN"): "bj-mtn",
    (229, "Moov"): "bj-moov",
    (229, "Celtiis"): "bj-celtiis",
    (223, ""): "",
    (229, ""): "",
}


@pytest.mark.parametrize(("calling", "tail"), [(223, "0000"), (229, "000000")], ids=["Mali", "Benin"])
def test_every_block_of_both_countries_belongs_to_whom_the_library_says(calling: int, tail: str) -> None:
    """A new prefix, or a renamed operator, in a newer library must not silently become "unknown"."""
    differing = {}
    for block in range(10_000):
        national = f"{block:04}{tail}"
        zeros = len(national) - len(national.lstrip("0"))
        number = PhoneNumber(
            country_code=calling,
            national_number=int(national),
            italian_leading_zero=zeros > 0 or None,
            number_of_leading_zeros=zeros or None,
        )
        holder = HOLDERS[calling, carrier.name_for_valid_number(number, "en")]
        if network_of(f"+{calling}{national}") != holder:
            differing[national] = holder
    assert differing == {}


def test_no_prefix_of_the_library_is_longer_than_the_blocks_of_that_test() -> None:
    ours = (prefix for prefix in CARRIER_DATA if prefix.startswith(("223", "229")))
    assert max(map(len, ours)) <= len("223") + 4


def test_every_network_tells_its_country() -> None:
    assert {code: country_of_network(code) for code in NETWORKS} == {
        "ml-orange": "ML", "ml-moov": "ML", "ml-telecel": "ML", "bj-mtn": "BJ", "bj-moov": "BJ", "bj-celtiis": "BJ",
    }  # fmt: skip
