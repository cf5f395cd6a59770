"""What mapping gives to indexing: a batch of documents as typed columns, one per indexed field."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from findling.base.errors import FindlingError
from findling.mapping.time_series.identities import Identities
from findling.mapping.vector_structures import VectorStructures

IndexOptions = Literal["none", "docs", "freqs", "positions", "offsets"]
ColumnKind = Literal["text", "term", "long", "double", "vector"]
DocValues = Literal["none", "numeric", "ordinals"]


@dataclass(frozen=True, slots=True)
class FieldStructures:
    """The on-disk structures that one field gets.

    kind: what its parsed values are: text (str, to be analysed), term (bytes, taken as they are), long (int64), double
        (float64), vector (rows of equal length, float32 or int8, at most one per document)
    index: how much its postings hold; none means no inverted index
    analyzer: name of the index analyzer, for text
    norms: whether the length of the field in each document is kept for scoring
    doc_values: numeric column, ordinals into the sorted terms, or none
    position_gap: positions left free between two values of one document, for text
    discount_overlaps: whether tokens at the position of the one before them do not count in norms, for text
    suggestions: whether the terms are those of suggestions, whose weights are kept beside them
    vectors: how vectors are compared and found; None where they are not searched, and in segments from before there
        was that
    term_offsets: whether positions have offsets beside them though `index` does not say so, for term vectors; left out
        of a segment in which they go backwards
    """

    kind: ColumnKind
    index: IndexOptions = "none"
    analyzer: str | None = None
    norms: bool = False
    doc_values: DocValues = "none"
    position_gap: int = 100
    discount_overlaps: bool = True
    vectors: VectorStructures | None = None
    suggestions: bool = False
    term_offsets: bool = False

    @property
    def keeps_offsets(self) -> bool:
        """Whether postings have offsets."""
        return self.index == "offsets" or (self.term_offsets and self.index == "positions")

    @property
    def is_numeric(self) -> bool:
        """Whether values are numbers."""
        return self.kind in ("long", "double")

    @property
    def is_double(self) -> bool:
        """Whether values are doubles."""
        return self.kind == "double"

    @property
    def is_text(self) -> bool:
        """Whether values are texts that are cut into terms."""
        return self.kind == "text"

    @property
    def is_vector(self) -> bool:
        """Whether values are rows of a matrix."""
        return self.kind == "vector"

    @property
    def has_terms(self) -> bool:
        """Whether values are terms, or texts that are cut into them."""
        return self.kind in ("term", "text")


@dataclass(slots=True)
class FieldColumn:
    """The values of one field in one batch.

    docs: (n,) int32, non-decreasing, doc within the batch; a document with several values stands several times
    values: n values: list[str] or PackedTexts for text, list[bytes] or PackedBytes for term, int64 or float64 array for
        long and double, (n, dims) float32 or int8 array for vector
    """

    field: str
    structures: FieldStructures
    docs: npt.NDArray[np.int32]
    values: Any


@dataclass(slots=True)
class ParsedBatch:
    """Documents of one shard as columns. Docs are numbered within the batch; nested documents come before their root.

    n_docs: docs in the batch, nested ones included; failed inputs have none
    roots: (n_inputs,) int32, the doc of each input document, -1 where it failed
    root_mask: (n_docs,) bool, False for nested documents; None if there are none
    columns: by full field name; nested documents carry their path in the term column `_nested_path`,
        documents with ignored fields their names in `_ignored`
    errors: input number -> why it failed; that input is in no column
    mapping_update: mapping to merge (dynamic fields met); when not None the batch holds nothing else of use: merge,
        then parse again
    stored_source: turns a document's JSON text into what is stored of it; None: all is
    identities: what documents of time series are called; None for others
    """

    n_docs: int
    roots: npt.NDArray[np.int32]
    root_mask: npt.NDArray[np.bool_] | None = None
    columns: dict[str, FieldColumn] = field(default_factory=dict)
    errors: dict[int, FindlingError] = field(default_factory=dict)
    mapping_update: dict[str, Any] | None = None
    stored_source: Callable[[bytes], bytes] | None = None
    identities: Identities | None = None
