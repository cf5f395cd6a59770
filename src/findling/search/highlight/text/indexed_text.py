"""The texts of a field of some hits, whose tokens are read where the index has them with their offsets."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from findling.search.doc_set import Docs
from findling.search.highlight.text.field_text import FieldText, Places

if TYPE_CHECKING:
    from findling.codec.postings.postings import TermsReader

_NONE = np.empty(0, np.int32)
_NOWHERE = Places(_NONE, _NONE, _NONE)


class IndexedPlaces:
    """The occurrences of terms in some documents of a segment, those of a term read for all of them at once.

    reader: of the field, with offsets; docs: (n,) int32, in any order
    """

    def __init__(self, reader: TermsReader, docs: Docs) -> None:
        self._reader = reader
        self._order = np.argsort(docs, kind="stable")
        self._docs = np.ascontiguousarray(docs[self._order])
        self._found: dict[bytes, list[Places]] = {}

    def of(self, term: bytes, place: int) -> Places:
        """Returns where a term stands in the document at a place among them."""
        found = self._found.get(term)
        if found is None:
            found = self._found[term] = self._read(term)
        return found[place]

    def _read(self, term: bytes) -> list[Places]:
        found = [_NOWHERE] * len(self._docs)
        ord = self._reader.lookup(term)
        if ord >= 0:
            freqs, *columns = self._reader.occurrences(ord, self._docs)
            ends = np.cumsum(freqs).tolist()
            for number, (place, start, end) in enumerate(zip(self._order.tolist(), [0, *ends], ends, strict=False)):
                if end > start:
                    found[place] = Places(*(column[start:end] for column in columns))
                elif number and self._docs[number] == self._docs[number - 1]:
                    found[place] = found[int(self._order[number - 1])]
        return found


class IndexedText(FieldText):
    """A text whose tokens the index has.

    analyze: returns it with the tokens that analysis finds, for what the index cannot be asked
    """

    def __init__(
        self,
        field: str,
        content: str,
        places: Callable[[bytes], Places],
        analyze: Callable[[], FieldText],
        most: int | None = None,
    ) -> None:
        super().__init__(field, content)
        self._of = places
        self._analyze = analyze
        self._most = most

    def _places(self, term: bytes) -> Places:
        found = self._of(term)
        return found if self._most is None else found.until(self._most)

    @property
    def terms(self) -> list[bytes]:
        analyzed = self._analyze()
        return (analyzed if self._most is None else analyzed.until(self._most)).terms

    def until(self, most: int) -> IndexedText:
        return IndexedText(self.field, self.content, self._of, self._analyze, most)
