"""The order in which pipelines are calculated: each after those that its path leads to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from findling.base.errors import IllegalArgumentError
from findling.search.aggs.path import AggregationPath

if TYPE_CHECKING:
    from findling.search.aggs.aggregation import Aggregation, Pipeline


def in_order(pipelines: Sequence[Pipeline], items: Sequence[Aggregation]) -> tuple[Pipeline, ...]:
    """Returns the pipelines of one level, otherwise as in the request. items: the aggregations of that level.

    Raises IllegalArgumentError for paths that lead nowhere or back.
    """
    if not pipelines:
        return ()
    known = {item.name for item in items}
    by_name = {pipeline.name: pipeline for pipeline in pipelines}
    ordered: dict[str, Pipeline] = {}
    on_the_way: set[str] = set()

    def visit(pipeline: Pipeline) -> None:
        if pipeline.name in on_the_way:
            raise IllegalArgumentError(f"Cyclical dependency found with pipeline aggregator [{pipeline.name}]")
        if pipeline.name in ordered:
            return
        on_the_way.add(pipeline.name)
        for path in pipeline.paths():
            first = AggregationPath.parse(path).names[0]
            if path in ("_count", "_key") or first in known:
                continue
            if first not in by_name:
                raise IllegalArgumentError(f"No aggregation found for path [{path}]")
            visit(by_name[first])
        on_the_way.discard(pipeline.name)
        ordered[pipeline.name] = pipeline

    for pipeline in pipelines:
        visit(pipeline)
    return tuple(ordered.values())
