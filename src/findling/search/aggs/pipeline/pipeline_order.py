"""The order in which pipelines are calculated: each after those that its path leads to."""

from __future__ import annotations

from collections.abc import Sequence

from findling.base.errors import ActionRequestValidationError
from findling.search.aggs.base.aggregation import Aggregation, Pipeline
from findling.search.aggs.base.path import AggregationPath


class MisledPipelineError(Exception):
    """A path that leads nowhere or back."""


def in_order(pipelines: Sequence[Pipeline], items: Sequence[Aggregation]) -> tuple[Pipeline, ...]:
    """Returns the pipelines of one level, otherwise as in the request. items: the aggregations of that level.

    Raises MisledPipelineError.
    """
    if not pipelines:
        return ()
    known = {item.name: item for item in items}
    by_name = {pipeline.name: pipeline for pipeline in pipelines}
    ordered: dict[str, Pipeline] = {}
    on_the_way: set[str] = set()

    def visit(pipeline: Pipeline) -> None:
        if pipeline.name in on_the_way:
            raise MisledPipelineError(f"Cyclical dependency found with pipeline aggregator [{pipeline.name}]")
        if pipeline.name in ordered:
            return
        on_the_way.add(pipeline.name)
        for path in pipeline.paths():
            names = AggregationPath.parse(path).names
            if path in ("_count", "_key"):
                continue
            if names[0] in known:
                _follow(path, names[1:], known[names[0]])
            elif names[0] in by_name:
                visit(by_name[names[0]])
            else:
                raise MisledPipelineError(f"No aggregation found for path [{path}]")
        on_the_way.discard(pipeline.name)
        ordered[pipeline.name] = pipeline

    for pipeline in pipelines:
        visit(pipeline)
    return tuple(ordered.values())


def _follow(path: str, names: Sequence[str], item: Aggregation) -> None:
    """Raises MisledPipelineError if names do not lead from one aggregation to another below it."""
    for n, name in enumerate(names, 1):
        inner = item.children.by_name().get(name)
        if isinstance(inner, Aggregation):
            item = inner
        elif inner is None or n < len(names):
            raise MisledPipelineError(f"No aggregation [{name}] found for path [{path}]")


def invalid(*faults: str) -> ActionRequestValidationError:
    """Returns the error of a request with some faults."""
    listed = "".join(f"{n}: {fault};" for n, fault in enumerate(faults, 1))
    return ActionRequestValidationError(f"Validation Failed: {listed}")
