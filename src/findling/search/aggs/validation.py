"""What is checked of a whole tree of aggregations: what may stand where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from findling.search.aggs.base.aggregation import Aggregation, Aggregations, Pipeline
from findling.search.aggs.pipeline.parent_pipelines import BucketSortPipeline
from findling.search.aggs.pipeline.pipeline_order import invalid


def examined(aggregations: Aggregations) -> Aggregations:
    """Returns the aggregations of a request with what is wrong with them, which is told once the body is read."""
    faults = tuple(_faults(aggregations, ()))
    return replace(aggregations, faults=faults) if faults else aggregations


def check(aggregations: Aggregations) -> None:
    """Raises ActionRequestValidationError for examined aggregations of which something is wrong."""
    if aggregations.faults:
        raise invalid(*aggregations.faults)


def _faults(level: Aggregations, parents: tuple[Aggregation, ...]) -> Iterator[str]:
    if level.misled is not None:
        yield level.misled
    for pipeline in () if level.misled is not None else level.pipelines:
        yield from _faults_of_place(pipeline, parents)
        yield from pipeline.faults_beside(level)
    for item in level.items:
        if item.children:
            yield from _faults(item.children, (*parents, item))


def _faults_of_place(pipeline: Pipeline, parents: tuple[Aggregation, ...]) -> Iterator[str]:
    about = f"{pipeline.type_name} aggregation [{pipeline.name}] must"
    if pipeline.needs_parent and not parents:
        yield f"{about} be declared inside of another aggregation"
    if isinstance(pipeline, BucketSortPipeline) and pipeline.does_nothing:
        yield (
            f"[{pipeline.name}] is configured to perform nothing. Please set either of [sort, size, from] to use "
            "bucket_sort"
        )
    if pipeline.needs_ordered_parent and not (parents and parents[-1].is_ordered):
        missing = "" if parents else " but doesn't have a parent"
        yield f"{about} have a histogram, date_histogram or auto_date_histogram as parent{missing}"
    elif pipeline.needs_ordered_parent and not pipeline.takes_gaps and parents[-1].leaves_gaps:
        yield f"parent histogram of {about} have min_doc_count of 0"
