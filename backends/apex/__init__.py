"""APEX-Mali, certificates of origin: the GovStack Registration profile over HTTP."""

from backends.apex.connector import Apex

__all__ = ["Apex"]
