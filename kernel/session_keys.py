"""Under which keys a turn's session is kept, and what makes two requests the same one. Nothing personal in a key."""

from dataclasses import dataclass
from hashlib import blake2b

from kernel.crypto import Keyring
from kernel.turn import TextMode, Turn

# Where no step is numbered, a request repeated at once after a cut connection is told from a second answer by time
# alone: the reply needs a second to reach the handset, and nobody answers a screen that has not been shown. A repeat
# after the operator's time-out (5 s or more) finds the first still in flight, or cannot be told from an answer.
REPEAT_WINDOW_MS = 1200


@dataclass(frozen=True, slots=True)
class SessionKeys:
    """``fingerprint`` is the request's; its reply is repeated for ``window_ms`` (0: as long as the session)."""

    session: str
    phone: str
    pace: str
    binding: str
    fingerprint: str
    window_ms: int

    @classmethod
    def of(cls, turn: Turn, keyring: Keyring) -> "SessionKeys":
        """The keys of ``turn``: the phone only as a keyed hash, the session id as a plain one."""
        caller = keyring.index(turn.phone, "session")
        fingerprint, window_ms = _fingerprint(turn)
        return cls(
            session=session_key(turn.dialect, turn.session),
            phone=phone_key(turn.phone, keyring),
            pace=f"n:{caller}",
            binding=f"{caller}{turn.service_code}",
            fingerprint=fingerprint,
            window_ms=window_ms,
        )


def phone_key(phone: str, keyring: Keyring) -> str:
    """The key of what is remembered of a phone between sessions."""
    return f"p:{keyring.index(phone, 'session')}"


def session_key(dialect: str, session: str) -> str:
    """The key of a session, of bounded length whatever the operator sends as its id."""
    return "s:" + blake2b(f"{dialect}\0{session}".encode(), digest_size=12).hexdigest()


def _fingerprint(turn: Turn) -> tuple[str, int]:
    if turn.mode is TextMode.ACCUMULATED:
        return _digest(turn.text), 0
    if turn.sequence:
        return _digest(f"{turn.kind}\0{turn.sequence}\0{turn.text}"), 0
    return _digest(f"{turn.kind}\0{turn.text}"), REPEAT_WINDOW_MS


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=9).hexdigest()
