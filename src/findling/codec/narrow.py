"""The narrowest dtype that holds some integers."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def narrow_unsigned(values: NDArray[np.integer]) -> NDArray[Any]:
    """Returns non-negative integers as uint8, uint16, uint32 or uint64, whichever is the narrowest."""
    top = int(values.max()) if len(values) else 0
    for dtype in (np.uint8, np.uint16, np.uint32):
        if top <= np.iinfo(dtype).max:
            return values.astype(dtype)
    return values.astype(np.uint64)
