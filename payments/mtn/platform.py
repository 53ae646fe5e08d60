"""Where and as whom we speak to MTN. Two platforms live side by side, and neither knows the other's charges."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Product:
    """The credentials of one product: MTN's are apart for Collections and Disbursements."""

    api_user: str
    api_key: str = field(repr=False)
    subscription_key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Platform:
    """``base_url`` without a last slash: https://proxy.momoapi.mtn.com (old), https://momoapi.momo.africa (new).

    ``environment`` is X-Target-Environment ("mtnbenin", "sandbox"), ``currency`` what it wants there: the
    sandbox takes EUR only. ``disbursement`` is needed to refund.
    """

    base_url: str
    collection: Product
    environment: str = "mtnbenin"
    currency: str = "XOF"
    disbursement: Product | None = None
