"""A lane that wakes opens its keys from eight threads, and signs with them."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from kernel import clock
from tests.verification.core.office import APEX, p256
from tests.verification.core.test_keys import SoftKey
from verification import keys, sealed_key, signer
from verification.pkcs11 import Pkcs11Signer
from verification.signer import FileSigner

THREADS = 8


def test_eight_keys_opened_at_once_cost_one_stretching() -> None:
    """Each takes 64 MiB: eight at once were 540 MB, more than a small machine has."""
    pems = [signer.new_pem(keys.ES256, b"of the folder") for _ in range(THREADS)]
    sealed_key._stretched.cache_clear()
    together = threading.Barrier(THREADS)

    def opened(pem: bytes) -> bytes:
        together.wait(60)
        return FileSigner.from_pem(pem, b"of the folder").kid

    with ThreadPoolExecutor(THREADS) as pool:
        assert len(set(pool.map(opened, pems))) == THREADS
    assert sealed_key._stretched.cache_info().misses == 1


class Session:
    """A PKCS#11 session, which refuses a second operation while one is active (PKCS #11 2.40, 5.2)."""

    def __init__(self, *inner: FileSigner) -> None:
        self._inner = inner
        self._active = threading.Lock()

    def find(self, label: str) -> "Key":
        return Key(self, self._inner[int(label)])

    @contextmanager
    def operation(self) -> Iterator[None]:
        if not self._active.acquire(blocking=False):
            raise RuntimeError("CKR_OPERATION_ACTIVE")
        try:
            clock.sleep(0.002)  # what an HSM takes, less the network
            yield
        finally:
            self._active.release()


class Key(SoftKey):
    """One of the keys in it."""

    def __init__(self, session: Session, inner: FileSigner) -> None:
        super().__init__(inner)
        self._session = session

    def sign(self, data: bytes) -> bytes:
        with self._session.operation():
            return super().sign(data)


def test_two_keys_of_one_session_sign_for_eight_threads() -> None:
    session = Session(APEX, p256(31))
    signers = [Pkcs11Signer(session, label) for label in ("0", "1")]

    def signed(number: int) -> bool:
        data, one = b"%d" % number, signers[number % 2]
        return one.public.verify(one.sign(data), data)

    with ThreadPoolExecutor(THREADS) as pool:
        assert all(pool.map(signed, range(32)))
