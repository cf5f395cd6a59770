"""The field capabilities API: which fields there are across indices, and what can be done with them."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from findling.base.errors import ActionRequestValidationError
from findling.cluster.name_resolution import IndicesOptions, resolve_search
from findling.mapping.documents.metadata_fields import DOC_COUNT, IGNORED_FIELD
from findling.mapping.overlaid_mapping import with_runtime
from findling.node.search.field_filters import FieldFilter
from findling.node.search.matching import Count, count_matches, parse_for
from findling.node.search.pre_filter import cannot_match
from findling.node.search.shard_targets import ShardTarget, find_targets, opened
from findling.node.search.shards.action import on_shard, shard_action
from findling.node.services.node import Node
from findling.node.services.resolving import resolving_anew
from findling.node.services.visibility import allowed_fields

_SOMETIMES: Final = (IGNORED_FIELD, DOC_COUNT)
"""The metadata fields that a document may be without."""


@resolving_anew
def field_caps(
    node: Node,
    expression: str | None,
    fields: list[str],
    options: IndicesOptions,
    include_unmapped: bool = False,
    index_filter: object = None,
    types: list[str] | None = None,
    filters: list[str] | None = None,
    include_empty: bool = True,
    runtime: Mapping[str, Any] | None = None,
) -> dict[str, object]:
    """Returns name -> type -> capabilities over all indices that an expression means.

    runtime: definitions of runtime fields of the request
    """
    if not fields:
        raise ActionRequestValidationError("Validation Failed: 1: no fields specified;")
    names = _indices(node, expression, options, index_filter)
    chosen = FieldFilter(fields, types or [], filters or [])
    found: dict[str, dict[str, dict[str, dict[str, Any]]]] = {}
    for name in names:
        service = node.indices.named(name)
        mapping = with_runtime(service.mapping, runtime or {})
        has_values = _any if include_empty else _with_values(node, expression, options, name)
        allowed = allowed_fields(node.cluster.state, service.metadata)
        for field, kinds in chosen.fields(mapping, has_values).items():
            if allowed is not None and not allowed(field):
                continue
            for kind, capabilities in kinds.items():
                found.setdefault(field, {}).setdefault(kind, {})[name] = capabilities
    return {
        "indices": names,
        "fields": {field: _merge(kinds, names, include_unmapped) for field, kinds in sorted(found.items())},
    }


def _any(field: str) -> bool:
    return True


def _indices(node: Node, expression: str | None, options: IndicesOptions, index_filter: object) -> list[str]:
    """Returns the names of the indices; those that the filter can match nothing in are left out."""
    if index_filter is None:
        resolved = resolve_search(node.cluster.state, expression, options, node.clock.now_ms())
        return [target.index.name for target in resolved]
    kept = set()
    targets = find_targets(node, expression, options)
    with opened(node, targets):
        for target in targets:
            if target.is_open and on_shard(may_match, target, index_filter):
                kept.add(target.index)
    return sorted(kept)


@shard_action
def may_match(target: ShardTarget, index_filter: object) -> bool:
    """Whether a filter can match anything in a shard."""
    return not cannot_match(parse_for(target, index_filter), target.ready)


@shard_action
def has_column(target: ShardTarget, field: str) -> bool:
    """Whether a shard has numbers of a field."""
    return any(segment.reader.numeric(field) for segment in target.ready.segments)


def _with_values(node: Node, expression: str | None, options: IndicesOptions, name: str) -> Callable[[str], bool]:
    """Returns what tells whether a field of an index has a value in some document."""

    def has_values(field: str) -> bool:
        mapping = node.indices.named(name).mapping
        found = mapping.field(field)
        if found is None or found.type.get("value") is not None or (found.is_metadata and field not in _SOMETIMES):
            return found is not None
        query: dict[str, Any] = {"exists": {"field": field}}
        scope = mapping.nested_scope(field)
        if scope is not None:
            query = {"nested": {"path": scope, "query": query}}
        targets = [target for target in find_targets(node, expression, options) if target.index == name]
        with opened(node, targets):
            ready = [target for target in targets if target.is_open]
            if field == DOC_COUNT:  # is in no index that could be asked
                return any(on_shard(has_column, target, field) for target in ready)
            return any(on_shard(count_matches, target, Count(query, None, 1)) > 0 for target in ready)

    return has_values


def _merge(
    kinds: dict[str, dict[str, dict[str, Any]]], names: list[str], include_unmapped: bool
) -> dict[str, dict[str, Any]]:
    """kinds: type -> index -> capabilities."""
    unmapped = [name for name in names if not any(name in indices for indices in kinds.values())]
    merged = {kind: _merge_type(indices, len(kinds) > 1) for kind, indices in sorted(kinds.items())}
    if include_unmapped and unmapped:
        base = {"type": "unmapped", "metadata_field": False, "searchable": False, "aggregatable": False}
        for kind, indices in kinds.items():
            merged[kind]["indices"] = sorted(indices)
        merged["unmapped"] = {**base, "indices": unmapped}
    return merged


def _merge_type(indices: dict[str, dict[str, Any]], several: bool) -> dict[str, object]:
    first = next(iter(indices.values()))
    merged = {key: first[key] for key in ("type", "metadata_field")}
    for ability in ("searchable", "aggregatable"):
        able = {name: capabilities[ability] for name, capabilities in indices.items()}
        merged[ability] = all(able.values())
        if any(able.values()) and not all(able.values()):
            merged[f"non_{ability}_indices"] = sorted(name for name, yes in able.items() if not yes)
    merged.update(_series_members(indices))
    if several:
        merged["indices"] = sorted(indices)
    metas: dict[str, set[str]] = {}
    for capabilities in indices.values():
        for key, value in capabilities.get("meta", {}).items():
            metas.setdefault(key, set()).add(str(value))
    if metas:
        merged["meta"] = {key: sorted(values) for key, values in metas.items()}
    return merged


def _series_members(indices: dict[str, dict[str, Any]]) -> dict[str, object]:
    """Returns what a field is in time series, and where indices contradict each other."""
    members: dict[str, object] = {}
    dimensions = {name: "time_series_dimension" in capabilities for name, capabilities in indices.items()}
    if all(dimensions.values()):
        members["time_series_dimension"] = True
    elif any(dimensions.values()):
        members["non_dimension_indices"] = sorted(name for name, is_one in dimensions.items() if not is_one)
    metrics = {capabilities.get("time_series_metric") for capabilities in indices.values()}
    if len(metrics) > 1:
        members["metric_conflicts_indices"] = sorted(indices)
    elif metrics != {None}:
        members["time_series_metric"] = metrics.pop()
    return members
