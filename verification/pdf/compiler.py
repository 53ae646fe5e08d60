"""The typesetter: a template and plain data in, PDF/A-3b out. It opens no file but the templates and no connection."""

import json
import threading
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import typst

from verification.paper_refused import PaperRefused

TEMPLATES = Path(__file__).parent / "templates"
# Enforced by the compiler: it refuses what an archive could not show in fifty years, such as a letter without a font.
STANDARD: Final = "a-3b"
# What the compiler says of a letter that no font has, and what our templates say of words that fit no box.
_REASONS = {"could not be displayed": "letters", "panicked with: room": "room"}
_LOCAL = threading.local()


def compiled(template: str, data: Mapping[str, Any], made_at: datetime) -> bytes:
    """The PDF of ``template``. ``data`` is read as JSON, never as markup. Raises PaperRefused ("letters", "room")."""
    try:
        found = _compiler().compile(
            input=TEMPLATES / f"{template}.typ", format="pdf", pdf_standards=[STANDARD], timestamp=made_at,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        )  # fmt: skip
    except typst.TypstError as error:
        reason = next((reason for words, reason in _REASONS.items() if words in error.message), None)
        # The compiler's own message quotes the text: it is personal.
        raise PaperRefused(reason) if reason else RuntimeError("a template is broken") from None
    if not isinstance(found, bytes):
        raise TypeError("typst gave no single file")
    return found


def _compiler() -> typst.Compiler:
    """One a thread: it keeps the fonts. Those of the machine are not looked at, so that all machines draw alike."""
    if not hasattr(_LOCAL, "compiler"):
        _LOCAL.compiler = typst.Compiler(root=TEMPLATES, ignore_system_fonts=True)
    compiler: typst.Compiler = _LOCAL.compiler
    return compiler
