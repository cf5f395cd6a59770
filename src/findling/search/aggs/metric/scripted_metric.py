"""scripted_metric: scripts that begin on each shard, see each document, end there, and bring the shards together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from findling.base.errors import IllegalArgumentError
from findling.base.runs import distinct
from findling.script.contexts.aggregations import COMBINE, INIT, MAP_PHASE, REDUCE
from findling.script.definition import ScriptDefinition
from findling.script.json_values import json_value
from findling.script.service import scripts_of_request
from findling.search.aggs.base.aggregation import Aggregation, Partial, register
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator, Leaf
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.base.partials import ScriptedPartial
from findling.search.aggs.base.reduce_context import ReduceContext
from findling.search.aggs.base.rows import Rows
from findling.search.aggs.values.values_source import read_script
from findling.search.script.compiled import compiled
from findling.search.script.runner import ScriptRunner

_SCRIPTS = ("init_script", "map_script", "combine_script", "reduce_script")


@register("scripted_metric")
@dataclass(frozen=True, kw_only=True)
class ScriptedMetricAggregation(Aggregation):
    """Partial: {"states": what the shards' combine scripts returned, as JSON}.

    params: of all scripts, beside those of each
    """

    type_name = "scripted_metric"
    partial_type = ScriptedPartial

    init: ScriptDefinition | None
    map: ScriptDefinition
    combine: ScriptDefinition | None
    reduce_script: ScriptDefinition | None
    params: Mapping[str, Any]

    @classmethod
    def parse(cls, name: str, params: NamedParameters) -> Self:
        """Reads the parameters; raises IllegalArgumentError."""
        given = {key: read_script(params, key) for key in _SCRIPTS}
        own: Any = params.object("params") or {}
        params.finish()
        init, mapped, combine, reduce_script = (given[key] for key in _SCRIPTS)
        if mapped is None:
            raise IllegalArgumentError("Required [map_script]")
        return cls(name=name, init=init, map=mapped, combine=combine, reduce_script=reduce_script, params=own)

    @property
    def needs_scores(self) -> bool:
        """Whether the map script may look at scores."""
        return self.map.source is None or "_score" in self.map.source

    def aggregator(self, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
        """Returns the aggregator. Raises IllegalArgumentError, and what keeps a script from being compiled."""
        for key, script in (("combine_script", self.combine), ("reduce_script", self.reduce_script)):
            if script is None:
                raise IllegalArgumentError(f"[{key}] must not be null: [{self.name}]")
        return ScriptedMetricAggregator(self, ctx)

    def empty(self) -> Partial:
        """Returns no states."""
        return {"states": []}

    def reduce(self, partials: Sequence[Partial], ctx: ReduceContext) -> Partial:
        """Brings the states of all shards together."""
        states = [state for partial in partials for state in partial["states"]]
        if not states or self.reduce_script is None:
            return {"states": [], "value": None}
        script = scripts_of_request().compile(self.reduce_script, REDUCE)
        params = {**self.params, **self.reduce_script.params}
        return {"states": [], "value": json_value(script.execute({"params": params, "states": states}))}

    def render(self, partial: Partial, typed_keys: bool) -> dict[str, object]:
        """Returns the value."""
        return {"value": partial.get("value")}

    def figure(self, partial: Partial, names: Sequence[str], key: str | None) -> float:
        """Returns the value, if it is a number."""
        value = partial.get("value")
        if names or key not in (None, "value") or not isinstance(value, int | float):
            return super().figure(partial, names, key)
        return float(value)


class ScriptedMetricAggregator(Aggregator):
    """Keeps the state of each bucket, and shows documents to the script in their order."""

    def __init__(self, aggregation: ScriptedMetricAggregation, ctx: AggregationContext) -> None:
        shard = ctx.shard
        self._aggregation = aggregation
        self._ctx = shard
        self._init = None if aggregation.init is None else compiled(aggregation.init, INIT, shard)
        self._map = compiled(aggregation.map, MAP_PHASE, shard)
        assert aggregation.combine is not None
        self._combine = compiled(aggregation.combine, COMBINE, shard)
        self._states: dict[int, tuple[dict[Any, Any], ScriptRunner]] = {}

    def _params(self, script: ScriptDefinition | None) -> dict[str, Any]:
        return {**self._aggregation.params, **(script.params if script is not None else {})}

    def _state(self, bucket: int) -> tuple[dict[Any, Any], ScriptRunner]:
        found = self._states.get(bucket)
        if found is None:
            state: dict[Any, Any] = {}
            if self._init is not None:
                self._init.execute({"params": self._params(self._aggregation.init), "state": state})
            runner = ScriptRunner(self._map, self._params(self._aggregation.map), self._ctx, state=state)
            found = self._states[bucket] = state, runner
        return found

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Shows each row's document to the script of its bucket."""
        docs = rows.doc_ids()
        if rows.buckets is None:
            self._show(leaf, docs, 0)
            return
        for bucket in distinct(rows.buckets).tolist():
            self._show(leaf, docs[rows.buckets == bucket], bucket)

    def _show(self, leaf: Leaf, docs: Any, bucket: int) -> None:
        _, runner = self._state(bucket)
        for _ in runner.results(leaf.segment, docs, leaf.scores_of(docs)):
            pass

    def partials(self, buckets: Sequence[int]) -> list[Partial]:
        """Returns what the combine script makes of each state."""
        params = self._params(self._aggregation.combine)
        found = []
        for bucket in buckets:
            state, _ = self._state(bucket)
            found.append({"states": [self._combine.execute({"params": params, "state": state})]})
        return found
