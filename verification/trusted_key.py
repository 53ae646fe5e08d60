"""One signing key of a trust bundle: whose it is, what it may seal, from when to when, and whether it was stolen."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from verification.cbor import Malformed
from verification.claims import moment, seconds
from verification.doc_type import REGISTERS
from verification.fields import number, words
from verification.keys import PublicKey, from_cose

URI_MAX = 200  # characters


class KeyState(IntEnum):
    """Retired: seals no more, its documents stand. Compromised: see `compromised_at`."""

    ACTIVE = 0
    RETIRED = 1
    COMPROMISED = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustedKey:
    """``doc_types`` are numbers, so that a bundle may name types that this version does not know.

    Documents sealed from ``nbf`` to ``exp`` count. ``compromised_at`` is set exactly in that state: what is dated from
    then on does not count.
    """

    public: PublicKey
    issuer: str
    doc_types: frozenset[int]
    nbf: datetime
    exp: datetime
    list_uri: str
    state: KeyState = KeyState.ACTIVE
    compromised_at: datetime | None = None

    def __post_init__(self) -> None:
        if (self.state is KeyState.COMPROMISED) != (self.compromised_at is not None):
            raise ValueError("a compromised key has a time from which, no other has")
        if self.exp <= self.nbf or len(self.list_uri) > URI_MAX:
            raise ValueError("a key ends after it begins, and its list has a short address")

    @property
    def kid(self) -> bytes:
        return self.public.kid

    @property
    def alg(self) -> int:
        return self.public.alg

    @property
    def seals_registers(self) -> bool:
        """May sign status lists of its issuer's other keys, and filters, which no key makes for itself."""
        return REGISTERS in self.doc_types

    def trusted_at(self, at: datetime) -> bool:
        """Whether what it sealed at ``at`` counts."""
        stolen = self.compromised_at is not None and at >= self.compromised_at
        return self.nbf <= at <= self.exp and not stolen


def to_wire(key: TrustedKey) -> dict[int, object]:
    """The key as a map of the bundle."""
    found: dict[int, object] = {
        1: key.public.cose,
        2: words(key.issuer),
        3: sorted(key.doc_types),
        4: seconds(key.nbf),
        5: seconds(key.exp),
        6: int(key.state),
        8: words(key.list_uri),
    }
    if key.compromised_at is not None:
        found[7] = seconds(key.compromised_at)
    return found


def from_wire(value: object) -> TrustedKey:
    """Raises Malformed. Unknown members are passed over."""
    match value:
        case {1: bytes(cose), 2: issuer, 3: list(doc_types), 4: nbf, 5: exp, 6: state, 8: uri, **rest}:
            pass
        case _:
            raise Malformed("trusted_key")
    if state not in frozenset(KeyState):
        raise Malformed("trusted_key")
    try:
        return TrustedKey(
            public=from_cose(cose),
            issuer=words(issuer),
            doc_types=frozenset(number(item) for item in doc_types),
            nbf=moment(nbf),
            exp=moment(exp),
            list_uri=words(uri),
            state=KeyState(number(state)),
            compromised_at=moment(rest[7]) if 7 in rest else None,
        )
    except ValueError as error:
        raise Malformed("trusted_key") from error
