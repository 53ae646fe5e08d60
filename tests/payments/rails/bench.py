"""A rail of ours wired to its little operator, and a charge for it: what the contract's cases are run against."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from kernel.egress import Egress
from payments.contract import Charge, Rail, Refund
from payments.gsma.rail import Gsma
from payments.moov import credential
from payments.moov.rail import Moov
from payments.orange.rail import Orange
from payments.orange.wire import Merchant
from payments.pispi.rail import Business, Pispi
from payments.wave.rail import Wave
from tests.payments.rails.operator_server import OperatorServer, serving
from tests.payments.rails.operators import GsmaServer, MoovServer, OrangeServer, PispiServer, WaveServer

REFERENCE = "260000004256"
PHONES = {"moov": "+2290195000001"}
# Nobody here waits an operator out: what is lost is lost at once.
TIMEOUT_S = 30


@dataclass(frozen=True)
class Bench:
    """``tells_amount``: whether its standing carries what was paid; ``finds_lost`` a charge by our own id alone."""

    name: str
    server: OperatorServer
    rail: Rail
    charge: Charge
    tells_amount: bool = True
    finds_lost: bool = True

    def requested(self) -> Charge:
        """The charge as charging keeps it once the operator has taken it."""
        return replace(self.charge, tokens=self.rail.request(self.charge).tokens)

    def refund(self, charge: Charge, operator_id: str, amount_xof: int | None = None) -> Refund:
        return Refund(
            str(uuid.uuid4()), charge.attempt_id, operator_id, amount_xof or charge.amount_xof, charge.phone,
            REFERENCE, charge.base_url, charge.tokens,
        )  # fmt: skip


def free(_amount_xof: int) -> int:
    return 0


def moov(url: str, egress: Egress, timeout_s: float) -> Rail:
    token = credential.token("user", "password", "tlc12345tlc12345tlc12345tlc12345")
    return Moov(egress=egress, base_url=url, token=token, fee=free, timeout_s=timeout_s)


def wave(url: str, egress: Egress, timeout_s: float) -> Rail:
    pages = {"success_url": "https://guichet.example/ok", "error_url": "https://guichet.example/no"}
    return Wave(egress=egress, base_url=url, api_key="wave_ml_prod_x", fee=free, timeout_s=timeout_s, **pages)


def orange(url: str, egress: Egress, timeout_s: float) -> Rail:
    page = "https://guichet.example/p"
    merchant = Merchant(
        "a86b2087", "XOF", "Guichet", page, page, "https://guichet.example/payments/orange/x/notify"
    )
    return Orange(
        egress=egress, base_url=url, client_id="id", client_secret="secret", merchant=merchant, fee=free,
        timeout_s=timeout_s,
    )  # fmt: skip


def gsma(url: str, egress: Egress, timeout_s: float) -> Rail:
    return Gsma(
        egress=egress, base_url=url, credentials={"X-API-Key": "key"}, account={"organisationid": "guichet"},
        callback_url="https://guichet.example/payments/gsma/x/callback", networks=frozenset({"61002"}),
        countries=frozenset({"ML"}), fee=free, timeout_s=timeout_s,
    )  # fmt: skip


def pispi(url: str, egress: Egress, timeout_s: float) -> Rail:
    business = Business(
        "111c3e1b-4312-49ec-b75e-4c8c74c10fd7", "ML", "key", client_id="id", client_secret="secret"
    )
    return Pispi(egress=egress, base_url=url, business=business, fee=free, timeout_s=timeout_s)


RAILS: dict[str, tuple[type[OperatorServer], Callable[[str, Egress, float], Rail], bool, bool]] = {
    "moov": (MoovServer, moov, False, True),
    "wave": (WaveServer, wave, True, True),
    "orange": (OrangeServer, orange, False, False),
    "gsma": (GsmaServer, gsma, True, True),
    "pispi": (PispiServer, pispi, True, True),
}


@contextmanager
def bench(name: str, timeout_s: float = TIMEOUT_S) -> Iterator[Bench]:
    server_type, build, tells_amount, finds_lost = RAILS[name]
    with serving(server_type()) as server:
        egress = Egress([server.url], allow_private=frozenset({"127.0.0.1"}))
        phone = PHONES.get(name, "+22370000001")
        charge = Charge(str(uuid.uuid4()), 3000, phone, REFERENCE, "Certificat d origine", server.url)
        try:
            yield Bench(name, server, build(server.url, egress, timeout_s), charge, tells_amount, finds_lost)
        finally:
            egress.close()
