"""No process outlives the one that keeps it: a killed supervisor or web server leaves nobody behind on the port."""

import ctypes
import signal
import sys

# prctl(2): the signal that this process gets when the thread that made it ends.
PR_SET_PDEATHSIG = 1


def end_with_parent() -> None:
    """Ask the kernel for a SIGTERM when the parent dies. Elsewhere than on Linux it does nothing."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
