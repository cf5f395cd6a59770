"""The key that a page of a composite aggregation follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from findling.base.errors import IllegalArgumentError, ParseError
from findling.search.aggs.bucket.composite_source import BoundSource, java_name

# (first key that is not below the value, whether it is equal); None: the bucket of documents without a value
AfterKey = tuple[int, bool] | None

_COMPARABLE: Final = (str, int, float)


def after_keys(name: str, sources: Sequence[BoundSource], after: Mapping[str, object]) -> list[AfterKey]:
    """Returns the key of each source. name: of the aggregation.

    Raises IllegalArgumentError for values that are missing or cannot be compared, ParseError for those that a source
    cannot have.
    """
    if len(after) != len(sources):
        raise IllegalArgumentError(f"[after] has {len(after)} value(s) but [sources] has {len(sources)}")
    for source in sources:
        _check(source, after)
    return [_key(name, place, source, after[source.source.name]) for place, source in enumerate(sources)]


def _check(source: BoundSource, after: Mapping[str, object]) -> None:
    key = source.source.name
    if key not in after:
        raise IllegalArgumentError(f"Missing value for [after.{key}]")
    value = after[key]
    if (value is None and source.source.missing_bucket) or isinstance(value, _COMPARABLE):
        return
    raise IllegalArgumentError(f"Invalid value for [after.{key}], expected comparable, got [{java_name(value)}]")


def _key(name: str, place: int, source: BoundSource, value: object) -> AfterKey:
    if value is None:
        return None
    try:
        return source.after(value)
    except IllegalArgumentError as error:
        fault = IllegalArgumentError(f"incompatible value in the position {place}: {error.reason}")
        fault.__cause__ = error
        raise ParseError(f"Cannot set after key in the composite aggregation [{name}] - {fault.reason}") from fault
