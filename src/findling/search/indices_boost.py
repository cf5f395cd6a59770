"""`indices_boost` of a request: factors of the scores of some indices."""

from __future__ import annotations

from findling.base.errors import ParsingError
from findling.base.json_values import as_float, json_token

# (name, alias or pattern, factor); the first that means an index counts
IndicesBoost = tuple[tuple[str, float], ...]


def parse_indices_boost(value: object) -> IndicesBoost:
    """Reads a list of objects of one member each, or one object. Raises ParsingError."""
    if isinstance(value, list):
        return tuple(_entry(entry) for entry in value)
    if not isinstance(value, dict):
        raise ParsingError(f"Unknown key for a {json_token(value)} in [indices_boost].")
    for name, factor in value.items():
        if isinstance(factor, (dict, list)):
            raise ParsingError(f"Unknown key for a {json_token(factor)} in [{name}].")
    return tuple((name, as_float(factor)) for name, factor in value.items())


def _entry(entry: object) -> tuple[str, float]:
    if not isinstance(entry, dict):
        raise _unexpected("START_OBJECT", json_token(entry))
    if not entry:
        raise _unexpected("FIELD_NAME", "END_OBJECT")
    if len(entry) > 1:
        raise _unexpected("END_OBJECT", "FIELD_NAME")
    ((name, factor),) = entry.items()
    if isinstance(factor, bool) or not isinstance(factor, (int, float)):
        raise _unexpected("VALUE_NUMBER", json_token(factor))
    return name, float(factor)


def _unexpected(wanted: str, found: str) -> ParsingError:
    return ParsingError(f"Expected [{wanted}] in [indices_boost] but found [{found}]")
