"""The network of a phone by its prefix, from current carrier data; who has none costs nothing and is not refused."""

import pytest
from phonenumbers.carrierdata import CARRIER_DATA

from kernel.network import _CODES, NETWORKS, country_of_network, network_of


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


def test_every_prefix_that_the_library_gives_out_in_both_countries_has_a_network_of_ours() -> None:
    """A renamed or new operator in a newer library must not silently become "unknown"."""
    holders = {
        (int(prefix[:3]), names["en"])
        for prefix, names in CARRIER_DATA.items()
        if prefix.startswith(("223", "229"))
    }
    assert holders == set(_CODES)


def test_every_network_tells_its_country() -> None:
    assert {code: country_of_network(code) for code in NETWORKS} == {
        "ml-orange": "ML", "ml-moov": "ML", "ml-telecel": "ML", "bj-mtn": "BJ", "bj-moov": "BJ", "bj-celtiis": "BJ",
    }  # fmt: skip
