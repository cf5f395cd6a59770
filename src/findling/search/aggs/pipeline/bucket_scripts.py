"""bucket_script, bucket_selector and moving_fn: pipelines whose scripts see the figures of the buckets around them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from findling.base.errors import IllegalArgumentError
from findling.base.json_values import scalar_text
from findling.base.object_parser import parse_fault
from findling.script.contexts.aggregations import BUCKET, SELECTOR
from findling.script.contexts.moving_function import MOVING_FUNCTION
from findling.script.definition import ScriptDefinition, parse_script
from findling.script.service import scripts_of_request
from findling.script.types import DOUBLE, Array, array_of
from findling.search.aggs.base.aggregation import Aggregation, Aggregations, Partial, Pipeline, register
from findling.search.aggs.base.parameters import UNEXPECTED_TOKEN_OF, HandParameters, NamedParameters
from findling.search.aggs.base.path import AggregationPath
from findling.search.aggs.pipeline.bucket_values import checked_path, gap_policy, parse_gap_policy, parse_path, value_in
from findling.search.aggs.values.value_format import RAW, Format, figure_members, format_of

_DOUBLES = array_of(DOUBLE)
Paths = Mapping[str, AggregationPath]


def _paths(params: HandParameters | NamedParameters) -> Paths:
    """Reads buckets_path: an object of names, a list, or one path. Raises what the reader does."""
    given = params.take("buckets_path")
    if "buckets_path" not in params:
        raise params.missing("buckets_path")
    if isinstance(given, str):
        named: Any = {"_value": given}
    elif isinstance(given, list):
        named = {f"_value{place}": path for place, path in enumerate(given)}
    else:
        named = given
    if not isinstance(named, Mapping) or any(isinstance(path, list | Mapping) for path in named.values()):
        raise params.wrong_token("buckets_path", given)
    return {name: checked_path(scalar_text(path)) for name, path in named.items()}


def _script(params: HandParameters | NamedParameters) -> ScriptDefinition:
    found = params.read("script", parse_script, None)
    if found is None:
        raise params.missing("script")
    return found


def _values(paths: Paths, children: Aggregations, bucket: Partial, policy: str) -> dict[str, float]:
    return {name: value_in(children, bucket, path, policy) for name, path in paths.items()}


@register("bucket_script")
@dataclass(frozen=True, kw_only=True)
class BucketScriptPipeline(Pipeline):
    """A number that a script makes of figures of each bucket."""

    type_name = "bucket_script"
    needs_parent = True

    named_paths: Mapping[str, AggregationPath]
    script: ScriptDefinition
    gap_policy: str
    format: Format

    @classmethod
    def parse(cls, name: str, params: NamedParameters) -> Self:
        """Reads the parameters; raises IllegalArgumentError."""
        pattern = params.text("format")
        item = cls(
            name=name,
            named_paths=_paths(params),
            script=_script(params),
            gap_policy=params.read("gap_policy", gap_policy, "skip"),
            format=RAW if pattern is None else format_of(None, pattern, None),
        )
        params.finish()
        return item

    def paths(self) -> Sequence[str]:
        """Returns the paths."""
        return [path.text for path in self.named_paths.values()]

    def apply_inside(self, parent: Aggregation, children: Aggregations, buckets: list[Partial]) -> list[Partial]:
        """Adds the number to each bucket that has all figures."""
        script = scripts_of_request().compile(self.script, BUCKET)
        for bucket in buckets:
            values = _values(self.named_paths, children, bucket, self.gap_policy)
            if self.gap_policy == "skip" and any(math.isnan(value) for value in values.values()):
                continue
            result: Any = script.execute({"params": {**self.script.params, **values}})
            if result is not None:
                bucket["aggs"][self.name] = {"value": figure_members(self.format, "value", float(result))}
        return buckets


@register("bucket_selector")
@dataclass(frozen=True, kw_only=True)
class BucketSelectorPipeline(Pipeline):
    """Keeps the buckets to whose figures a script says yes."""

    type_name = "bucket_selector"
    needs_parent = True

    named_paths: Mapping[str, AggregationPath]
    script: ScriptDefinition
    gap_policy: str

    @classmethod
    def parameters(cls, name: str, body: Mapping[str, object]) -> HandParameters:
        """Returns a reader by hand."""
        return HandParameters(cls.type_name, body, name, UNEXPECTED_TOKEN_OF)

    @classmethod
    def parse(cls, name: str, params: HandParameters) -> Self:
        """Reads the parameters; raises IllegalArgumentError."""
        item = cls(
            name=name,
            named_paths=_paths(params),
            script=_script(params),
            gap_policy=parse_gap_policy(params),
        )
        params.finish()
        return item

    def paths(self) -> Sequence[str]:
        """Returns the paths."""
        return [path.text for path in self.named_paths.values()]

    def apply_inside(self, parent: Aggregation, children: Aggregations, buckets: list[Partial]) -> list[Partial]:
        """Returns the buckets that are kept."""
        script = scripts_of_request().compile(self.script, SELECTOR)
        kept = []
        for bucket in buckets:
            values = _values(self.named_paths, children, bucket, self.gap_policy)
            if script.execute({"params": {**self.script.params, **values}}):
                kept.append(bucket)
        return kept


@register("moving_fn")
@dataclass(frozen=True, kw_only=True)
class MovingFunctionPipeline(Pipeline):
    """What a script makes of a window of figures that goes along the buckets."""

    type_name = "moving_fn"
    needs_ordered_parent = True

    path: AggregationPath
    window: int
    shift: int
    script: ScriptDefinition
    gap_policy: str
    format: Format

    @classmethod
    def parse(cls, name: str, params: NamedParameters) -> Self:
        """Reads the parameters; raises IllegalArgumentError."""
        pattern = params.text("format")
        window = params.integer("window", None)
        if window is None:
            raise params.missing("window")
        if window <= 0:
            fault = parse_fault("Failed to build [moving_fn] after last required field arrived")
            fault.__cause__ = IllegalArgumentError("[window] must be a positive, non-zero integer.")
            raise params.refused("script", fault) from fault
        item = cls(
            name=name,
            path=parse_path(params),
            window=window,
            shift=params.integer("shift", 0) or 0,
            script=_script(params),
            gap_policy=params.read("gap_policy", gap_policy, "skip"),
            format=RAW if pattern is None else format_of(None, pattern, None),
        )
        params.finish()
        return item

    def paths(self) -> Sequence[str]:
        """Returns the path."""
        return (self.path.text,)

    def apply_inside(self, parent: Aggregation, children: Aggregations, buckets: list[Partial]) -> list[Partial]:
        """Adds the number to each bucket that has the figure."""
        script = scripts_of_request().compile(self.script, MOVING_FUNCTION)
        own = [value_in(children, bucket, self.path, self.gap_policy) for bucket in buckets]
        values = [value for value in own if not math.isnan(value)]
        place = 0
        for bucket, value in zip(buckets, own, strict=True):
            if math.isnan(value):
                continue
            start, end = (min(max(edge, 0), len(values)) for edge in (place - self.window + self.shift,
                                                                      place + self.shift))  # fmt: skip
            given = Array(_DOUBLES, values[start:end])
            result: Any = script.execute({"params": dict(self.script.params), "values": given})
            bucket["aggs"][self.name] = {"value": figure_members(self.format, "value", float(result))}
            place += 1
        return buckets
