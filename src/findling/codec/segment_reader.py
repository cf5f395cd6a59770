"""What index and search see of one segment."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from findling.base.work.current import kept
from findling.codec.bitmap import Bitmap
from findling.codec.columns.doc_numbers import DocNumbers
from findling.codec.columns.numeric import NumericColumn
from findling.codec.columns.ordinals import OrdinalColumn
from findling.codec.columns.shapes import ShapeColumn
from findling.codec.columns.uninverting import uninverted
from findling.codec.field_structures import structures_of_json
from findling.codec.ids import IdReader
from findling.codec.index_sort import IndexSort, sort_of_json
from findling.codec.postings.postings import TermPostings, TermsReader
from findling.codec.postings.terms import TermDictionary
from findling.codec.segment import Segment
from findling.codec.stored.source import SourceReader
from findling.codec.vectors.graph import LEAST_ROWS, VectorGraph, open_quantized
from findling.codec.vectors.vector_column import VectorColumn
from findling.codec.vectors.vector_comparison import VectorComparison, comparison_of, comparison_of_quantized
from findling.kernels.vectors.graph_walk import GraphArrays
from findling.mapping.parsed_batch import FieldStructures
from findling.mapping.vector_structures import VectorStructures

__all__ = ["FieldInfo", "NumericColumn", "OrdinalColumn", "SegmentReader", "TermPostings", "TermsReader"]

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class FieldInfo:
    """What a segment says about one field.

    doc_count: documents with at least one term; value_count: documents with any value; both count deleted documents
    sum_doc_freq, sum_total_term_freq: over all terms; 0 where the field has no postings
    """

    name: str
    structures: FieldStructures
    doc_count: int
    value_count: int
    sum_doc_freq: int
    sum_total_term_freq: int


# numbers that every document has beside its fields, and that may be read like these
_OWN_NUMBERS: Final = ("_seq_no", "_version")


class SegmentReader:
    """One open segment. Thread-safe; structures are opened, and their checksums checked, when first asked for.

    name: file name without suffix; max_doc: number of documents, deleted and nested ones included
    fields: by full name
    index_sort: what the documents are in the order of; empty: of their coming
    """

    def __init__(self, segment: Segment) -> None:
        self.segment = segment
        self.path = segment.path
        self.name = segment.path.stem
        self.max_doc: int = segment.meta["max_doc"]
        self.index_sort: IndexSort = sort_of_json(segment.meta.get("sort", ()))
        self._metas: dict[str, dict[str, Any]] = segment.meta["fields"]
        self.fields: Mapping[str, FieldInfo] = {name: _field_info(name, meta) for name, meta in self._metas.items()}
        self._opened: dict[tuple[str, str], Any] = {}
        self._lock = threading.RLock()

    @classmethod
    def open(cls, path: Path | str) -> Self:
        """Opens a segment file; raises CorruptIndexError if its directory is damaged."""
        return cls(Segment.open(path))

    @property
    def size_bytes(self) -> int:
        """The size of the file."""
        return self.segment.size_bytes

    def close(self) -> None:
        """Closes the file; arrays that were handed out stay valid."""
        with self._lock:
            self._opened.clear()
        self.segment.close()

    def verify(self) -> None:
        """Checks every byte of the file; raises CorruptIndexError."""
        self.segment.verify()

    @cached_property
    def roots(self) -> Bitmap | None:
        """The root documents; None if all are."""
        words = self.segment.get("_roots/words")
        return None if words is None else Bitmap(words, self.max_doc)

    @cached_property
    def ids(self) -> IdReader:
        """Ids by document and documents by id."""
        return IdReader(self.segment)

    @cached_property
    def source(self) -> SourceReader:
        """Stored sources."""
        return SourceReader(self.segment)

    @cached_property
    def seq_nos(self) -> DocNumbers:
        """Sequence number of each document."""
        return self._doc_numbers("_seq_no")

    @cached_property
    def primary_terms(self) -> DocNumbers:
        """Primary term of each document."""
        return self._doc_numbers("_primary_term")

    @cached_property
    def versions(self) -> DocNumbers:
        """Version of each document."""
        return self._doc_numbers("_version")

    @cached_property
    def routing(self) -> OrdinalColumn | None:
        """Routing values by document; None if no document has one."""
        if not self.segment.has("_routing/ordinals"):
            return None
        presence = Bitmap.empty(self.max_doc)  # tells the column that some may be missing
        return OrdinalColumn.open(self.segment, "_routing", TermDictionary(self.segment, "_routing"), presence)

    def routing_of(self, docs: NDArray[np.int32] | Sequence[int]) -> list[str | None]:
        """Returns the routing value of each document, None where it has none."""
        if self.routing is None:
            return [None] * len(docs)
        ords = self.routing.single(np.asarray(docs, np.int32)).tolist()
        return [None if ord < 0 else self.routing.dictionary.term(ord).decode() for ord in ords]

    def terms(self, field: str) -> TermsReader | None:
        """Returns terms and postings; None if the field is not indexed here."""
        opened: TermsReader | None = self._opened.get(("terms", field))
        if opened is not None:
            return opened
        if not self.segment.has(f"{field}/blocks.last_doc"):
            return None
        return self._once("terms", field, lambda: TermsReader(self.segment, field, self._metas[field]))

    def norms(self, field: str) -> NDArray[np.uint8] | None:
        """Returns (max_doc,) uint8, see codec.norms, 0 where absent; None if the field has no norms here."""
        return self.segment.get(f"{field}/norms")

    def numeric(self, field: str) -> NumericColumn | None:
        """Returns the numbers of a field; None if it has none here."""
        meta = self._metas.get(field, {}).get("numeric")
        if field in _OWN_NUMBERS:
            numbers = self.seq_nos if field == "_seq_no" else self.versions
            return self._once("numeric", field, numbers.as_column)
        if meta is None:
            return None
        presence = self._partial_presence(field)
        return self._once(
            "numeric", field, lambda: NumericColumn.open(self.segment, field, self.max_doc, meta, presence)
        )

    def _ordinals_of_key(self, field: str) -> OrdinalColumn | None:
        name, _, key = field.partition("\0")
        column = self.ordinals(name)
        if column is None:
            return None
        low, high = column.dictionary.prefix_range(key.encode() + b"\0")
        return self._once("ordinals", field, lambda: column.restricted(low, high))

    def ordinals(self, field: str) -> OrdinalColumn | None:
        """Returns the ordinals of a field, made from its postings if it is analysed; None if it has none here.

        field: its name; NAME NUL KEY for those of its terms that begin with KEY NUL
        """
        if field not in self._metas:
            return self._ordinals_of_key(field) if "\0" in field else None
        terms, presence = self.terms(field), self._partial_presence(field)
        if not self.segment.has(f"{field}/ordinals"):
            if terms is None or self.fields[field].structures.doc_values != "ordinals":
                return self._uninverted(field)
            return self._once(
                "ordinals",
                field,
                lambda: OrdinalColumn.of_unique(terms.unique_docs(), self.max_doc, terms, presence),
            )
        dictionary = terms or TermDictionary(self.segment, field)
        return self._once("ordinals", field, lambda: OrdinalColumn.open(self.segment, field, dictionary, presence))

    def _uninverted(self, field: str) -> OrdinalColumn | None:
        terms = self.terms(field)
        if terms is None or not self.fields[field].structures.is_text:
            return None
        presence = self._partial_presence(field)
        # an ordinal of each posting, and where the documents begin
        size = 4 * (terms.sum_doc_freq + self.max_doc)
        return self._once(
            "uninverted", field, lambda: kept(size, field, lambda: uninverted(terms, self.max_doc, presence))
        )

    def shapes(self, field: str) -> ShapeColumn | None:
        """Returns the geometries of a field; None if it has none here."""
        ordinals = self.ordinals(field)
        return None if ordinals is None else self._once("shapes", field, lambda: ShapeColumn.open(ordinals))

    def vectors(self, field: str) -> VectorColumn | None:
        """Returns the vectors of a field; None if it has none here."""
        if not self.segment.has(f"{field}/vectors"):
            return None
        return self._once("vectors", field, lambda: VectorColumn.open(self.segment, field))

    def comparison(self, field: str, structures: VectorStructures, quantized: bool = True) -> VectorComparison | None:
        """Returns how the vectors of a field are compared; None if it has none here.

        structures: those of the mapping, for a segment from before there were any; quantized: as comparison_of has it
        """
        column = self.vectors(field)
        if column is None:
            return None
        own = self.fields[field].structures.vectors or structures
        kind = f"comparison {own} {quantized}"
        stored = self._metas[field].get("quantization")
        if stored is not None and quantized:
            dims = column.matrix.shape[1]
            return self._once(
                kind,
                field,
                lambda: self._stored_comparison(field, stored, own, dims),
            )
        return self._once(kind, field, lambda: comparison_of(column.matrix, own, quantized))

    def _stored_comparison(
        self, field: str, meta: dict[str, Any], structures: VectorStructures, dims: int
    ) -> VectorComparison:
        quantization, numbers, corrections = open_quantized(self.segment, field, meta)
        return comparison_of_quantized(numbers, corrections, quantization, structures, dims)

    def graph(self, field: str) -> VectorGraph | None:
        """Returns the graph of a field's vectors; None if there is none."""
        meta = self._metas.get(field, {}).get("graph")
        return None if meta is None else self._once("graph", field, lambda: VectorGraph.open(self.segment, field, meta))

    def graph_arrays(self, field: str) -> GraphArrays | None:
        """Returns the graph of a field's vectors as kernels take it; None if there is none."""
        graph = self.graph(field)
        return None if graph is None else self._once("graph arrays", field, graph.arrays)

    @cached_property
    def lacks_graphs(self) -> bool:
        """Whether there are fields with so many vectors that they should have a graph and have none."""
        return any(
            info.structures.vectors is not None
            and info.structures.vectors.m > 0
            and info.value_count >= LEAST_ROWS
            and "graph" not in self._metas[name]
            for name, info in self.fields.items()
        )

    def presence(self, field: str) -> Bitmap | None:
        """Returns the documents with any value of a field; None if no document here has the field."""
        if field not in self._metas:
            return None
        return self._partial_presence(field) or self._full

    @cached_property
    def _full(self) -> Bitmap:
        return Bitmap.full(self.max_doc)

    def _partial_presence(self, field: str) -> Bitmap | None:
        """Returns the documents with a value, None if all have one."""
        if not self.segment.has(f"{field}/presence"):
            return None
        return self._once("presence", field, lambda: Bitmap(self.segment.array(f"{field}/presence"), self.max_doc))

    def uninverted_columns(self) -> dict[str, OrdinalColumn]:
        """Returns the columns that were made from postings so far, by field."""
        with self._lock:
            return {field: column for (kind, field), column in self._opened.items() if kind == "uninverted"}

    def forget_uninverted(self) -> None:
        """Lets these columns go; a search that wants one makes it again."""
        with self._lock:
            for kind, field in [key for key in self._opened if key[0] == "uninverted"]:
                del self._opened[kind, field]

    def _doc_numbers(self, name: str) -> DocNumbers:
        return DocNumbers.open(self.segment, name, self.max_doc)

    def _once(self, kind: str, field: str, open_structure: Callable[[], _T]) -> _T:
        """Returns the structure, opened at the first call."""
        found: _T | None = self._opened.get((kind, field))
        if found is None:
            with self._lock:
                found = self._opened.get((kind, field))
                if found is None:
                    found = self._opened[kind, field] = open_structure()
        return found


def _field_info(name: str, meta: dict[str, Any]) -> FieldInfo:
    return FieldInfo(
        name,
        structures_of_json(meta["structures"]),
        meta.get("doc_count", meta["value_count"]),
        meta["value_count"],
        meta.get("sum_doc_freq", 0),
        meta.get("sum_total_term_freq", 0),
    )
