"""A rail that answers as the story says: its fees and capabilities are the real one's, nobody is called."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from payments.contract import (
    Capabilities,
    Charge,
    Rail,
    Refund,
    RefundAsked,
    Requested,
    Standing,
    Unanswered,
)


@dataclass
class Script:
    """By attempt: what the operator says when it is asked. ``silent``: requests that get no answer."""

    standings: dict[str, Standing] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)


@dataclass
class ToldRail:
    """See `payments.contract.Rail`."""

    real: Rail
    script: Script

    @property
    def name(self) -> str:
        return self.real.name

    @property
    def base_url(self) -> str:
        return self.real.base_url

    @property
    def capabilities(self) -> Capabilities:
        return self.real.capabilities

    def fee(self, amount_xof: int) -> int:
        return self.real.fee(amount_xof)

    def request(self, charge: Charge) -> Requested:
        """Raises Unanswered for those that the story leaves in the dark."""
        if charge.attempt_id in self.script.silent:
            raise Unanswered("timeout")
        if self.real.capabilities.customer_dialled:
            return self.real.request(charge)
        return Requested(expires_s=self.real.capabilities.approval_s)

    def ask(self, charge: Charge) -> Standing:
        """Raises Unanswered where the story has no word."""
        said = self.script.standings.get(charge.attempt_id)
        if said is None:
            raise Unanswered("timeout")
        return said

    def refund(self, refund: Refund) -> RefundAsked:
        return RefundAsked(operator_ref=f"R{refund.refund_id[:8].upper()}")

    def ask_refund(self, refund: Refund) -> Standing:
        return Standing("succeeded", f"R{refund.refund_id[:8].upper()}", refund.amount_xof, "XOF")


def told_rails(real: Mapping[str, Rail], script: Script) -> dict[str, Rail]:
    """The same rails, all of them told."""
    return {name: ToldRail(rail, script) for name, rail in real.items()}
