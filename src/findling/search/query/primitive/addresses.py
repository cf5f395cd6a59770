"""Primitive queries on addresses: terms of 16 bytes, which Lucene keeps as points and doc values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from findling.mapping.types.ip import text_of_address
from findling.search.query.primitive.multi_term import MultiTermWeight
from findling.search.query.primitive.term_range import TermRangeQuery
from findling.search.query.primitive.term_weight import TermSetQuery, TermSetWeight

if TYPE_CHECKING:
    from findling.search.context import SegmentContext, ShardContext
    from findling.search.query.base import Weight

_FIRST: Final = bytes(16)
_LAST: Final = b"\xff" * 16
_COUNT: Final = 1 << 128


@dataclass(frozen=True, kw_only=True)
class AddressQuery(TermSetQuery):
    """One address."""

    lucene_class: ClassVar[str] = "PointRangeQuery"

    def united_terms(self, segment: SegmentContext) -> Sequence[tuple[str, bytes]]:
        return ()

    def weight(self, ctx: ShardContext, scoring: bool) -> Weight:
        return _AddressWeight(self, ctx.terms)


class _AddressWeight(TermSetWeight):
    def describe(self) -> str:
        (address,) = self.query.terms
        return _points(self.query.field, address, address)


@dataclass(frozen=True, kw_only=True)
class AddressRangeQuery(TermRangeQuery):
    """Addresses between two. is_network: all of a network, which is looked for by points alone"""

    lucene_class: ClassVar[str] = "IndexOrDocValuesQuery"

    is_network: bool = False

    def may_be_nested(self, ctx: ShardContext) -> bool:
        return ctx.mapping.may_be_nested(self.field)

    def united_terms(self, segment: SegmentContext) -> Sequence[tuple[str, bytes]]:
        return ()

    def weight(self, ctx: ShardContext, scoring: bool) -> Weight:
        return _AddressRangeWeight(self)

    @property
    def ends(self) -> tuple[bytes, bytes]:
        """The first and the last address, inclusive."""
        low = _FIRST if self.low is None else self.low
        high = _LAST if self.high is None else self.high
        return low if self.include_low else _moved(low, 1), high if self.include_high else _moved(high, -1)


class _AddressRangeWeight(MultiTermWeight):
    query: AddressRangeQuery

    @property
    def lucene_class(self) -> str:
        return "PointRangeQuery" if self.query.is_network else super().lucene_class

    def describe(self) -> str:
        points = _points(self.query.field, *self.query.ends)
        if self.query.is_network:
            return points
        return f"IndexOrDocValuesQuery(indexQuery={points}, dvQuery={self._column()})"

    def describe_test(self) -> str:
        return self.describe() if self.query.is_network else self._column()

    def _column(self) -> str:
        low, high = (" ".join(f"{byte:x}" for byte in end) for end in self.query.ends)
        return f"{self.query.field}:[[{low}] TO [{high}]]"


def _points(field: str, low: bytes, high: bytes) -> str:
    return f"{field}:[{text_of_address(low)} TO {text_of_address(high)}]"


def _moved(address: bytes, by: int) -> bytes:
    return ((int.from_bytes(address, "big") + by) % _COUNT).to_bytes(16, "big")
