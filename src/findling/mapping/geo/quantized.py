"""Geometries with the precision that Lucene keeps of them, so that what only just touches is judged as there.

On the globe coordinates are multiples of 1/2^32 of the range, rounded down; on the plane they are floats.
Source: Lucene's GeoEncodingUtils and XYEncodingUtils.
"""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from findling.base.lazy import lazy_module

shapely = lazy_module("shapely", optional=True)

_STEPS: Final = np.array([360.0 / 2**32, 180.0 / 2**32])
_MOST: Final = 2.0**31 - 1


def on_the_globe(geometry: Any) -> Any:
    """Returns a geometry of degrees with Lucene's precision."""
    return shapely.transform(geometry, _globe_points)


def on_the_plane(geometry: Any) -> Any:
    """Returns a geometry of the plane with Lucene's precision."""
    return shapely.transform(geometry, lambda points: points.astype(np.float32).astype(np.float64))


def _globe_points(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    kept: npt.NDArray[np.float64] = np.minimum(np.floor(points / _STEPS), _MOST) * _STEPS
    return kept
