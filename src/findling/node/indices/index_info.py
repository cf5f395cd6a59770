"""What is known about indices: `GET /{index}`, their settings, mappings, fields and existence."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from findling.base.settings import unflatten
from findling.base.wildcards import matches_any
from findling.cluster.index_settings import INDEX_SETTINGS
from findling.cluster.name_resolution import OPEN_AND_CLOSED, IndicesOptions
from findling.cluster.state import ClusterState, IndexMetadata
from findling.mapping.mapped_field import MappedField
from findling.mapping.mapping import Mapping as IndexMapping
from findling.node.services.index_blocks import check_blocks
from findling.node.services.index_selection import select
from findling.node.services.iso_time import iso_time
from findling.node.services.node import Node
from findling.node.services.visibility import allowed_fields
from findling.search.restriction.visible_source import FieldTest
from findling.version import ELASTICSEARCH_VERSION

OPTIONS = IndicesOptions(forbid_closed=False)


def shown_settings(
    index: IndexMetadata, flat: bool = False, names: Iterable[str] = (), human: bool = False
) -> dict[str, object]:
    """Returns settings as they are shown: nested or flat, all or those of the given patterns."""
    patterns = [name for name in names if name not in ("_all", "*")]
    chosen = {key: value for key, value in index.settings.items() if not patterns or matches_any(patterns, key)}
    if human and "index.creation_date" in chosen:
        chosen["index.creation_date_string"] = iso_time(index.creation_date)
        chosen["index.version.created_string"] = ELASTICSEARCH_VERSION
    return dict(sorted(chosen.items())) if flat else unflatten(chosen)


def shown_defaults(index: IndexMetadata, flat: bool) -> dict[str, object]:
    """Returns the settings that are not set, with their defaults."""
    defaults = INDEX_SETTINGS.defaults(index.settings)
    return dict(sorted(defaults.items())) if flat else unflatten(defaults)


def shown_mapping(state: ClusterState, index: IndexMetadata, include_type_name: bool = False) -> dict[str, object]:
    """Returns a mapping as it is shown, within its type's name if asked for."""
    definition = dict(index.mapping)
    allowed = allowed_fields(state, index)
    if allowed is not None and "properties" in definition:
        definition["properties"] = visible_properties(definition["properties"], allowed)
    return {index.type_name or "_doc": definition} if include_type_name else definition


def visible_properties(properties: Mapping[str, Any], allowed: FieldTest, path: str = "") -> dict[str, Any]:
    """Returns the fields of a mapping that may be known of, and the objects in which there are any."""
    shown: dict[str, Any] = {}
    for name, definition in properties.items():
        own = f"{path}{name}"
        part = dict(definition)
        for inner in ("properties", "fields"):
            if inner in part:
                part[inner] = visible_properties(part[inner], allowed, f"{own}.")
                if not part[inner]:
                    del part[inner]
        if allowed(own) or "properties" in part:
            shown[name] = part
    return shown


def shown_aliases(index: IndexMetadata) -> dict[str, object]:
    return {name: index.aliases[name].to_json() for name in sorted(index.aliases)}


def get_index(
    node: Node,
    expression: str,
    options: IndicesOptions = OPTIONS,
    flat: bool = False,
    features: Iterable[str] = (),
    include_defaults: bool = False,
    include_type_name: bool = False,
    human: bool = False,
) -> dict[str, object]:
    """Returns aliases, mappings and settings of indices."""
    wanted = set(features) or {"aliases", "mappings", "settings"}
    answer: dict[str, Any] = {}
    for index in select(node, expression, options):
        check_blocks(index, "metadata_read")
        entry: dict[str, Any] = {}
        if "aliases" in wanted:
            entry["aliases"] = shown_aliases(index)
        if "mappings" in wanted:
            entry["mappings"] = shown_mapping(node.cluster.state, index, include_type_name)
        if "settings" in wanted:
            entry["settings"] = shown_settings(index, flat, human=human)
            if include_defaults:
                entry["defaults"] = shown_defaults(index, flat)
        stream = node.cluster.state.streams.parent(index.name)
        if stream is not None:
            entry["data_stream"] = stream.name
        answer[index.name] = entry
    return answer


