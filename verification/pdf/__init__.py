"""Papers: drawn as PDF/A-3, signed, and read back before anybody gets one."""

from verification.pdf.proving import prove
from verification.pdf.render import rehearse, render
from verification.pdf.sheet import Sheet
from verification.pdf.signing import Seal, sign

__all__ = ["Seal", "Sheet", "prove", "rehearse", "render", "sign"]
