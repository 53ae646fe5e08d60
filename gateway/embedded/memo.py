"""What an embedded server must remember between two starts: its port and its password."""

import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from gateway.embedded.place import free_port, is_free


@dataclass(frozen=True)
class Memo:
    """Kept in a file that only its owner reads."""

    port: int
    password: str


def recall(path: Path) -> Memo:
    """The memo of ``path``, made on the first start."""
    if path.exists():
        return Memo(**json.loads(path.read_text()))
    return write(path, Memo(free_port(), secrets.token_urlsafe(24)))


def write(path: Path, memo: Memo) -> Memo:
    """Store ``memo`` readable by its owner alone, whole or not at all: it holds the one copy of the password."""
    draft = path.with_suffix(".draft")
    draft.touch(mode=0o600, exist_ok=True)
    draft.write_text(json.dumps(asdict(memo)))
    draft.replace(path)
    return memo


def with_free_port(path: Path, memo: Memo) -> Memo:
    """``memo`` with another port when a stranger took ours meanwhile."""
    return memo if is_free(memo.port) else write(path, Memo(free_port(), memo.password))
