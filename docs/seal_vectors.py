"""Writes docs/seal/vectors.json: everything that another team's reader can be tried with. A test keeps it true.

The private keys are in it on purpose: they sign nothing else.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kernel import ids
from verification import (
    base41,
    base45,
    bundle,
    cbor,
    claims,
    cose,
    delta,
    frames,
    issued_filter,
    link,
    status_list,
    token,
)
from verification.admission import admit_filter, admit_list
from verification.doc_type import REGISTERS, CopyKind, DocType
from verification.document import Document, Line
from verification.known import Clocks, Known
from verification.signer import FileSigner
from verification.status_list import Status, StatusList
from verification.trusted_key import KeyState, TrustedKey
from verification.verdict import examine

PATH = Path(__file__).parent / "seal" / "vectors.json"
HOST = "v.example.ml"
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
P256 = {
    "root": 101,
    "next-root": 102,
    "apex": 103,
    "registers": 104,
    "stolen": 105,
    "stranger": 106,
    "short-list": 107,
}
SEED = bytes(range(32))
SERIALS = [ids.reference(serial, 2026, b"vectors of seals") for serial in range(12)]
SIZE = 1024


def signers() -> dict[str, FileSigner]:
    """By name."""
    made = {name: FileSigner(ec.derive_private_key(number, ec.SECP256R1())) for name, number in P256.items()}
    return {**made, "state": FileSigner(Ed25519PrivateKey.from_private_bytes(SEED))}


SIGNERS = signers()
ORIGIN = Document(
    index=7, doc_type=DocType.CERTIFICATE_OF_ORIGIN, serial=SERIALS[0], issued_at=NOON, expires_at=NOON + 182 * DAY,
    exporter="COOPERATIVE KARITE DU MANDE", dest="BJ", hs6="120740", criterion="WO", gross_kg=24_500,
)  # fmt: skip
WHOLE = replace(
    ORIGIN, index=8, serial=SERIALS[1], tax_id="086112345K", consignee="SOCIETE BENINOISE DE NEGOCE",
    goods="AMANDES DE KARITÉ", packages=490, package_code="BG", invoice="F-2026-0412", approval="UEMOA-ML-0087",
    copy_kind=CopyKind.DUPLICATA, replaces=SERIALS[0],
)  # fmt: skip
DOCUMENTS: dict[str, tuple[str, Document]] = {
    "essential": ("apex", ORIGIN),
    "whole": ("apex", WHOLE),
    "several products": ("apex", replace(
        ORIGIN, index=9, serial=SERIALS[2],
        extra_lines=(Line("080290", "NOIX", 500, 10), Line("010121", "CHEVAUX")), annex_digest=bytes(range(16)),
    )),
    "birth extract": ("state", Document(
        index=1, doc_type=DocType.BIRTH_EXTRACT, serial=SERIALS[3], issued_at=NOON, party="KEITA MARIAM",
        civil={1: "260123", 4: "Mariam Keita", 8: "19990412", 9: 2, 13: "ML"},
    )),
    "quittance": ("state", Document(
        index=2, doc_type=DocType.QUITTANCE, serial=SERIALS[4], issued_at=NOON, party="TRAORE AWA", matter="TDRL 2026",
        amount_xof=3_000, issuer="ML-TRESOR",
    )),
    "of a stolen key, after": ("stolen", replace(ORIGIN, index=3, serial=SERIALS[5])),
    "of a stolen key, before": ("stolen", replace(ORIGIN, index=4, serial=SERIALS[6], issued_at=NOON - 9 * DAY)),
    "of a stranger": ("stranger", replace(ORIGIN, index=5, serial=SERIALS[7])),
    "of a key with a short list": ("short-list", replace(ORIGIN, index=500, serial=SERIALS[8])),
    "never issued": ("apex", replace(ORIGIN, gross_kg=90_000)),
    "a type the key may not seal": ("apex", replace(ORIGIN, doc_type=DocType.LEGALISATION)),
    "another issuer's name": ("apex", replace(ORIGIN, issuer="BJ-CCIB")),
    "before the key's time": ("apex", replace(ORIGIN, issued_at=NOON - 400 * DAY)),
    "revoked": ("apex", replace(ORIGIN, index=20, serial=SERIALS[9])),
    "suspended": ("apex", replace(ORIGIN, index=21, serial=SERIALS[10])),
    "replaced": ("apex", replace(ORIGIN, index=22, serial=SERIALS[11])),
    "from tomorrow's tomorrow": ("state", Document(
        index=6, doc_type=DocType.QUITTANCE, serial=SERIALS[4], issued_at=NOON + 3 * DAY, amount_xof=1,
    )),
}  # fmt: skip
TOKENS = {name: token.issue(document, SIGNERS[key]) for name, (key, document) in DOCUMENTS.items()}
LINKS = {name: link.compose(HOST, sealed) for name, sealed in TOKENS.items()}
CHANGED = {20: Status.REVOKED, 21: Status.SUSPENDED, 22: Status.REPLACED}


def uri(name: str) -> str:
    return f"https://{HOST}/.well-known/guichet/revocations/{SIGNERS[name].kid.hex()}"


def trusted(
    name: str, issuer: str, *doc_types: int, state: KeyState = KeyState.ACTIVE, stolen: datetime | None = None
) -> TrustedKey:
    return TrustedKey(
        public=SIGNERS[name].public, issuer=issuer, doc_types=frozenset(doc_types), nbf=NOON - 300 * DAY,
        exp=NOON + 65 * DAY, list_uri=uri(name), state=state, compromised_at=stolen,
    )  # fmt: skip


def keys() -> tuple[TrustedKey, ...]:
    """Those of the bundle."""
    return (
        trusted("apex", "ML-APEX", 1),
        trusted("registers", "ML-APEX", REGISTERS),
        trusted("state", "ML-TRESOR", 2, 3, 4, 5),
        trusted("stolen", "ML-APEX", 1, state=KeyState.COMPROMISED, stolen=NOON - DAY),
        trusted("short-list", "ML-APEX", 1, state=KeyState.RETIRED),
    )


def statuses(name: str, changes: Mapping[int, Status], number: int = 2, size: int = SIZE) -> StatusList:
    at = NOON + (number - 1) * HOUR
    made = StatusList(
        uri=uri(name), number=number, statuses=status_list.blank(size), iat=at, ttl=86_400, exp=at + 30 * DAY
    )
    return made.with_status(changes)


def made_bundle(number: int, root: str, following: str) -> bytes:
    made = bundle.TrustBundle(
        number=number, keys=keys(), next_root_hash=SIGNERS[following].public.thumbprint, iat=NOON - 2 * DAY,
        ttl=604_800, exp=NOON + 400 * DAY, root=SIGNERS[root].public,
    )  # fmt: skip
    return bundle.seal(made, SIGNERS[root])


def registers() -> dict[str, Any]:
    """Bundle, lists, delta and filter of a reader that has everything."""
    old, new = statuses("apex", {20: Status.REVOKED}, 1), statuses("apex", CHANGED)
    issued = [
        sealed for name, sealed in TOKENS.items() if DOCUMENTS[name][0] == "apex" and name != "never issued"
    ]
    payloads = [token.read(sealed).claims for sealed in issued]
    apex = SIGNERS["apex"]
    made = issued_filter.build(payloads, len(payloads), apex.kid, NOON + 2 * HOUR)
    longer = statuses("apex", CHANGED | {30: Status.REVOKED, 1500: Status.SUSPENDED}, 3, 2 * SIZE)
    return {
        "bundle": made_bundle(1, "root", "next-root").hex(),
        "bundle_of_next_root": made_bundle(2, "next-root", "stranger").hex(),
        "lists": {
            "apex, number 1": status_list.seal(old, apex).hex(),
            "apex, number 2": status_list.seal(new, apex).hex(),
            "state": status_list.seal(statuses("state", {}), SIGNERS["state"]).hex(),
            "stolen": status_list.seal(statuses("stolen", {}), SIGNERS["registers"]).hex(),
            "short-list": status_list.seal(statuses("short-list", {}, size=8), SIGNERS["root"]).hex(),
        },
        "delta": _shown(delta.between(old, new, apex.kid), SIZE),
        # It follows list 2, and the list that it makes is twice as long.
        "delta_longer": _shown(delta.between(new, longer, apex.kid), 2 * SIZE),
        "filter": issued_filter.seal(made, SIGNERS["registers"]).hex(),
    }  # fmt: skip


def _shown(changes: delta.Delta, size: int) -> dict[str, Any]:
    sealed = delta.seal(changes, SIGNERS["apex"], size)
    return {
        "hex": sealed.hex(), "text": base41.encode(sealed), "from": changes.base, "to": changes.number, "size": size,
        "changes": {str(index): status.name for index, status in changes.changes.items()},
    }  # fmt: skip


def altered() -> dict[str, str]:
    """Links whose guard is right and whose token is not."""
    sealed = TOKENS["essential"]
    start, other = sealed.index(claims.encode(ORIGIN)), bytearray(sealed)
    other[start + 40] ^= 1
    header = cbor.dumps({1: -8, 4: SIGNERS["apex"].kid})
    envelope = cose.take_apart(sealed)
    wrong_alg = cbor.dumps(cbor.Tag(18, [header, {}, envelope.payload, envelope.signature]))
    newer: Any = cbor.loads_strict(claims.encode(ORIGIN))
    newer[claims.DOCUMENT][1] = 99
    made = {
        "one bit of the claims": bytes(other),
        "one bit of the signature": sealed[:-1] + bytes([sealed[-1] ^ 1]),
        "another algorithm in the header": wrong_alg,
        "a document type of tomorrow": cose.sign1(SIGNERS["apex"], cbor.dumps(newer)),
        "the last byte lost": sealed[:-1],
        "a list for a document": status_list.seal(statuses("apex", {}), SIGNERS["apex"]),
        "a delta for a document": bytes.fromhex(registers()["delta"]["hex"]),
        "a float": cbor.dumps(cbor.Tag(18, [b"", {}, b"", b""])).replace(b"\xa0", b"\xf9\x3c\x00"),
    }
    return {name: link.compose(HOST, data) for name, data in made.items()}


def texts() -> dict[str, str]:
    """Everything that may be scanned, pasted or sent, and how it comes out depends on nothing but this page."""
    good = LINKS["essential"]
    body, sealed = good.partition("#")[2], TOKENS["essential"]
    return {
        **LINKS,
        **altered(),
        "bare base41": body,
        "bare base45": base45.encode(sealed),
        "HC1": "HC1:" + base45.encode(sealed),
        "claim 169": link.wrap_claim169(sealed),
        "a frame of a list": frames.split(bytes.fromhex(registers()["lists"]["apex, number 2"]), 100)[1],
        "lower case host": good.replace("HTTPS://V.EXAMPLE.ML", "https://v.example.ml"),
        "percent-encoded": good.replace(":", "%3A").replace("HTTPS%3A", "HTTPS:"),
        "lower case": good.lower(),
        "cut in the host": good[:14],
        "cut before the token": good[:24],
        "cut in the token": good[:150],
        "cut by one": good[:-1],
        "two symbols swapped": good[:24] + good[25] + good[24] + good[26:],
        "look-alike host": good.replace("EXAMPLE", "EXAMP1E"),
        "name before an @": good.replace("V.EXAMPLE.ML", "V.EXAMPLE.ML@EVIL.EXAMPLE"),
        "plain http": good.replace("HTTPS", "HTTP"),
        "javascript": "javascript:alert(1)",
        "nothing": "",
    }


def verdicts() -> list[dict[str, Any]]:
    """Each text, judged with all registers, at the device's times that tell something."""
    made = registers()
    trust = bundle.open_sealed(bytes.fromhex(made["bundle"]), SIGNERS["root"].public)
    newest = [sealed for name, sealed in made["lists"].items() if name != "apex, number 1"]
    lists = dict(admit_list(bytes.fromhex(sealed), trust) for sealed in newest)
    issued = admit_filter(bytes.fromhex(made["filter"]), trust)
    known = Known(trust, lists, {issued.kid: issued})
    times = {"usual": NOON + 3 * HOUR}
    odd = {
        "three years behind": NOON - 1095 * DAY,
        "two days later": NOON + 2 * DAY,
        "a year later": NOON + 365 * DAY,
    }
    found = []
    for name, text in texts().items():
        for when, at in (times | odd if name == "essential" else times).items():
            said = examine(text, frozenset({HOST}), known, Clocks(at))
            found.append(
                {"name": name, "text": text, "device": f"{at:%Y-%m-%dT%H:%M:%SZ}", "when": when, "verdict": said.word,
                 "reasons": list(said.reasons), "list_age_s": said.list_age_s, "clock_wrong": said.clock_wrong}
            )  # fmt: skip
    return found


