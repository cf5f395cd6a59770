"""Aggregations over addresses and points, of filters and samples."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.golden.buckets.corpus import Json
from tests.golden.buckets.draws import Draws
from tests.golden.buckets.pools import FORMATS, QUERIES, W


class OtherKinds(Draws):
    """See the module."""

    def kinds(self) -> dict[str, Callable[[], Json]]:
        """Returns what draws the parameters of each, by type."""
        return {
            "ip_range": self._ip_range,
            "ip_prefix": self._ip_prefix,
            "filter": self._filter,
            "filters": self._filters,
            "global": self._global,
            "nested": self._nested,
            "reverse_nested": self._reverse_nested,
            "sampler": self._sampler,
            "diversified_sampler": self._diversified_sampler,
            "random_sampler": self._random_sampler,
            "geo_distance": self._geo_distance,
            "geohash_grid": self._geohash_grid,
            "geotile_grid": self._geotile_grid,
        }

    def _ip_range(self) -> Json:
        ranges = (
            [{"to": "10.0.1.0"}, {"from": "10.0.1.0"}],
            [{"mask": "10.0.0.0/24"}, {"mask": "10.0.1.0/25", "key": "m"}],
            [{"mask": "2001:db8::/64"}],
            [{"from": "10.0.0.5", "to": "10.0.2.1", "key": "x"}],
            [{}],
            W([]),
            W([{"mask": "10.0.0.0"}]),
            W([{"mask": "10.0.0.0/99"}]),
            W([{"from": "x"}]),
            W([{"from": 5}]),
            W([{"frm": "x"}]),
            W([{"mask": "10.0.0.0/24", "from": "10.0.0.1"}]),
            [{"from": "::", "to": "ffff::"}],
            [{"from": "10.0.2.0", "to": "10.0.1.0"}],
            [{"from": None}],
        )
        return self.some(
            {"field": self.field(("host", "host", "hosts", "n")), "ranges": self.pick(ranges)},
            keyed=(True, False),
            missing=("10.0.1.7", W("x")),
            format=FORMATS,
        )

    def _ip_prefix(self) -> Json:
        return self.some(
            {
                "field": self.field(("host", "host", "tag")),
                "prefix_length": self.pick((8, 16, 24, 32, 0, W(33), W(64), W(129), W(-1))),
            },
            is_ipv6=(W(True), False, W(1)),
            append_prefix_length=(True, False),
            keyed=(True, False),
            min_doc_count=(1, 2, W(0), W(-1)),
            missing=("10.0.1.7", W("x")),
            format=FORMATS,
        )

    def _filter(self) -> Json:
        return self.pick((*QUERIES, W({}), W({"nope": {}}), W({"term": {}})))

    def _filters(self) -> Json:
        filters = (
            {"x": QUERIES[0], "y": QUERIES[1]},
            [QUERIES[2], QUERIES[0]],
            W({}),
            W([]),
            W({"x": {}}),
            W([{}]),
            W({"x": 1}),
            W([1]),
            W(5),
            {"b": QUERIES[3], "a": QUERIES[2]},
            {"x": QUERIES[0], "_other_": QUERIES[1]},
        )
        return self.some(
            {"filters": self.pick(filters)},
            other_bucket=(True, False, W("x")),
            other_bucket_key=("rest", W(5)),
            keyed=(True, False),
        )

    def _global(self) -> Json:
        return {}

    def _nested(self) -> Json:
        return {"path": self.pick(("parts", "parts", "parts.inner", "nothing", W("tag"), W("parts.n")))}

    def _reverse_nested(self) -> Json:
        return self.some({}, path=("parts", W("parts.inner"), W("nothing"), W("tag"), W("")))

    def _sampler(self) -> Json:
        return self.some({}, shard_size=(1, 5, 50, W(0), W(-1), W("5"), 2.5))

    def _diversified_sampler(self) -> Json:
        return self.some(
            {"field": self.field(("one", "i", "year", "one"))},
            shard_size=(1, 5, 50, W(0)),
            max_docs_per_value=(1, 2, 3, W(0)),
            execution_hint=("map", "bytes_hash", "global_ordinals", W("x")),
            missing=("q", 5),
        )

    def _random_sampler(self) -> Json:
        return self.some(
            {
                "probability": self.pick((0.5, 0.1, 0.3, 1.0, 0.05, 0.49, W(0), W(2), "0.2", W(-1), W(0.7))),
                "seed": self._drawn.choice([1, 42, 7, -3]),
                "shard_seed": self._drawn.choice([1, 5, 99]),
            },
        )

    def _geo_distance(self) -> Json:
        ranges = (
            [{"to": 300}, {"from": 300, "to": 700}, {"from": 700}],
            [{"to": 300000, "key": "near"}],
            W([]),
            [{}],
            W([{"from": "x"}]),
            W([{"from": 100, "to": 10}]),
        )
        origins = (
            {"lat": 48, "lon": 5},
            "48,5",
            [5, 48],
            "POINT (5 48)",
            "u09",
            W({"lat": 200, "lon": 5}),
            W({"lat": 48}),
            W(5),
        )
        return self.some(
            {"field": self.field(("place", "place", "n")), "origin": self.pick(origins), "ranges": self.pick(ranges)},
            unit=("km", "m", "mi", W("parsec")),
            keyed=(True, False),
            distance_type=("arc", "plane", W("x")),
            missing=("48,5", {"lat": 1, "lon": 1}),
        )

    def _grid(self, precisions: tuple[Any, ...]) -> Json:
        return self.some(
            {"field": self.field(("place", "place", "place", "n"))},
            precision=precisions,
            size=(1, 3, 100, W(0), W(-1)),
            shard_size=(1, 2, 50, W(0)),
            bounds=(
                {"top_left": "52,0", "bottom_right": "43,9"},
                {"top_left": "52,9", "bottom_right": "43,0"},
                {"top": 52, "left": 0, "bottom": 43, "right": 9},
                {"wkt": "BBOX (0, 9, 52, 43)"},
                W({}),
                W("x"),
                W({"top": 1}),
            ),
            missing=("48,5",),
        )

    def _geohash_grid(self) -> Json:
        return self._grid((1, 2, 3, 5, 12, W(0), W(13), "10km", "2", W("x"), 2.5, "1000km", W("0m")))

    def _geotile_grid(self) -> Json:
        return self._grid((0, 1, 4, 6, 8, 29, W(30), W(-1), "4", W("x"), 2.5))
