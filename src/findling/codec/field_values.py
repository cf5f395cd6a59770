"""What a segment is made from: the values of its documents, field by field."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from findling.analysis.packed_strings import PackedBytes
from findling.codec.index_sort import IndexSort
from findling.mapping.parsed_batch import FieldStructures


@dataclass(slots=True)
class TextTokens:
    """The tokens of one text field, in document order.

    terms: list[str], in any order, preferably distinct, may contain terms without tokens
    term_ids: (n_tokens,) int32, index into terms; docs: (n_tokens,) int32, non-decreasing
    positions: (n_tokens,) int32, non-decreasing within a document, gaps between several values included
    start_offsets, end_offsets: (n_tokens,) int32, or None
    value_docs: (n,) int32, non-decreasing, documents that have a value, even one without tokens; None: those with
        tokens
    """

    terms: list[str]
    term_ids: NDArray[np.int32]
    docs: NDArray[np.int32]
    positions: NDArray[np.int32]
    start_offsets: NDArray[np.int32] | None = None
    end_offsets: NDArray[np.int32] | None = None
    value_docs: NDArray[np.int32] | None = None


@dataclass(slots=True)
class TermValues:
    """The terms of one field that is not analysed.

    docs: (n,) int32, non-decreasing, a document with several values several times
    values: n bytes objects; or, with value_ids, the distinct ones in any order
    value_ids: (n,) int32, index into values; None: value i belongs to docs[i]
    """

    docs: NDArray[np.int32]
    values: Sequence[bytes]
    value_ids: NDArray[np.int32] | None = None


@dataclass(slots=True)
class NumberValues:
    """The numbers of one field.

    docs: (n,) int32, non-decreasing, a document with several values several times; values: (n,) int64 or float64
    """

    docs: NDArray[np.int32]
    values: NDArray[Any]


@dataclass(slots=True)
class VectorValues:
    """The vectors of one field.

    docs: (n,) int32, strictly increasing; values: (n, dims) float32 or int8, row i belongs to docs[i]
    """

    docs: NDArray[np.int32]
    values: NDArray[Any]


@dataclass(slots=True)
class FieldValues:
    """One field: its name, the structures it gets, its values.

    A field of kind text has TextTokens, one of kind term TermValues, long and double have NumberValues,
    one of kind vector VectorValues.
    """

    name: str
    structures: FieldStructures
    values: TextTokens | TermValues | NumberValues | VectorValues


@dataclass(slots=True)
class SegmentData:
    """All that goes into one new segment.

    max_doc: number of documents, nested ones included (they stand before their root)
    fields: read once, one at a time; may be a generator that makes each field's values when asked
    ids, sources: max_doc each, b"" for nested documents; packed sources stand for all that are in them
    seq_nos, primary_terms, versions: (max_doc,) int64, a nested document has those of its root
    routings: max_doc values, or None if no document has one
    root_mask: (max_doc,) bool, None if all are roots
    index_sort: what the documents are in the order of
    """

    max_doc: int
    ids: Sequence[bytes]
    sources: Sequence[bytes | PackedBytes]
    seq_nos: NDArray[np.int64]
    primary_terms: NDArray[np.int64]
    versions: NDArray[np.int64]
    fields: Iterable[FieldValues] = field(default_factory=list)
    routings: Sequence[str | None] | None = None
    root_mask: NDArray[np.bool_] | None = None
    index_sort: IndexSort = ()