def get_settings(
    node: Node,
    expression: str | None,
    options: IndicesOptions = OPEN_AND_CLOSED,
    flat: bool = False,
    names: Iterable[str] = (),
    include_defaults: bool = False,
    human: bool = False,
) -> dict[str, object]:
    """Returns the settings of indices."""
    answer: dict[str, Any] = {}
    for index in select(node, expression, options):
        check_blocks(index, "metadata_read")
        shown = shown_settings(index, flat, names, human)
        if shown:
            answer[index.name] = {"settings": shown}
        if include_defaults:
            answer.setdefault(index.name, {"settings": shown})["defaults"] = shown_defaults(index, flat)
    return answer


def get_mapping(
    node: Node,
    expression: str | None,
    options: IndicesOptions = OPTIONS,
    include_type_name: bool = False,
    types: Sequence[str] = (),
) -> dict[str, object]:
    """Returns the mappings of indices. types: mapping types, of which an index must have one"""
    indices = [index for index in select(node, expression, options) if index.has_type(types)]
    for index in indices:
        check_blocks(index, "metadata_read")
    return {index.name: {"mappings": shown_mapping(node.cluster.state, index, include_type_name)} for index in indices}


def type_names(node: Node, expression: str | None, options: IndicesOptions = OPTIONS) -> set[str]:
    """Returns the mapping types of indices."""
    return {index.type_name or "_doc" for index in select(node, expression, options)}


def get_field_mapping(
    node: Node,
    expression: str | None,
    fields: list[str],
    options: IndicesOptions = OPTIONS,
    include_defaults: bool = False,
    include_type_name: bool = False,
) -> dict[str, object]:
    """Returns the mapping of single fields, by full name; patterns may have wildcards."""
    answer: dict[str, Any] = {}
    for index in select(node, expression, options):
        if index.closed:
            continue
        mapping = node.indices.get(index).mapping
        found = _field_mappings(mapping, fields, include_defaults, allowed_fields(node.cluster.state, index) or _all)
        if index.mapping:  # without one, there are no fields of its metadata either
            found.update({name: _entry(name, {}) for name in _METADATA if matches_any(fields, name)})
        answer[index.name] = {"mappings": {index.type_name or "_doc": found} if include_type_name and found else found}
    return answer


_METADATA: Final = (
    "_data_stream_timestamp", "_doc_count", "_field_names", "_id", "_ignored", "_ignored_source", "_index",
    "_index_mode", "_nested_path", "_routing", "_seq_no", "_source", "_tier", "_version",
)  # fmt: skip


def _entry(name: str, definition: dict[str, Any]) -> dict[str, object]:
    return {"full_name": name, "mapping": definition}


def _all(field: str) -> bool:
    return True


_SHOWN_AS_NULL: Final = frozenset(
    {"index_prefixes", "normalizer", "null_value", "script", "similarity", "time_series_metric"}
)


def _defaults(field: MappedField) -> dict[str, object]:
    """Returns the parameters that a field has without anybody giving them."""
    defaults = {name: parameter.default for name, parameter in field.type.PARAMETERS.items() if not parameter.ignored}
    defaults.pop("synthetic_source_keep", None)  # shown only where it is set
    for name in ("analyzer", "search_analyzer", "search_quote_analyzer"):
        if name in defaults:
            defaults[name] = "default"
    return {name: value for name, value in defaults.items() if value is not None or name in _SHOWN_AS_NULL}


def _field_mappings(
    mapping: IndexMapping, patterns: list[str], include_defaults: bool, allowed: FieldTest
) -> dict[str, object]:
    found: dict[str, Any] = {}
    for pattern in patterns:
        for name in mapping.matching(pattern):
            field = mapping.field(name)
            if field is None or field.is_metadata or name in mapping.passed_through or not allowed(name):
                continue
            definition = mapping.definition_of(name)
            if include_defaults and definition.get("type") != "alias":
                definition = {**_defaults(field), **definition}
            found[name] = _entry(name, {name.rpartition(".")[2]: definition})
    return found
