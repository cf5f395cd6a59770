"""Which fields of an index the field capabilities API shows: by pattern, kind, type, and whether they hold values."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.base.wildcards import matches_any
from findling.mapping.documents.metadata_fields import SERIES_TYPES, TYPES
from findling.mapping.mapped_field import MappedField
from findling.mapping.mapping import Mapping

_FILTERS: Final = frozenset({"+metadata", "-metadata", "-nested", "-multifield"})
_PARENTS: Final = frozenset({"parent", "-parent", "+dimension"})
_HIDDEN: Final = frozenset({"_primary_term", "_type", "_inference_fields"})
_FAMILIES: Final = {
    "_doc_count": "integer", "_tier": "keyword", "constant_keyword": "keyword", "wildcard": "keyword",
    "match_only_text": "text", "semantic_text": "text",
}  # fmt: skip
_ELSEWHERE: Final = {
    "_data_stream_timestamp": (False, False),
    "_ignored_source": (False, False),
    "_index_mode": (True, True),
}
"""Metadata fields of Elasticsearch that only field capabilities tell of: searchable, aggregatable."""
_NOT_SEARCHABLE: Final = frozenset({"_doc_count", "_version"})

Capabilities = dict[str, Any]


@dataclass(frozen=True, slots=True)
class FieldFilter:
    """What a request says about fields.

    types: only these, all if there are none; filters: `+metadata`, `-metadata`, `-parent`, `-nested`, `-multifield`
    """

    patterns: list[str]
    types: list[str]
    filters: list[str]

    def __post_init__(self) -> None:
        for item in self.filters:
            if item not in _FILTERS | _PARENTS:
                raise IllegalArgumentError(f"Unknown field caps filter [{item}]")

    def fields(self, mapping: Mapping, has_values: Callable[[str], bool]) -> dict[str, dict[str, Capabilities]]:
        """Returns name -> type -> capabilities: of fields, and of the objects around them."""
        found: dict[str, dict[str, Capabilities]] = {}
        for name in sorted(self._names(mapping)):
            field = mapping.field(name)
            if field is None or not self._shows(mapping, name, field):
                continue
            is_computed = name in mapping.computed
            if not (is_computed or has_values(name)):
                continue
            entry = _entry(field, is_computed)
            found[name] = {entry["type"]: entry}
            if "-parent" not in self.filters:
                for parent in _parents(mapping, field.name):
                    found.setdefault(parent, _object(mapping, parent))
        return found | self._elsewhere()

    def _elsewhere(self) -> dict[str, dict[str, Capabilities]]:
        """Returns the metadata fields that no document has anything in."""
        if "-metadata" in self.filters:
            return {}
        names = [name for name in _ELSEWHERE if matches_any(self.patterns, name)]
        return {
            name: {name: _capabilities(name, True, *_ELSEWHERE[name])}
            for name in names
            if not self.types or name in self.types
        }

    def _names(self, mapping: Mapping) -> set[str]:
        known = TYPES if mapping.settings.time_series is None else {**TYPES, **SERIES_TYPES}
        metadata = {name for name in known if name not in _HIDDEN and matches_any(self.patterns, name)}
        # a key inside a flattened field has a name that stands for no field
        named = set().union(*(mapping.matching(pattern) for pattern in self.patterns)) & set(mapping.matching("*"))
        return metadata | named

    def _shows(self, mapping: Mapping, name: str, field: MappedField) -> bool:
        kinds = {
            "+metadata": field.is_metadata,
            "-metadata": not field.is_metadata,
            "-nested": mapping.nested_scope(field.name) is None,
            "-multifield": field.is_metadata or field.source_path == field.name,
        }
        wanted = all(kinds[item] for item in self.filters if item in kinds)
        return wanted and (not self.types or bool(set(self.types) & {_entry(field, False)["type"]}))


def _entry(field: MappedField, is_computed: bool) -> Capabilities:
    """Returns a field's capabilities under the family of its type: types that are searched alike count as one."""
    entry = field.capabilities()
    # keywords are searched through their columns where they have no index
    has_column = entry["type"] == "keyword" and entry["aggregatable"]
    entry["searchable"] = entry["searchable"] or (is_computed and field.type.lookup is None) or has_column
    entry["type"] = _FAMILIES.get(entry["type"], entry["type"])
    if field.is_metadata:
        entry["searchable"] = entry["searchable"] and field.name not in _NOT_SEARCHABLE
        entry["aggregatable"] = entry["aggregatable"] and field.name != "_doc_count"
    return entry


def _parents(mapping: Mapping, name: str) -> Iterator[str]:
    """Yields the objects around a field. A multi-field is in a field, which is none."""
    while "." in name:
        name = name.rpartition(".")[0]
        if mapping.field(name) is None:
            yield name


def _object(mapping: Mapping, name: str) -> dict[str, Capabilities]:
    kind = "nested" if mapping.is_nested(name) else "object"
    return {kind: _capabilities(kind, False, False, False)}


def _capabilities(kind: str, is_metadata: bool, searchable: bool, aggregatable: bool) -> Capabilities:
    return {"type": kind, "metadata_field": is_metadata, "searchable": searchable, "aggregatable": aggregatable}
