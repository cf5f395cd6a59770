"""Sort keys bound to one shard: for each segment one comparable number per document, and how values are shown.

Within a segment every key is an array to be sorted in increasing order. Keywords are their segment's ordinals there;
what leaves the segment are values, which compare across segments and shards.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError, NumberFormatError
from findling.base.json_values import parse_double, scalar_text
from findling.search.collector.matches import Matches
from findling.search.collector.sort_values import StoredColumn, ValueSource
from findling.search.explanation import shortest_float
from findling.search.sort import SortField

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField
    from findling.search.collector.number_order import NumberOrder
    from findling.search.context import SegmentContext
    from findling.search.snapshot import Snapshot

INT64_MAX: Final = 2**63 - 1
INT64_MIN: Final = -(2**63)
_WHOLE: Final = re.compile(r"[+-]?[0-9]+")


class SortKey(ABC):
    """One sort key on one shard.

    descending: whether larger values come first
    is_global: whether numbers of `column` compare across segments
    """

    is_global = True

    def __init__(self, spec: SortField) -> None:
        self.spec = spec
        self.descending = spec.descending

    @abstractmethod
    def column(self, matches: Matches) -> NDArray[np.generic]:
        """Returns one number per match; smaller ones come first, whatever the order asked for."""

    @abstractmethod
    def values(self, matches: Matches) -> list[Any]:
        """Returns the comparable value of each match; None for missing keywords."""

    def values_of(self, column: NDArray[Any]) -> list[Any]:
        """Returns the comparable values that numbers of `column` stand for."""
        if self.descending:
            column = -column if column.dtype.kind == "f" else ~column
        values: list[Any] = column.tolist()
        return values

    @abstractmethod
    def after(
        self, matches: Matches, column: NDArray[np.generic], value: object
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Returns which matches come after `value`, and which are equal to it; value: as given in search_after."""

    def stored(self, segment: SegmentContext) -> StoredColumn | None:
        """Returns the segment's column if documents can be put in order by it as it is, those without a value last."""
        return None

    def number_order(self, snapshot: Snapshot) -> NumberOrder | None:
        """Returns how documents of all segments are put in order by one call, None if they cannot be."""
        return None

    def shown(self, value: object) -> object:
        """Returns a value as the response's `sort` array shows it."""
        return value

    def comparable(self, value: Any) -> Any:
        """Returns what orders values of several segments and shards, increasing."""
        return -value if self.descending else value


