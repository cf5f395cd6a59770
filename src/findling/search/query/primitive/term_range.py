"""Primitive query for terms between two others, on text, keyword and ip fields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from findling.search.query.primitive.multi_term import MultiTermQuery, TermFinder

if TYPE_CHECKING:
    from findling.codec.postings.terms import TermDictionary


@dataclass(frozen=True, kw_only=True)
class TermRangeQuery(MultiTermQuery):
    """Terms between `low` and `high` in byte order; None is an open end."""

    low: bytes | None = None
    high: bytes | None = None
    include_low: bool = True
    include_high: bool = True

    def finder(self) -> TermFinder:
        return self._ords

    def _ords(self, terms: TermDictionary) -> range:
        first, end = 0, terms.n_terms
        if self.low is not None:
            # the least bytes after a term are the term and a zero byte
            first = terms.seek_ceil(self.low if self.include_low else self.low + b"\0")
        if self.high is not None:
            end = terms.seek_ceil(self.high + b"\0" if self.include_high else self.high)
        return range(first, max(first, end))

    def describe(self) -> str:
        low = "*" if self.low is None else self.low.decode("utf-8", "replace")
        high = "*" if self.high is None else self.high.decode("utf-8", "replace")
        return f"{self.field}:{'[' if self.include_low else '{'}{low} TO {high}{']' if self.include_high else '}'}"
