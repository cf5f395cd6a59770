"""What is checked of a whole tree of aggregations: what may stand where."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from findling.base.errors import IllegalArgumentError
from findling.search.aggs.base.aggregation import Aggregation, Aggregations, Pipeline
from findling.search.aggs.pipeline.parent_pipelines import BucketSortPipeline
from findling.search.aggs.pipeline.pipeline_order import invalid

_ORDERED: Final = ("histogram", "date_histogram")
_NEED_ORDER: Final = ("cumulative_sum", "derivative")
# composite aggregations may only stand below these
_TRANSPARENT: Final = ("filter", "nested")


def validated(aggregations: Aggregations) -> Aggregations:
    """Returns the aggregations. Raises ActionRequestValidationError and IllegalArgumentError."""
    faults = list(_faults(aggregations, ()))
    if faults:
        raise invalid(*faults)
    return aggregations


def _faults(level: Aggregations, parents: tuple[Aggregation, ...]) -> Iterator[str]:
    for pipeline in level.pipelines:
        yield from _faults_of_place(pipeline, parents)
    for item in level.items:
        if item.type_name == "composite":
            _check_place(parents)
        if item.children:
            yield from _faults(item.children, (*parents, item))


def _check_place(parents: tuple[Aggregation, ...]) -> None:
    for parent in reversed(parents):
        if parent.type_name not in _TRANSPARENT:
            name = "".join(word.capitalize() for word in parent.type_name.split("_"))
            raise IllegalArgumentError(
                f"[composite] aggregation cannot be used with a parent aggregation of type: [{name}AggregatorFactory]"
            )


def _faults_of_place(pipeline: Pipeline, parents: tuple[Aggregation, ...]) -> Iterator[str]:
    about = f"{pipeline.type_name} aggregation [{pipeline.name}] must"
    if pipeline.type_name == "bucket_sort" and not parents:
        yield f"{about} be declared inside of another aggregation"
    if isinstance(pipeline, BucketSortPipeline) and pipeline.does_nothing:
        yield (
            f"[{pipeline.name}] is configured to perform nothing. Please set either of [sort, size, from] to use "
            "bucket_sort"
        )
    if pipeline.type_name in _NEED_ORDER and (not parents or parents[-1].type_name not in _ORDERED):
        missing = "" if parents else " but doesn't have a parent"
        yield f"{about} have a histogram, date_histogram or auto_date_histogram as parent{missing}"
