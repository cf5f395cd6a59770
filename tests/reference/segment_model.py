"""Documents as plain Python objects, and the segment that holds them: the model of the codec tests."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from findling.codec.field_values import FieldValues, NumberValues, SegmentData, TermValues, TextTokens
from findling.mapping.parsed_batch import FieldStructures

STRUCTURES = {
    "body": FieldStructures("text", "positions", norms=True),
    "notes": FieldStructures("text", "offsets"),
    "tags": FieldStructures("term", "docs", doc_values="ordinals"),
    "label": FieldStructures("term", "none", doc_values="ordinals"),
    "size": FieldStructures("long", doc_values="numeric"),
    "price": FieldStructures("double", doc_values="numeric"),
}


@dataclass
class Doc:
    """One document; body and notes are lists of (term, position), in order of position."""

    id: str
    source: bytes = b"{}"
    seq_no: int = 0
    version: int = 1
    routing: str | None = None
    root: bool = True
    body: list[tuple[str, int]] = field(default_factory=list)
    notes: list[tuple[str, int]] = field(default_factory=list)
    tags: list[bytes] = field(default_factory=list)
    label: list[bytes] = field(default_factory=list)
    size: list[int] = field(default_factory=list)
    price: list[float] = field(default_factory=list)


def segment_data(docs: Sequence[Doc]) -> SegmentData:
    """Returns what makes a segment of these documents."""
    fields = [field for name in STRUCTURES if (field := _field(name, docs)) is not None]
    return SegmentData(
        len(docs),
        [doc.id.encode() if doc.root else b"" for doc in docs],
        [doc.source if doc.root else b"" for doc in docs],
        np.array([doc.seq_no for doc in docs], np.int64),
        np.ones(len(docs), np.int64),
        np.array([doc.version for doc in docs], np.int64),
        fields,
        [doc.routing for doc in docs],
        np.array([doc.root for doc in docs], np.bool_),
    )


def _field(name: str, docs: Sequence[Doc]) -> FieldValues | None:
    rows = [(number, value) for number, doc in enumerate(docs) for value in getattr(doc, name)]
    if not rows:
        return None
    numbers = np.array([number for number, _ in rows], np.int32)
    values = [value for _, value in rows]
    structures = STRUCTURES[name]
    if structures.kind == "text":
        return FieldValues(name, structures, _tokens(numbers, values))
    if structures.kind == "term":
        return FieldValues(name, structures, TermValues(numbers, values))
    dtype = np.int64 if structures.kind == "long" else np.float64
    return FieldValues(name, structures, NumberValues(numbers, np.array(values, dtype)))


def _tokens(numbers: np.ndarray, values: list[tuple[str, int]]) -> TextTokens:
    terms = list(dict.fromkeys(term for term, _ in values))
    ids = np.array([terms.index(term) for term, _ in values], np.int32)
    positions = np.array([position for _, position in values], np.int32)
    lengths = np.array([len(term) for term, _ in values], np.int32)
    return TextTokens(terms, ids, numbers, positions, positions * 7, positions * 7 + lengths)


def postings(docs: Sequence[Doc], name: str) -> dict[str, dict[int, list[int]]]:
    """Returns the positions by term and document, from the definition."""
    found: dict[str, dict[int, list[int]]] = {}
    for number, doc in enumerate(docs):
        for term, position in getattr(doc, name):
            found.setdefault(term, {}).setdefault(number, []).append(position)
    return found
