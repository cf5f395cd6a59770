"""change_point: where the figures of a sibling's buckets stop being what they were."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np

from findling.search.aggs.base.aggregation import Aggregations, Partial, register
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.pipeline.bucket_values import declared_gap_policy, sibling_buckets, value_in
from findling.search.aggs.pipeline.statistics.bucket_test import BucketTestPipeline, read_path
from findling.search.aggs.pipeline.statistics.change_detector import FEWEST_VALUES, Change, detect_change
from findling.search.aggs.pipeline.statistics.spike_detector import detect_spike

_THRESHOLD: Final = 0.01


@register("change_point")
@dataclass(frozen=True, kw_only=True)
class ChangePointPipeline(BucketTestPipeline):
    """Tells the kind of the likeliest change, and the bucket where it is."""

    type_name = "change_point"

    @classmethod
    def parse(cls, name: str, params: NamedParameters) -> Self:
        """Reads the parameters; the gap policy is checked and not heeded. Raises XContentParseError."""
        declared_gap_policy(params)
        item = cls(name=name, path=read_path(params))
        params.finish()
        return item

    def typed_name(self, partial: Partial) -> str:
        """Returns the type's name."""
        return self.type_name

    def apply_beside(self, siblings: Aggregations, partial: Partial) -> Partial:
        """Returns the change, and the bucket of the sibling with its children."""
        found = sibling_buckets(siblings, partial, self.path)
        children = found.children
        values = [value_in(children, bucket, self.path, "skip", found.steps) for _, bucket in found.buckets]
        places = [place for place, value in enumerate(values) if not math.isnan(value)]
        change = _change(np.array([values[place] for place in places], np.float64))
        if change.place is None:
            return {"change": change, "place": None}
        place = places[change.place]
        name, bucket = found.buckets[place]
        shown = {"key": name, "doc_count": bucket["count"]}
        return {"change": change, "place": place, "bucket": shown, "aggs": bucket["aggs"], "children": children}

    def render(self, partial: Partial, typed_keys: bool) -> dict[str, object]:
        """Returns the kind of change, and the bucket if it is at one."""
        shown: dict[str, Any] = {}
        if "bucket" in partial:
            shown["bucket"] = partial["bucket"] | partial["children"].render(partial["aggs"], typed_keys)
        change: Change = partial["change"]
        return {**shown, "type": {change.kind: change.members(partial["place"])}}

    def figure(self, partial: Partial, names: Sequence[str], key: str | None) -> float:
        """Returns the probability of the change, or where it is."""
        if key == "p_value":
            return float(partial["change"].p_value)
        return float(-1 if partial["place"] is None else partial["place"]) if key == "change_point" else math.nan


def _change(values: np.ndarray[Any, np.dtype[np.float64]]) -> Change:
    if len(values) < FEWEST_VALUES:
        return Change(
            "indeterminable",
            reason=f"not enough buckets to calculate change_point. Requires at least [{FEWEST_VALUES}]; found "
            f"[{len(values)}]",
        )
    spike, change = detect_spike(values, _THRESHOLD), detect_change(values, _THRESHOLD)
    return spike if spike.p_value < change.p_value else change
