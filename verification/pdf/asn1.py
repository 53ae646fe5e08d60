"""Whose turn it is with asn1crypto: everything that makes or reads a certificate or a signature holds it.

asn1crypto fills in each class when its first value is made, without a lock (asn1crypto 1.5.1, core.py, ``_setup``). Two
threads that come first together fill in a class twice, and then nothing is signed any more until the process ends.
"""

import threading
from typing import Final

# For every use, not only the first: which classes are met depends on the certificate. It is Python code throughout, so
# that two threads would take no less time than one after the other.
TURN: Final = threading.Lock()
