"""A PDF opened to be looked at, by one thread at a time.

PDFium keeps state for the whole process and is not thread-safe, not even between two files (pypdfium2's README, "Thread
incompatibility"). The lane of documents makes eight papers at once, and two calls at once abort the process.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2 as pdfium

_ONE = threading.Lock()


@contextmanager
def opened(pdf: bytes) -> Iterator[pdfium.PdfDocument]:
    """The document, until the block ends: whatever was taken from it is not touched after. Raises PdfiumError."""
    with _ONE, pdfium.PdfDocument(pdf) as document:
        yield document
