"""What the mapping of an index of time series must have, and what goes with dimensions and metrics in any index."""

from collections.abc import Iterable
from typing import Final

from findling.base.errors import IllegalArgumentError, IllegalStateError, MapperParsingError
from findling.base.wildcards import matches
from findling.mapping.root_options import RootOptions
from findling.mapping.time_series.bounds import MODE, TIMESTAMP, TimeSeries
from findling.mapping.time_series.dimensions import dimensions_of
from findling.mapping.tree import AliasNode, FieldNode, ObjectNode

_MUST: Final = "All fields that match routing_path must be"
_DIMENSIONS: Final = (
    f"{_MUST} configured with [time_series_dimension: true] or flattened fields with a list of dimensions in "
    "[time_series_dimensions] and without the [script] parameter."
)


def check_series_mapping(root: ObjectNode, options: RootOptions, series: TimeSeries, keeps_source: bool) -> None:
    """Raises IllegalArgumentError, MapperParsingError or IllegalStateError for a mapping that the mode forbids.

    keeps_source: whether the settings say that documents are stored
    """
    if not (options.source["enabled"] and keeps_source):
        error = IllegalArgumentError("_source can not be disabled in index using [time_series] index mode")
        raise MapperParsingError(f"Failed to parse mapping: {error.reason}") from error
    _check_routing_path(root, options, series.routing_path)
    if options.routing_required:
        raise IllegalArgumentError(f"routing is forbidden on CRUD operations that target indices in {MODE}")
    if not options.has_timestamp:
        raise IllegalStateError("[_data_stream_timestamp] meta field has been disabled")


def _check_routing_path(root: ObjectNode, options: RootOptions, path: Iterable[str]) -> None:
    nodes = list(root.walk())
    for pattern in path:
        for node in nodes:
            if isinstance(node, FieldNode):
                for field_type in (node.type, *node.fields.values()):
                    if matches(pattern, field_type.name) and not any(dimensions_of(field_type)):
                        raise IllegalArgumentError(f"{_DIMENSIONS} [{field_type.name}] was not a dimension.")
            elif isinstance(node, ObjectNode) and node.name == pattern:
                raise IllegalArgumentError(f"{_MUST} flattened fields. [{pattern}] was [object].")
        for name, field in options.runtime.items():
            if matches(pattern, name):
                raise IllegalArgumentError(f"{_DIMENSIONS} [{name}] was a runtime [{field.kind}].")


def check_timestamp(root: ObjectNode) -> None:
    """Raises IllegalArgumentError if the field that orders a data stream or time series is none."""
    node = root.children.get(TIMESTAMP)
    what = f"data stream timestamp field [{TIMESTAMP}]"
    if node is None:
        raise IllegalArgumentError(f"{what} does not exist")
    type_name = node.type.type_name if isinstance(node, FieldNode) else _kind(node)
    if not isinstance(node, FieldNode) or type_name not in ("date", "date_nanos"):
        raise IllegalArgumentError(f"{what} is of type [{type_name}], but [date,date_nanos] is expected")
    if not node.type.get("doc_values"):
        raise IllegalArgumentError(f"{what} doesn't have doc values")
    if not node.type.get("index"):
        raise IllegalArgumentError(f"{what} is not indexed")
    if node.type.get("null_value") is not None:
        raise IllegalArgumentError(f"{what} has disallowed [null_value] attribute specified")
    if node.type.params.get("ignore_malformed"):
        raise IllegalArgumentError(f"{what} has disallowed [ignore_malformed] attribute specified")
    others = sorted(
        {*node.definition()} - {"type", "format", "locale", "meta", "doc_values", "index", "store", "ignore_malformed"}
    )
    if others:
        raise IllegalArgumentError(f"{what} has disallowed attributes: [{', '.join(others)}]")


def _kind(node: ObjectNode | AliasNode) -> str:
    if isinstance(node, AliasNode):
        return "alias"
    return "nested" if node.nested else "object"
