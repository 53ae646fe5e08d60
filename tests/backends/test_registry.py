"""Which administrations are connected, from the catalogue as it ships."""

import pytest

from backends.registry import Endpoint, connect
from catalogue.loader import load
from kernel.egress import Egress
from tests.apex_server import ApexServer

ADMINISTRATIONS = load().administrations


def test_the_shipped_catalogue_connects_apex(apex: ApexServer) -> None:
    egress = Egress([apex.url], allow_private=["127.0.0.0/8"])
    connected = connect(ADMINISTRATIONS, {"apex": Endpoint(apex.url, "ML/GOV/GUICHET/APP")}, egress)
    assert list(connected) == ["apex"]
    assert connected["apex"].find("260123456780") is None
    assert connected["apex"].circuit() == "closed"


def test_without_an_address_nobody_is_connected() -> None:
    assert connect(ADMINISTRATIONS, {}, Egress([])) == {}


def test_a_connector_that_nobody_wrote_is_named() -> None:
    described = {"apex": ADMINISTRATIONS["apex"].model_copy(update={"connector": "zzz"})}
    with pytest.raises(ValueError, match="zzz"):
        connect(described, {}, Egress([]))
