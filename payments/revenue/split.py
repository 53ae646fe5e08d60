"""Dividing francs exactly: every share a whole number, their sum the amount. Not which shares apply when."""

from collections.abc import Sequence
from dataclasses import dataclass

SHARES_MAX = 10  # commune, cercle, region, district and the state are five; ten bound a wrong file


@dataclass(frozen=True, slots=True)
class Share:
    """``parts`` is a weight above zero: 80 of 80/15/5."""

    beneficiary: str
    parts: int


def split(amount_xof: int, shares: Sequence[Share]) -> dict[str, int]:
    """``{beneficiary: francs}`` by largest remainder (Hamilton's rule): 875 by 80/15/5 gives 700/131/44.

    Francs left by rounding down go to the largest remainders, to the earlier share when two are equal. A
    negative amount splits as the opposite of the positive one, so that a reversal undoes it to the franc.
    Raises ValueError for no share, a weight that is not above zero or a beneficiary named twice.
    """
    _check(shares)
    if amount_xof < 0:
        return {beneficiary: -part for beneficiary, part in split(-amount_xof, shares).items()}
    whole = sum(share.parts for share in shares)
    divided = [divmod(amount_xof * share.parts, whole) for share in shares]
    left = amount_xof - sum(quotient for quotient, _ in divided)
    # sorted() is stable: equal remainders stay in the order of the shares.
    favoured = set(sorted(range(len(shares)), key=lambda at: -divided[at][1])[:left])
    return {
        share.beneficiary: divided[at][0] + (1 if at in favoured else 0) for at, share in enumerate(shares)
    }


def _check(shares: Sequence[Share]) -> None:
    if not 1 <= len(shares) <= SHARES_MAX:
        raise ValueError(f"there are 1 to {SHARES_MAX} shares")
    if any(share.parts <= 0 for share in shares):
        raise ValueError("a share has a weight above zero")
    if len({share.beneficiary for share in shares}) != len(shares):
        raise ValueError("a beneficiary is named twice")
