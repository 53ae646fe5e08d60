"""MTN MoMo Open API, Collections: requesttopay. Sources: momodeveloper.mtn.com, api-documentation."""

from payments.mtn.platform import Platform, Product
from payments.mtn.rail import Mtn

NAME = "mtn"

__all__ = ["NAME", "Mtn", "Platform", "Product"]
