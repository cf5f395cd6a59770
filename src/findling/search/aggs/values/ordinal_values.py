"""Terms of documents as global ordinals: keyword, ip and their kin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.pattern import PatternAutomaton, literal, sequence
from findling.base.regexp_syntax import parse_regexp
from findling.codec.postings.postings import TermsReader
from findling.kernels.columns import value_hashes
from findling.search.aggs.base.rows import with_ordinal
from findling.search.automaton import TermMatcher
from findling.search.global_ordinals import GlobalOrdinals, Strings, global_ordinals
from findling.search.partition_hashes import hashes_of_terms
from findling.search.snapshot_memo import remembered

if TYPE_CHECKING:
    from findling.codec.columns.ordinals import OrdinalColumn
    from findling.mapping.mapped_field import MappedField
    from findling.search.aggs.base.aggregator import Leaf
    from findling.search.context import ShardContext

# global ordinals of some documents, and for each the index of its document; None: every document has exactly one
ReadOrds = tuple[NDArray[np.int32], NDArray[np.int32] | None]

# where more of the terms than one of so many are wanted, all are unpacked at once
_FEW_OF_ALL: Final = 16


class OrdinalValues:
    """Reads the terms of one field as global ordinals, segment by segment. Immutable: searches share it.

    field: None if unmapped
    missing: term of documents without one; it gets an ordinal at its place in the order
    n_ords: the ordinals are below it
    is_text: terms are shown as they are
    """

    def __init__(self, field: MappedField | None, missing: bytes | None, ctx: ShardContext) -> None:
        self.field = field
        # what the terms of a key of a flattened field begin with
        self._key_prefix: bytes = b"" if field is None else field.type.key_prefix
        self.is_text = field is None or not (field.type.terms.encoded or self._key_prefix)
        self._constant = _constant_term(field)
        self._missing = missing if self._constant is None else self._constant
        name = "" if field is None else field.name
        self.ordinals = GlobalOrdinals([]) if field is None else global_ordinals(ctx.searcher, name)
        self.n_ords = self.ordinals.n_terms
        self._inserted = -1  # ordinal of a missing term that no document has
        self._missing_ord = -1
        if self._missing is not None:
            self._missing_ord, found = self.ordinals.seek(self._missing)
            if not found:
                self._inserted = self._missing_ord
                self.n_ords += 1

    def term(self, ord: int) -> bytes:
        """Returns the term of an ordinal."""
        if ord == self._missing_ord and self._missing is not None:
            return self._missing
        return self.ordinals.term(ord - (1 if 0 <= self._inserted < ord else 0))

    def terms(self, ords: Sequence[int]) -> list[bytes]:
        """Returns the terms of ordinals."""
        if self._missing is None:
            return self.ordinals.terms(ords)
        return [self.term(ord) for ord in ords]

    def seek(self, term: bytes) -> int:
        """Returns the first ordinal whose term is not before `term`, n_ords if there is none."""
        ord_, _ = self.ordinals.seek(term)
        return ord_ + (self._inserted >= 0 and self._missing is not None and self._missing < term)

    def all_ords(self) -> NDArray[np.int64]:
        """Returns the ordinals of all terms, of a key of a flattened field of its own."""
        if not self._key_prefix:
            return np.arange(self.n_ords, dtype=np.int64)
        end = self._key_prefix[:-1] + b"\1"
        return np.arange(self.seek(self._key_prefix), self.seek(end), dtype=np.int64)

    def encode(self, value: object) -> bytes:
        """Returns the term of a value of the request; raises IllegalArgumentError for one that the type cannot have."""
        if self.field is None or (self.is_text and isinstance(value, str)):
            return str(value).encode()  # as it stands: no normalizer sees it
        return self.field.type.index_term(value)

    def select(self, terms: Sequence[bytes], regexp: str | None) -> NDArray[np.bool_]:
        """Returns for every ordinal whether its term is one of some, or fits a regular expression."""
        selected = np.zeros(self.n_ords, np.bool_)
        if regexp is not None:
            self._select_fitting(regexp, selected)
        for term in terms:
            ord_, found = self.ordinals.seek(term)
            if found:
                selected[self._shifted(np.array([ord_], np.int32))] = True
            elif term == self._missing:
                selected[self._missing_ord] = True
        return selected

    def _select_fitting(self, regexp: str, selected: NDArray[np.bool_]) -> None:
        pattern = parse_regexp(regexp)
        if self._key_prefix:
            pattern = sequence(literal(self._key_prefix.decode()), pattern)
        matcher = TermMatcher(PatternAutomaton(pattern, source=regexp))
        for place, dictionary in enumerate(self.ordinals.dictionaries):
            if dictionary is not None:
                ords = matcher.ords(dictionary, 0, len(dictionary)).astype(np.int32)
                selected[self._shifted(self.ordinals.to_global(place, ords))] = True
        if self._inserted >= 0 and self._missing is not None:
            selected[self._inserted] = matcher.accepts(self._missing.decode("utf-8", "replace"))

    def text(self, term: bytes) -> str:
        """Returns a term as it is shown."""
        return term.decode() if self.field is None else str(self.field.type.from_term(term))

    def texts(self, ords: NDArray[np.int64]) -> Strings:
        """Returns terms as they are shown: bytes of UTF-8, and where each of ords begins and ends in them."""
        if self.is_text and self._missing is None and len(ords) * _FEW_OF_ALL >= self.n_ords:
            blob, starts, ends = self.ordinals.strings()
            return blob, starts[ords], ends[ords]
        terms = self.terms(ords.tolist())
        if not self.is_text:
            terms = [self.text(term).encode("utf-8", "surrogatepass") for term in terms]
        ends = np.cumsum(np.fromiter(map(len, terms), np.int64, len(terms)))
        blob = np.frombuffer(b"".join(terms) or b"\0", np.uint8)
        return blob, np.concatenate((np.zeros(min(1, len(ends)), np.int64), ends[:-1])), ends

    def hashes(self) -> NDArray[np.uint64]:
        """Returns a 64-bit hash of the term of each ordinal, the same on every shard."""
        hashes = self.ordinals.hashes
        if self._inserted < 0 or self._missing is None:
            return hashes
        return np.insert(hashes, self._inserted, np.uint64(hash_of(self._missing)))

    def partition_hashes(self) -> NDArray[np.int32]:
        """Returns the hash of the term of each ordinal by which partitions are made."""
        hashes = self.ordinals.partition_hashes
        if self._inserted < 0 or self._missing is None:
            return hashes
        term = np.frombuffer(self._missing, np.uint8)
        return np.insert(hashes, self._inserted, hashes_of_terms(term, np.zeros(1, np.int64), np.array([len(term)]))[0])

    @property
    def is_by_name(self) -> bool:
        """Whether the field has a column of its name, by which its terms are numbered."""
        return self.field is not None and self._constant is None and self.field.column == self.field.name

    def column(self, leaf: Leaf) -> OrdinalColumn | None:
        """Returns the column in one segment, None if it has none there."""
        return None if self.field is None or self._constant is not None else leaf.reader.ordinals(self.field.column)

    def read(self, leaf: Leaf, docs: NDArray[np.int32] | None) -> ReadOrds:
        """Returns the ordinals of docs: (n,) int32 in any order; None: all docs of the segment."""
        ords, owners = self.present(leaf, docs)
        if self._missing_ord < 0 or owners is None:
            return ords, owners
        return self._filled(ords, owners, leaf.segment.max_doc if docs is None else len(docs))

    def present(self, leaf: Leaf, docs: NDArray[np.int32] | None) -> ReadOrds:
        """Returns the ordinals of docs as `read` does, without those of `missing`."""
        column = self.column(leaf)
        if column is None:
            return np.empty(0, np.int32), np.empty(0, np.int32)
        ords, owners = _read(column, docs)
        return self._global(leaf, ords), owners

    def plain_column(self, leaf: Leaf) -> OrdinalColumn | None:
        """Returns the column of a segment if its ordinals are those of the shard, one per document; else None."""
        column = self.column(leaf)
        if column is None or column.starts is not None or self._missing_ord >= 0:
            return None
        return column if self.ordinals.maps[leaf.segment.ord] is None else None

    def doc_frequencies(self, leaf: Leaf) -> NDArray[Any] | None:
        """Returns in how many documents of a segment, deleted ones included, each term is; None if nothing says so."""
        frequencies = self._frequencies(leaf)
        return None if frequencies is None or self.ordinals.maps[leaf.segment.ord] is not None else frequencies

    def doc_frequencies_of(self, leaf: Leaf, ords: NDArray[np.int64]) -> NDArray[np.int64] | None:
        """Returns what `doc_frequencies` has of some terms, also of segments that lack others of the field's terms."""
        frequencies = self._frequencies(leaf)
        if frequencies is None:
            return None
        mapping = self.ordinals.maps[leaf.segment.ord]
        if mapping is None:
            return frequencies[ords].astype(np.int64)
        places = np.minimum(np.searchsorted(mapping, ords), len(mapping) - 1)
        return np.where(mapping[places] == ords, frequencies[places], 0).astype(np.int64)

    def _frequencies(self, leaf: Leaf) -> NDArray[Any] | None:
        column = self.column(leaf)
        if column is None or self._missing_ord >= 0:
            return None
        is_whole = self.field is not None and self.field.structures.index != "none" and not self._key_prefix
        return column.dictionary.doc_freqs if is_whole and isinstance(column.dictionary, TermsReader) else None

    def _global(self, leaf: Leaf, ords: NDArray[np.int32]) -> NDArray[np.int32]:
        if leaf.spans_segments:
            return self._shifted(ords)
        return self._shifted(self.ordinals.to_global(leaf.segment.ord, ords))

    def _shifted(self, result: NDArray[np.int32]) -> NDArray[np.int32]:
        return result + (result >= self._inserted).astype(np.int32) if self._inserted >= 0 else result

    def _filled(self, ords: NDArray[np.int32], owners: NDArray[np.int32], n_docs: int) -> ReadOrds:
        has = np.zeros(n_docs, np.bool_)
        has[owners] = True
        without = np.flatnonzero(~has).astype(np.int32)
        stand_in = np.full(len(without), self._missing_ord, np.int32)
        return np.concatenate((ords, stand_in)), np.concatenate((owners, without))


