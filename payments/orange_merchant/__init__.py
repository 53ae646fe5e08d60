"""A merchant code that the payer dials himself: Orange and Moov in Mali. Money comes with no reference."""

from payments.orange_merchant.rail import MerchantCode

NAME = "orange_merchant"

__all__ = ["NAME", "MerchantCode"]
