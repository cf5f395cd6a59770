"""What is checked of the paths that buckets are ordered by: that they lead to one figure of each bucket."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from findling.base.errors import FindlingError, IllegalArgumentError, InvalidPathError

if TYPE_CHECKING:
    from findling.search.aggs.base.aggregation import Aggregation, Aggregations
    from findling.search.aggs.base.path import AggregationPath
    from findling.search.aggs.bucket.order import BucketOrder

_NO_FIGURE: Final = (
    "Buckets can only be sorted on a sub-aggregator path that is built out of zero or more single-bucket aggregations "
    "within the path and a final single-bucket or a metrics aggregation at the path end."
)


def check_order(order: BucketOrder, children: Aggregations) -> None:
    """Raises InvalidPathError for a path that does not lead to a figure. children: of the aggregation in that order"""
    for part in order.parts:
        if part.path is None:
            continue
        fault = _fault(part.path, children)
        if fault is not None:
            error = InvalidPathError(f"Invalid aggregation order path [{part.path.text}]. {fault}")
            raise error from IllegalArgumentError(fault)


def _fault(path: AggregationPath, level: Aggregations) -> str | None:
    elements = _elements(path)
    for place, (name, key) in enumerate(elements):
        item = next((item for item in level.items if item.name == name), None)
        shown = name if key is None else f"{name}.{key}"
        if item is None:
            return (
                f"The provided aggregation [{shown}] either does not exist, or is a pipeline aggregation and cannot be "
                "used to sort the buckets."
            )
        if place == len(elements) - 1:
            return _fault_of_figure(item, key)
        if key is not None:
            return f"Key only allowed on last aggregation path element but got [{name}[{key}]]"
        if item.has_many_buckets or not item.takes_children:
            return f"{_NO_FIGURE} [{name}] is not single-bucket."
        level = item.children
    return None


def _elements(path: AggregationPath) -> Sequence[tuple[str, str | None]]:
    """Returns names and keys; unlike in pipelines, `a>_count` names an aggregation `_count`."""
    found: list[tuple[str, str | None]] = []
    for text in path.text.split(">"):
        element = text.strip()
        bracket = element.find("[")
        if bracket > 0:
            found.append((element[:bracket], element[bracket + 1 : element.rindex("]")]))
        elif element:
            found.append((element, None))
    name, key = found[-1]
    if key is None and "." in name:
        name, _, key = name.rpartition(".")
    found[-1] = name, key
    return found


def _fault_of_figure(item: Aggregation, key: str | None) -> str | None:
    if item.takes_children:
        return _NO_FIGURE if item.has_many_buckets or key not in (None, "doc_count") else None
    if item.has_several_figures:
        if key is None:
            return "When ordering on a multi-value metrics aggregation a metric name must be specified."
        if item.orders_no_buckets is not None:
            return item.orders_no_buckets
        return (
            None if _has(item, key) else f"Unknown metric name [{key}] on multi-value metrics aggregation [{item.name}]"
        )
    if not _has(item, None):
        return _NO_FIGURE
    if key in (None, "value"):
        return None
    return (
        "Ordering on a single-value metrics aggregation can only be done on its value. Either drop the key "
        f'(a la "{item.name}") or change it to "value" (a la "{item.name}.value")'
    )


def _has(item: Aggregation, key: str | None) -> bool:
    try:
        item.sort_value(item.empty(), (), key)
    except FindlingError:
        return False
    return True
