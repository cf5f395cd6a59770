"""Rows of text from a template."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from findling.analysis.packed_strings import PackedBytes
from findling.kernels.columns import rows

NUMBERS = st.integers(0, 2**63 - 1) | st.sampled_from([0, 9, 10, 99, 100])


@given(
    st.lists(st.tuples(st.binary(max_size=5), NUMBERS, NUMBERS), max_size=6),
    st.lists(st.integers(-1, 1), max_size=4),
    st.data(),
)
def test_rows(found: list[tuple[bytes, int, int]], slots: list[int], data: st.DataObject) -> None:
    """What joining the pieces and the values gives."""
    pieces = data.draw(st.lists(st.binary(max_size=4), min_size=len(slots) + 1, max_size=len(slots) + 1))
    template, ids = PackedBytes.of(pieces), PackedBytes.of([row[0] for row in found])
    numbers = np.array([[row[1] for row in found], [row[2] for row in found]], np.int64)
    out = np.empty(len(found) * (len(template.blob) + 19 * len(slots) + 20) + 1, np.uint8)
    size = rows.write_rows(
        (template.blob, template.starts), np.array(slots, np.int32), (ids.blob, ids.starts), numbers, out
    )
    expected = b""
    for row in found:
        values = [row[0] if slot < 0 else b"%d" % row[1 + slot] for slot in slots]
        expected += b"".join(piece + value for piece, value in zip(pieces, [*values, b""], strict=True))
    assert out[:size].tobytes() == expected
