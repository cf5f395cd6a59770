"""The fields of a mapping whose values can be compared exactly, as rules compare them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from findling.policy.filters.errors import FilterError

_TEXTS: Final = frozenset({"keyword", "constant_keyword", "wildcard"})
_NUMBERS: Final = frozenset({"long", "integer", "short", "byte", "unsigned_long", "double", "float", "half_float"})
_BOOLEAN: Final = "boolean"
_OTHERS: Final = frozenset({"date", "date_nanos", "ip", "version"})
_IN_TEXT: Final = frozenset({"text", "match_only_text"})


@dataclass(frozen=True, slots=True)
class ExactField:
    """A field to be asked.

    kind: its type in the mapping
    is_lossy: whether it leaves out or changes values (`ignore_above`, a normalizer), so that what is not equal to a
    value may be equal to it in the document
    """

    name: str
    kind: str
    is_lossy: bool

    @property
    def is_text(self) -> bool:
        """Whether its values are texts, which can be looked into."""
        return self.kind in _TEXTS

    def holds(self, value: Any) -> bool:
        """Whether a value is of the type that documents have in it."""
        if isinstance(value, bool):
            return self.kind == _BOOLEAN
        if isinstance(value, int | float):
            return self.kind in _NUMBERS
        return isinstance(value, str) and self.kind in _TEXTS | _OTHERS


def exact_field(mapping: Mapping[str, Any], name: str) -> ExactField:
    """Returns the field to be asked for the values of one. Raises FilterError.

    mapping: its definition
    """
    definition = _definition(mapping, name)
    if definition is None:
        raise FilterError(f"the field [{name}] of the policy's filter is not in the mapping")
    if _kind(definition) in _IN_TEXT:
        for inner, sub_field in definition.get("fields", {}).items():
            if _kind(sub_field) in _TEXTS:
                return _described(f"{name}.{inner}", sub_field)
        raise FilterError(f"the text field [{name}] of the policy's filter has no keyword sub-field to compare")
    if definition.get("index") is False and definition.get("doc_values") is False:
        raise FilterError(f"the field [{name}] of the policy's filter is not indexed")
    return _described(name, definition)


def _definition(mapping: Mapping[str, Any], name: str) -> Mapping[str, Any] | None:
    """Returns the definition of a field by its full path, which may be one of a name with dots."""
    properties: Any = mapping.get("properties", {})
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        found = properties.get(".".join(parts[:end]))
        if found is None:
            continue
        if end == len(parts):
            return found if "properties" not in found else None
        if found.get("type") == "nested":
            raise FilterError(f"the field [{name}] of the policy's filter is of nested documents")
        inner = _definition(found, ".".join(parts[end:]))
        if inner is not None:
            return inner
        sub_field: Mapping[str, Any] | None = found.get("fields", {}).get(".".join(parts[end:]))
        if sub_field is not None:
            return sub_field
    return None


def _kind(definition: Mapping[str, Any]) -> str:
    return str(definition.get("type", "object"))


def _described(name: str, definition: Mapping[str, Any]) -> ExactField:
    kind = _kind(definition)
    if kind != _BOOLEAN and kind not in _TEXTS | _NUMBERS | _OTHERS:
        raise FilterError(f"the field [{name}] of the policy's filter is of type [{kind}], whose values are not exact")
    is_lossy = "ignore_above" in definition or "normalizer" in definition or definition.get("ignore_malformed") is True
    return ExactField(name, kind, is_lossy or "null_value" in definition)
