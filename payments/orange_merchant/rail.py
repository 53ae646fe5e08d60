"""The payer dials `#144#8*<merchant>*<amount>*<PIN>#` himself; nothing is pushed and nobody can be asked.

Mali's treasury collects this way since July 2024 (lessor.ml, 13 August 2024). What arrives is matched in
`payments/receipts.py` by payer, amount and time, or held in suspense.
"""

import re
from collections.abc import Callable

from payments.contract import (
    Capabilities,
    Charge,
    NotSupported,
    Refund,
    RefundAsked,
    Requested,
    Standing,
)

APPROVAL_S = 24 * 3600  # the code is noted on paper and dialled later in the day
SHAPE = re.compile(r"[*#0-9]*\{merchant\}[*#0-9]*\{amount\}[*#0-9]*\{secret\}[*#0-9]*#")
MERCHANT = re.compile(r"[0-9]{4,10}")


class MerchantCode:
    """``code`` is the operator's dial string with {merchant}, {amount} and {secret}, the payer's PIN."""

    def __init__(
        self,
        merchant: str,
        *,
        name: str = "orange_merchant",
        code: str = "#144#8*{merchant}*{amount}*{secret}#",
        networks: frozenset[str] = frozenset({"61002"}),
        fee: Callable[[int], int],
    ) -> None:
        """Raises ValueError for a merchant or a code that no handset dials."""
        if not MERCHANT.fullmatch(merchant) or not SHAPE.fullmatch(code):
            raise ValueError(f"{name}: merchant or code")
        self.name = name
        self.base_url = ""
        self._merchant, self._code, self._fee = merchant, code, fee
        self.capabilities = Capabilities(
            push=False, browser=False, customer_dialled=True, callback=False, refund=False, statement_api=False,
            networks=networks, countries=frozenset({"ML"}), min_xof=1, max_xof=2_000_000, approval_s=APPROVAL_S,
            poll_s=(3600,),
        )  # fmt: skip

    def dial(self, amount_xof: int, secret: str) -> str:
        """What to dial for ``amount_xof``; ``secret`` is the screen's word for the PIN, which we never see."""
        return self._code.format(merchant=self._merchant, amount=amount_xof, secret=secret)

    def fee(self, amount_xof: int) -> int:
        return self._fee(amount_xof)

    def request(self, charge: Charge) -> Requested:
        """Nothing to send: the attempt waits for money."""
        return Requested(expires_s=APPROVAL_S)

    def ask(self, charge: Charge) -> Standing:
        """Nobody to ask: pending until money comes."""
        return Standing("pending")

    def refund(self, refund: Refund) -> RefundAsked:
        raise NotSupported("by_hand")

    def ask_refund(self, refund: Refund) -> Standing:
        raise NotSupported("by_hand")
