"""Points in a polygon: python -m benchmarks.polygons. A million geo points, a star of 100 edges; beside GEOS.

CPU time of one thread, the best of several runs, the two by turns; GEOS has the polygon prepared.
"""

import time
from collections.abc import Callable

import numpy as np
import shapely

from findling.mapping.types.geo.geo_point import decode_points, encode_points
from findling.search.geo.point_tests import points_inside
from findling.search.geo.query_geometry import globe_geometry

POINTS = 1_000_000
EDGES = 100
RUNS = 7


def star() -> dict[str, object]:
    """Returns a polygon with seven rays, 20 to 40 degrees from (0, 0)."""
    turns = np.linspace(0, 2 * np.pi, EDGES, endpoint=False)
    far = 30 + 10 * np.cos(7 * turns)
    ring = np.stack([far * np.cos(turns), far * np.sin(turns)], axis=1).tolist()
    return {"type": "polygon", "coordinates": [[*ring, ring[0]]]}


def best(*calls: Callable[[], object]) -> list[float]:
    """Returns the least milliseconds of CPU that each call took."""
    found = [float("inf")] * len(calls)
    for _ in range(RUNS):
        for number, call in enumerate(calls):
            start = time.thread_time()
            call()
            found[number] = min(found[number], (time.thread_time() - start) * 1e3)
    return found


def main() -> None:
    random = np.random.default_rng(1)
    points = encode_points(random.uniform(-60, 60, POINTS), random.uniform(-90, 90, POINTS))
    lat, lon = decode_points(points)
    geometry = globe_geometry(star())
    prepared = geometry.shape()
    ours = points_inside(points, geometry)
    assert np.array_equal(ours, shapely.intersects_xy(prepared, lon, lat))
    mine, geos = best(lambda: points_inside(points, geometry), lambda: shapely.intersects_xy(prepared, lon, lat))
    print(f"{POINTS:,} points, {EDGES} edges, {int(ours.sum()):,} inside")
    print(f"Findling {mine:.1f} ms, GEOS {geos:.1f} ms, ratio {mine / geos:.3f}")


if __name__ == "__main__":
    main()