def ordinal_values(field: MappedField | None, missing: bytes | None, ctx: ShardContext) -> OrdinalValues:
    """Returns the terms of a field, of no documents for None; see OrdinalValues."""
    if missing is not None:
        return OrdinalValues(field, missing, ctx)
    if field is not None and (field.column != field.name or ctx.constant(field.name) is not None):
        # an object of its own in every search
        return OrdinalValues(field, None, ctx)
    return remembered(ctx.searcher, ("ordinals", id(field)), lambda: OrdinalValues(field, None, ctx))


def _read(column: OrdinalColumn, docs: NDArray[np.int32] | None) -> ReadOrds:
    if column.starts is not None:
        if docs is not None:
            return column.values(docs)
        counts = np.diff(column.starts)
        return column.ords.astype(np.int32), np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    numbers, ords = with_ordinal(column.ords, docs)
    return ords, numbers


def _constant_term(field: MappedField | None) -> bytes | None:
    constant = None if field is None else field.type.constant
    return None if constant is None else constant.encode()


def hash_of(term: bytes) -> int:
    """Returns the hash that `GlobalOrdinals.hashes` has of a term."""
    found = np.empty(1, np.uint64)
    value_hashes.hash_terms(np.frombuffer(term, np.uint8), np.zeros(1, np.int64), np.array([len(term)]), found)
    return int(found[0])
