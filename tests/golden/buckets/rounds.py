"""Random bucket aggregations over one corpus, right ones and wrong ones; a request is made from a seed alone."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any, Final

from tests.golden.buckets.composite_kinds import CompositeKinds
from tests.golden.buckets.corpus import Drawn, Json
from tests.golden.buckets.interval_kinds import IntervalKinds
from tests.golden.buckets.other_kinds import OtherKinds
from tests.golden.buckets.pools import FIGURES, QUERIES
from tests.golden.buckets.term_kinds import TermKinds

DEPTH: Final = 2
ONLY_AT_TOP: Final = ("random_sampler", "global", "composite", "variable_width_histogram")
KINDS: Final = (
    "terms",
    "terms",
    "terms",
    "rare_terms",
    "significant_terms",
    "significant_text",
    "histogram",
    "date_histogram",
    "date_histogram",
    "range",
    "date_range",
    "ip_range",
    "ip_prefix",
    "filter",
    "filters",
    "global",
    "missing",
    "nested",
    "reverse_nested",
    "sampler",
    "diversified_sampler",
    "random_sampler",
    "geo_distance",
    "geohash_grid",
    "geotile_grid",
    "variable_width_histogram",
    "composite",
    "composite",
)
SHARDS: Final = {"buckets-one": 1, "buckets-three": 3}


class Requests(TermKinds, IntervalKinds, OtherKinds, CompositeKinds):
    """Draws searches."""

    def kinds(self) -> dict[str, Callable[[], Json]]:
        """Returns what draws the parameters of each aggregation, by type."""
        groups = (TermKinds, IntervalKinds, OtherKinds, CompositeKinds)
        return {kind: make for group in groups for kind, make in group.kinds(self).items()}

    def body(self) -> Json:
        """Returns a search."""
        drawn = self._drawn
        body: Json = {"size": 0, "aggs": {"a": self.tree(2)}}
        if drawn.maybe(0.4):
            body["query"] = copy.deepcopy(drawn.choice(QUERIES))
        if drawn.maybe(0.1):
            body["aggs"]["b"] = self.tree(1)
        return body

    def tree(self, depth: int, kinds: tuple[str, ...] | None = None) -> Json:
        """Returns one aggregation with its children."""
        drawn = self._drawn
        kind = drawn.choice(kinds or KINDS)
        while depth < DEPTH and kind in ONLY_AT_TOP and drawn.maybe(0.95):
            kind = drawn.choice(KINDS)
        made = self.kinds()[kind]()
        children: Json = {}
        if self._orders_by_figures(made):
            children |= copy.deepcopy(FIGURES)
        if depth > 1 and drawn.maybe(0.35):
            children["sub"] = self.tree(depth - 1)
        if drawn.maybe(0.15):
            children["m"] = {"avg": {"field": "price"}}
        if kind in ("sampler", "diversified_sampler", "random_sampler") and not children and drawn.maybe(0.9):
            children["sub"] = self.tree(1)
        body: Json = {kind: self.spoilt(made)}
        if children:
            body["aggs"] = children
        if drawn.maybe(0.04):
            body["meta"] = {"x": 1}
        return body

    @staticmethod
    def _orders_by_figures(made: Json) -> bool:
        return "order" in made and any(name not in ("_count", "_key", "_term") for name in _names(made["order"]))


def _names(order: Any) -> list[str]:
    entries = order if isinstance(order, list) else [order]
    return [name for entry in entries if isinstance(entry, dict) for name in entry]


def request(seed: int, kinds: tuple[str, ...] | None = None) -> Json:
    """Returns the search of a seed. kinds: of the outermost aggregation"""
    drawn = Drawn(seed)
    requests = Requests(drawn)
    if kinds is None:
        return requests.body()
    body = requests.body()
    body["aggs"]["a"] = requests.tree(2, kinds)
    return body


def asked(seed: int, kinds: tuple[str, ...] | None = None) -> tuple[str, Json]:
    """Returns the index and the search of a seed."""
    return list(SHARDS)[seed % 2], request(seed, kinds)
