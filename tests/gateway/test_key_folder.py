"""What the folder of keys says to readers is written whole or not at all."""

import os
from pathlib import Path

import pytest

from gateway.sealing.keys import KeyFolder
from verification.keys import ES256
from verification.signer import FileSigner, new_pem


def test_a_root_that_cannot_be_written_leaves_the_one_that_is_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a root would close every door of verification."""
    folder = KeyFolder(tmp_path, b"passphrase of a test")
    first, second = (
        FileSigner.from_pem(new_pem(ES256, folder.passphrase), folder.passphrase).public for _ in range(2)
    )
    folder.keep_root(first)

    def full(*_: object) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as patch, pytest.raises(OSError, match="space"):
        patch.setattr(os, "replace", full)
        folder.keep_root(second)
    assert folder.root() == first
    folder.keep_root(second)
    assert folder.root() == second