def shown(document: Document) -> dict[str, Any]:
    """The fields that are there, as JSON."""
    found = {name: value for name, value in asdict(document).items() if value not in ("", None, (), b"", {})}
    return json.loads(json.dumps(found, default=_plain))  # type: ignore[no-any-return]


def _plain(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else f"{value:%Y-%m-%dT%H:%M:%SZ}"


def page() -> str:
    """The whole file."""
    private = {name: f"{number:064x}" for name, number in P256.items()} | {"state": SEED.hex()}
    found = {
        "about": "Test vectors of docs/seal.md. Signatures are deterministic (RFC 6979, RFC 8032).",
        "host": HOST,
        "keys": {
            name: {"alg": made.alg, "private": private[name], "cose_key": made.public.cose.hex(),
                   "thumbprint": made.public.thumbprint.hex(), "kid": made.kid.hex()}
            for name, made in SIGNERS.items()
        },
        "base41": [{"hex": data.hex(), "text": base41.encode(data)}
                   for data in (b"", b"\0", b"\xff", b"\0\1", b"\xd2\x84", b"\xff\xff", bytes(range(9)))],
        "tokens": [{"name": name, "key": key, "document": shown(document), "hex": TOKENS[name].hex(),
                    "link": LINKS[name]} for name, (key, document) in DOCUMENTS.items()],
        "registers": registers(),
        "verdicts": verdicts(),
    }  # fmt: skip
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    PATH.write_text(page(), encoding="utf-8")
