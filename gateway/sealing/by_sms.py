"""Revocation lists by SMS: what changed since the list that a reader has, signed, in four messages at most.

Nothing personal is in it, and whoever asks gets it: the lists themselves are public.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from conversation.commands.effects import SendLists
from gateway.receipts import Perform
from gateway.seals import AWAY, Seals
from kernel import clock
from kernel.turn import Turn
from verification import base41, frames, link, status_list
from verification.doc_type import REGISTERS
from verification.registry import copies
from verification.registry.errors import RegistryRefused
from verification.signer import SigningFailed
from verification.trusted_key import KeyState, TrustedKey

# 400 bytes: some two hundred changes among 65 536 documents. More costs more than the connection it saves.
SMS_MAX = 4


class ListsBySms:
    """The performer of `SendLists`. It signs within the transaction of the answer, which is given once."""

    def __init__(self, seals: Seals) -> None:
        self._seals = seals

    def performers(self) -> Mapping[type, Perform]:
        """Kind of effect -> the method that does it."""
        return {SendLists: self._send}

    def _send(self, connection: Connection, turn: Turn, effect: SendLists) -> Mapping[str, str]:
        try:
            keys = self._keys(connection, effect)
            return self._of(connection, keys, effect)
        except (*AWAY, SigningFailed):
            return {"found": "closed"}

    def _keys(self, connection: Connection, effect: SendLists) -> list[TrustedKey]:
        """The key that was named; else those of the country that a reader may hold a list of."""
        keys = [key for key in self._seals.bundle(connection).keys if key.doc_types != {REGISTERS}]
        if effect.key:
            return [key for key in keys if key.kid.hex() == effect.key]
        return [
            key for key in keys
            if key.issuer.startswith(f"{effect.country}-") and key.state is KeyState.ACTIVE
        ]  # fmt: skip

    def _of(self, connection: Connection, keys: list[TrustedKey], effect: SendLists) -> Mapping[str, str]:
        held = [(key, copies.newest(connection, key.kid)) for key in keys]
        published = [(key, status_list.take_apart(body)[1]) for key, body in held if body]
        if len(published) != 1:
            return {"found": "which" if published else "unknown"}
        [(key, newest)], at = published, clock.now()
        said = {
            "number": str(newest.number), "age_s": str(max(0, int((at - newest.iat).total_seconds()))),
            "site": f"{self._seals.settings.verify_host}{link.PATH}",
        }  # fmt: skip
        if not effect.number:
            return {"found": "how", **said}
        if int(effect.number) >= newest.number:
            return {"found": "newest", **said}
        try:
            body = self._delta(connection, key.kid, int(effect.number), at)
        except RegistryRefused as refused:
            return {"found": "gone" if refused.reason_code == "base" else "far", **said}
        texts = parts(body) if body else ()
        return {"found": "sent", "parts": "\n".join(texts)} if texts else {"found": "far", **said}

    def _delta(self, connection: Connection, kid: bytes, base: int, at: datetime) -> bytes | None:
        """Raises RegistryRefused: "base" for a list that is not kept any more, "large"."""
        signer = self._seals.registers_of(connection, kid, at)
        return copies.delta_since(connection, kid, base, signer, at)


def parts(body: bytes) -> tuple[str, ...]:
    """One SMS each: bare when one holds it, else frames; () beyond `SMS_MAX`."""
    if len(body) <= frames.BYTES_SMS:
        return (base41.encode(body),)
    if len(body) > SMS_MAX * (frames.BYTES_SMS - frames.HEADER_BYTES):
        return ()
    return frames.split(body, frames.BYTES_SMS)
