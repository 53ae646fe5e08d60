"""The mask of a symbol is the one that the standard's points choose; the points are another writer's, too."""

import pytest
import qrcode
from hypothesis import given
from hypothesis import strategies as st
from qrcode import util

from verification.qr.masking import Modules, cost
from verification.qr.symbol import MASKS, symbol

TEXT = st.text("0123456789ABCDEF:/#$%*+-. abc", min_size=20, max_size=300)


@given(TEXT)
def test_no_mask_costs_less_and_the_points_are_those_of_the_other_writer(text: str) -> None:
    """The same eight drawings by qrcode, which counts cell by cell."""
    ours = symbol(text)
    theirs = qrcode.QRCode(ours.version, border=0)
    theirs.add_data(text, optimize=10)
    found = []
    for mask in range(MASKS):
        theirs.makeImpl(False, mask)
        drawn = [[bool(dark) for dark in row] for row in theirs.modules]
        assert Modules.of(drawn).matrix() == tuple(map(tuple, drawn))
        points = util.lost_point(theirs.modules)
        assert cost(Modules.of(drawn)) == points
        found.append((points, drawn))
    assert [list(row) for row in ours.matrix] == min(found, key=lambda each: each[0])[1]


@pytest.mark.parametrize("dark", [True, False], ids=["dark", "light"])
def test_nothing_goes_on_from_one_line_to_the_next(dark: bool) -> None:
    """A square of one colour is all runs and blocks; its last module of a line stands beside the first of the next."""
    assert cost(Modules.of([[dark] * 21] * 21)) == util.lost_point([[dark] * 21] * 21)
