"""bucket_script, bucket_selector and moving_fn: pipelines whose scripts see the figures of the buckets around them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from findling.base.errors import IllegalArgumentError
from findling.base.object_parser import parse_fault
from findling.script.contexts.aggregations import BUCKET, SELECTOR
from findling.script.contexts.moving_function import MOVING_FUNCTION
from findling.script.definition import ScriptDefinition, parse_script
from findling.script.service import scripts_of_request
from findling.script.types import DOUBLE, Array, array_of
from findling.search.aggs.base.aggregation import Aggregation, Aggregations, Partial, Pipeline, register
from findling.search.aggs.base.parameters import HandParameters, NamedParameters, TokenParameters
from findling.search.aggs.base.path import AggregationPath
from findling.search.aggs.pipeline.bucket_values import (
    NO_BUCKET,
    checked_path,
    declared_gap_policy,
    read_format,
    read_gap_policy,
    text_in,
    value_in,
)
from findling.search.aggs.values.value_format import Format, figure_members

_DOUBLES = array_of(DOUBLE)
Paths = Mapping[str, AggregationPath]


@dataclass(frozen=True, kw_only=True)
class BucketScripted(Pipeline):
    """Base: a script that sees figures of each bucket by name."""

    needs_parent = True

    named_paths: Paths
    script: ScriptDefinition
    gap_policy: str

    def paths(self) -> Sequence[str]:
        """Returns the paths."""
        return [path.text for path in self.named_paths.values()]

    def values(self, children: Aggregations, bucket: Partial) -> dict[str, float | None]:
        """Returns the figures of a bucket, None of others that are not there."""
        figures = {name: value_in(children, bucket, path, self.gap_policy) for name, path in self.named_paths.items()}
        return {name: None if value is NO_BUCKET else value for name, value in figures.items()}


def _read_paths(params: HandParameters | NamedParameters) -> dict[str, str]:
    """Reads buckets_path: an object of names, a list, or one path. Raises what the reader does."""
    given = params.take("buckets_path")
    if "buckets_path" not in params:
        raise params.missing("buckets_path")
    if not isinstance(given, str | list | Mapping):
        raise params.wrong_token("buckets_path", given)
    return params.read("buckets_path", lambda body: _named_paths(params, body), {})


def _named_paths(
    params: HandParameters | NamedParameters, given: str | list[object] | Mapping[str, object]
) -> dict[str, str]:
    if isinstance(given, str):
        return {"_value": given}
    if isinstance(given, list):
        return {f"_value{place}": text_in(params, path) for place, path in enumerate(given)}
    return {name: text_in(params, path) for name, path in given.items()}


def _checked(paths: Mapping[str, str]) -> Paths:
    return {name: checked_path(path) for name, path in paths.items()}


def _script(params: HandParameters | NamedParameters) -> ScriptDefinition:
    given = params.take("script")
    if "script" not in params:
        raise params.missing("script")
    if not isinstance(given, str | Mapping):
        raise params.wrong_token("script", given)
    return params.read("script", parse_script, ScriptDefinition())


@register("bucket_script")
@dataclass(frozen=True, kw_only=True)
class BucketScriptPipeline(BucketScripted):
    """A number that a script makes of figures of each bucket."""

    type_name = "bucket_script"

    format: Format

    @classmethod
    def parse(cls, name: str, params: NamedParameters) -> Self:
        """Reads the parameters; raises IllegalArgumentError."""
        format, paths = read_format(params), _read_paths(params)
        script, policy = _script(params), declared_gap_policy(params)
        params.finish()
        return cls(name=name, named_paths=_checked(paths), script=script, gap_policy=policy, format=format)

    def apply_inside(self, parent: Aggregation, children: Aggregations, buckets: list[Partial]) -> list[Partial]:
        """Adds the number to each bucket that has all figures."""
        script = scripts_of_request().compile(self.script, BUCKET)
        for bucket in buckets:
            values = self.values(children, bucket)
            if self.gap_policy != "insert_zeros" and any(
                value is None or math.isnan(value) for value in values.values()
            ):
                continue
            result: Any = script.execute({"params": {**self.script.params, **values}})
            if result is not None:
                bucket["aggs"][self.name] = {"value": figure_members(self.format, "value", float(result))}
        return buckets


@register("bucket_selector")
@dataclass(frozen=True, kw_only=True)
class BucketSelectorPipeline(BucketScripted):
    """Keeps the buckets to whose figures a script says yes."""

    type_name = "bucket_selector"

    @classmethod
    def parameters(cls, name: str, body: Mapping[str, object]) -> TokenParameters:
        """Returns a reader by hand."""
        return TokenParameters(cls.type_name, body, name, ("VALUE_STRING", "START_ARRAY", "START_OBJECT"))

    @classmethod
    def parse(cls, name: str, params: TokenParameters) -> Self:
        """Reads the parameters; raises ParsingError and ActionRequestValidationError."""
        paths, script, policy = _read_paths(params), _script(params), read_gap_policy(params)
        params.finish()
        return cls(name=name, named_paths=_checked(paths), script=script, gap_policy=policy)

    def apply_inside(self, parent: Aggregation, children: Aggregations, buckets: list[Partial]) -> list[Partial]:
        """Returns the buckets that are kept."""
        script = scripts_of_request().compile(self.script, SELECTOR)
        kept = []
        for bucket in buckets:
            values = self.values(children, bucket)
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
        format, path = read_format(params), params.text("buckets_path")
        if path is None:
            raise params.missing("buckets_path")
        window = params.integer("window", None)
        if window is None:
            raise params.missing("window")
        if window <= 0:
            fault = parse_fault("Failed to build [moving_fn] after last required field arrived")
            fault.__cause__ = IllegalArgumentError("[window] must be a positive, non-zero integer.")
            raise params.refused("script", fault) from fault
        shift, script, policy = params.integer("shift", 0), _script(params), declared_gap_policy(params)
        params.finish()
        return cls(
            name=name,
            path=checked_path(path),
            window=window,
            shift=shift,
            script=script,
            gap_policy=policy,
            format=format,
        )

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
