"""The mask of a symbol is the one that the standard's points choose; the points are another writer's, too."""

from collections.abc import Sequence

import qrcode
from hypothesis import given
from hypothesis import strategies as st
from qrcode import util

from verification.qr import masking
from verification.qr.symbol import MASKS, symbol

TEXT = st.text("0123456789ABCDEF:/#$%*+-. abc", min_size=20, max_size=300)


def rows(matrix: Sequence[Sequence[bool | None]]) -> list[int]:
    return [int("".join("1" if dark else "0" for dark in row), 2) for row in matrix]


@given(TEXT)
def test_no_mask_costs_less_and_the_points_are_those_of_the_other_writer(text: str) -> None:
    """The same eight drawings by qrcode, which counts cell by cell."""
    ours = symbol(text)
    theirs = qrcode.QRCode(ours.version, border=0)
    theirs.add_data(text, optimize=10)
    found = []
    for mask in range(MASKS):
        theirs.makeImpl(False, mask)
        drawn = theirs.modules
        assert masking.cost(rows(drawn)) == util.lost_point(drawn)
        found.append((util.lost_point(drawn), drawn))
    assert [list(row) for row in ours.matrix] == min(found, key=lambda each: each[0])[1]
