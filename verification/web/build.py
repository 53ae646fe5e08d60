"""``python -m verification.web.build [--into DIR]``: fetch the camera's QR reader by npm, once, pinned by its hash.

Browsers with BarcodeDetector do not need it. Without npm the page offers the photo and typing.
"""

import argparse
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PACKAGE, VERSION = "zxing-wasm", "3.1.4"  # MIT
SHA256 = "2416232a155533bdcfa098a22ec9087734b34640ffa2a7add90bc36e145f6da0"
# What is served, by its place in the package. The reader alone: the writer and the other builds stay there.
SCANNER = {
    "reader.js": "package/dist/iife/reader/index.js",
    "zxing_reader.wasm": "package/dist/reader/zxing_reader.wasm",
    "LICENSE.txt": "package/LICENSE",
}
FILE_MAX = 4 << 20  # bytes; the largest has 954 kB
NPM_S = 120  # 1.7 MB at the 15 kB/s of a bad line


class NotBuilt(Exception):
    """There is no scanner. ``retry``: it may be there another time (no network), or not (another hash)."""

    def __init__(self, why: str, *, retry: bool) -> None:
        super().__init__(why)
        self.retry = retry


def place(data_dir: Path) -> Path:
    """Where the scanner of this version is, built or not."""
    return data_dir / "scanner" / VERSION


def build(data_dir: Path) -> Path:
    """The folder with the three files, made when it is not there. Raises NotBuilt."""
    into = place(data_dir)
    if _whole(into):
        return into
    npm = shutil.which("npm")
    if npm is None:
        raise NotBuilt("npm is not installed: the page offers the photo and typing", retry=False)
    into.parent.mkdir(parents=True, exist_ok=True)
    with _alone(into.parent), tempfile.TemporaryDirectory(dir=into.parent) as folder:
        if _whole(into):
            return into
        made = Path(folder) / "made"
        _unpack(_packed(npm, Path(folder)), made)
        shutil.rmtree(into, ignore_errors=True)
        made.rename(into)
    return into


def _whole(into: Path) -> bool:
    return all((into / name).is_file() for name in SCANNER)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Whoever builds at the same time waits, and finds it built: nobody takes away what another already serves."""
    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


def _packed(npm: str, folder: Path) -> Path:
    command = [npm, "pack", f"{PACKAGE}@{VERSION}", "--silent", "--pack-destination", str(folder)]
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=NPM_S, cwd=folder)
    except (subprocess.SubprocessError, OSError) as error:
        raise NotBuilt(f"npm could not fetch {PACKAGE}: {type(error).__name__}", retry=True) from None
    found = folder / f"{PACKAGE}-{VERSION}.tgz"
    if hashlib.sha256(found.read_bytes()).hexdigest() != SHA256:
        raise NotBuilt(f"{PACKAGE} {VERSION} is not the one that was looked at: another hash", retry=False)
    return found


def _unpack(package: Path, into: Path) -> None:
    """The three files by their names; nothing else of the archive is written."""
    into.mkdir()
    with tarfile.open(package, "r:gz") as archive:
        for name, member in SCANNER.items():
            file = archive.extractfile(member)
            content = file.read(FILE_MAX + 1) if file else b""
            if not 0 < len(content) <= FILE_MAX:
                raise NotBuilt(f"{member} is not as expected", retry=False)
            (into / name).write_bytes(content)


def main() -> int:
    """Exit 0 when the scanner is there, 1 with a reason when it is not."""
    parser = argparse.ArgumentParser("verification.web.build", description="Fetch the camera's QR reader.")
    parser.add_argument("--into", type=Path, default=Path(".guichet"), help="the data directory (.guichet)")
    try:
        sys.stdout.write(f"Scanner in {build(parser.parse_args().into)}\n")
    except NotBuilt as why:
        sys.stderr.write(f"No scanner: {why}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
