"""`indices_boost` of a request: factors of the scores of some indices."""

from __future__ import annotations

from findling.base.errors import ParsingError
from findling.base.json_values import json_token

# (name, alias or pattern, factor); the first that means an index counts
IndicesBoost = tuple[tuple[str, float], ...]


def parse_indices_boost(value: object) -> IndicesBoost:
    """Reads a list of objects of one member each. Raises ParsingError."""
    assert isinstance(value, list)
    return tuple(_entry(entry) for entry in value)


def _entry(entry: object) -> tuple[str, float]:
    if not isinstance(entry, dict):
        # Elasticsearch has not read a name yet
        raise ParsingError(f"Expected [START_OBJECT] in [null] but found [{json_token(entry)}]")
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
