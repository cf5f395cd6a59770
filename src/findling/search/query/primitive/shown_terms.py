"""Primitive query on encoded terms, such as versions or those with keys: those fit whose text, as it is shown, fits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from findling.search.query.primitive.multi_term import MultiTermQuery, TermFinder

if TYPE_CHECKING:
    from findling.codec.postings.terms import TermDictionary


@dataclass(frozen=True, kw_only=True)
class ShownTermsQuery(MultiTermQuery):
    """Terms whose text fits; every term of the dictionary is looked at that begins with a prefix.

    text: says which fit; shown: term -> its text; fits: text -> whether it does
    """

    text: str
    shown: Callable[[bytes], Any] = field(compare=False)
    fits: Callable[[str], bool] = field(compare=False)
    prefix: bytes = b""

    def finder(self) -> TermFinder:
        return self._ords

    def _ords(self, terms: TermDictionary) -> NDArray[np.int64]:
        low, high = terms.prefix_range(self.prefix) if self.prefix else (0, terms.n_terms)
        found = terms.terms(range(low, high))
        return low + np.flatnonzero([self.fits(str(self.shown(term))) for term in found])

    def describe(self) -> str:
        return f"{self.field}:{self.text}"
