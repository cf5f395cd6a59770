"""Which fields of an index the field capabilities API shows: by pattern, kind, type, and whether they hold values."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.base.wildcards import matches_any
from findling.mapping.documents.metadata_fields import HIDDEN, TYPES
from findling.mapping.mapped_field import MappedField
from findling.mapping.mapping import Mapping

_FILTERS: Final = frozenset({"+metadata", "-metadata", "-nested", "-multifield"})
_PARENTS: Final = frozenset({"parent", "-parent", "+dimension"})
_FAMILIES: Final = {
    "_doc_count": "integer", "_tier": "keyword", "constant_keyword": "keyword", "wildcard": "keyword",
    "match_only_text": "text",
}  # fmt: skip
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
        return {name: kinds for name, kinds in found.items() if self._has_type(kinds)}

    def _names(self, mapping: Mapping) -> set[str]:
        metadata = {name for name in TYPES if name not in HIDDEN and matches_any(self.patterns, name)}
        return metadata.union(*(mapping.matching(pattern) for pattern in self.patterns))

    def _shows(self, mapping: Mapping, name: str, field: MappedField) -> bool:
        kinds = {
            "+metadata": field.is_metadata,
            "-metadata": not field.is_metadata,
            "-nested": mapping.nested_scope(field.name) is None,
            "-multifield": field.is_metadata or field.source_path == field.name,
        }
        wanted = all(kinds[item] for item in self.filters if item in kinds)
        return wanted and (not self.types or bool(set(self.types) & {_entry(field, False)["type"]}))

    def _has_type(self, kinds: dict[str, Capabilities]) -> bool:
        return not self.types or bool(kinds.keys() & set(self.types))


def _entry(field: MappedField, is_computed: bool) -> Capabilities:
    """Returns a field's capabilities under the family of its type: types that are searched alike count as one."""
    entry = field.capabilities()
    entry["searchable"] = entry["searchable"] or is_computed
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
    return {kind: {"type": kind, "metadata_field": False, "searchable": False, "aggregatable": False}}
