"""The public door of verification: the page behind every QR code, its plain form, and what other readers fetch."""

from verification.web.blueprint import blueprint
from verification.web.ports import PhotoBusy, Visit
from verification.web.site import Site

__all__ = ["PhotoBusy", "Site", "Visit", "blueprint"]