def compare_numbers(column: NDArray[Any], bound: Any) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Returns column > bound and column == bound."""
    return column > bound, column == bound


class ScoreKey(SortKey):
    """The score, best first unless asked otherwise."""

    def column(self, matches: Matches) -> NDArray[np.generic]:
        assert matches.scores is not None
        return -matches.scores if self.descending else matches.scores

    def values(self, matches: Matches) -> list[Any]:
        assert matches.scores is not None
        scores: list[Any] = matches.scores.tolist()
        return scores

    def shown(self, value: Any) -> Any:
        return shortest_float(value)

    def after(
        self, matches: Matches, column: NDArray[np.generic], value: object
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        bound = np.float32(number(value, self.spec))
        return compare_numbers(column, -bound if self.descending else bound)


class DocKey(SortKey):
    """The order of documents in the index.

    shard_base: added to make it unique over the shards of a point in time (`_shard_doc`)
    """

    def __init__(self, spec: SortField, shard_base: int = 0) -> None:
        super().__init__(spec)
        self._shard_base = shard_base

    def _numbers(self, matches: Matches) -> NDArray[np.int64]:
        return matches.docs.astype(np.int64) + (matches.segment.doc_base + self._shard_base)

    def column(self, matches: Matches) -> NDArray[np.generic]:
        numbers = self._numbers(matches)
        return ~numbers if self.descending else numbers

    def values(self, matches: Matches) -> list[Any]:
        numbers: list[Any] = self._numbers(matches).tolist()
        return numbers

    def after(
        self, matches: Matches, column: NDArray[np.generic], value: object
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        bound = int(number(value, self.spec))
        return compare_numbers(column, ~bound if self.descending else bound)


class VersionKey(DocKey):
    """The sequence number or version of documents."""

    def __init__(self, spec: SortField) -> None:
        super().__init__(spec)
        self._of_seq_nos = spec.field == "_seq_no"

    def _numbers(self, matches: Matches) -> NDArray[np.int64]:
        reader = matches.segment.reader
        numbers = np.asarray(reader.seq_nos if self._of_seq_nos else reader.versions)
        return numbers[matches.docs].astype(np.int64)


class TermKey(SortKey):
    """A keyword or ip field; missing values come last or first whatever the order, or stand for a given value."""

    is_global = False

    def __init__(self, spec: SortField, field: MappedField | None, source: ValueSource) -> None:
        super().__init__(spec)
        self.field = field
        self._source = source
        self.missing: bytes | None = None
        if spec.missing not in ("_last", "_first"):
            self.missing = self._term(spec.missing)
        self.missing_last = spec.missing != "_first"

    def _term(self, value: object) -> bytes:
        return str(value).encode() if self.field is None else self.field.type.index_term(value)

    def column(self, matches: Matches) -> NDArray[np.generic]:
        # doubled, so that a value between two terms has a place
        places = self._source.ordinals(matches).astype(np.int64) * 2
        if self.missing is not None:
            places[places < 0] = self._source.place_of(matches, self.missing)
            return ~places if self.descending else places
        absent = places < 0
        column = ~places if self.descending else places
        column[absent] = INT64_MAX if self.missing_last else INT64_MIN
        return column

    def values(self, matches: Matches) -> list[Any]:
        terms = self._source.terms(matches)
        return terms if self.missing is None else [self.missing if term is None else term for term in terms]

    def stored(self, segment: SegmentContext) -> StoredColumn | None:
        return self._source.stored_ordinals(segment) if self.spec.missing == "_last" else None

    def after(
        self, matches: Matches, column: NDArray[np.generic], value: object
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        if value is None:
            return compare_numbers(column, INT64_MAX if self.missing_last else INT64_MIN)
        term = self._term(scalar_text(value))
        place = self._source.place_of(matches, term)
        later, equal = compare_numbers(column, ~place if self.descending else place)
        if self.missing is not None:
            # two values that the segment does not have may share a place between its terms
            absent = self._source.ordinals(matches) < 0
            later[absent] = self.missing < term if self.descending else self.missing > term
            equal[absent] = self.missing == term
        return later, equal

    def shown(self, value: Any) -> Any:
        if value is None:
            return None
        return value.decode("utf-8", "replace") if self.field is None else self.field.type.from_term(value)

    def comparable(self, value: Any) -> Any:
        if value is None:
            return (1 if self.missing_last else -1, b"")
        return (0, _Reversed(value) if self.descending else value)


class _Reversed:
    """Turns the order of what it holds around."""

    __slots__ = ("value",)

    def __init__(self, value: bytes) -> None:
        self.value = value

    def __lt__(self, other: _Reversed) -> bool:
        return other.value < self.value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Reversed) and self.value == other.value

    __hash__ = None  # type: ignore[assignment]


def number(value: Any, spec: SortField) -> float | int:
    """Returns a number of the request, which may be given as text. Raises IllegalArgumentError."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    text = scalar_text(value)
    try:
        return int(text) if _WHOLE.fullmatch(text) else parse_double(text)
    except NumberFormatError as error:
        raise _unparsable(spec) from error


def whole_number(value: Any, spec: SortField) -> float | int:
    """Returns a number of the request; a text has to be that of a whole one. Raises IllegalArgumentError."""
    text = scalar_text(value)
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        if not _WHOLE.fullmatch(text):
            raise _unparsable(spec) from NumberFormatError.of(text)
        return int(text)
    return value


def _unparsable(spec: SortField) -> IllegalArgumentError:
    # scores and places of documents are no fields
    name = "null" if spec.field in ("_score", "_doc") else spec.field
    return IllegalArgumentError(f"Failed to parse search_after value for field [{name}].")
