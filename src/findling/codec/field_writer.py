"""Writes the structures of one field: postings, norms, doc values, presence."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from findling.base.runs import distinct
from findling.codec.bitmap import Bitmap
from findling.codec.byte_strings import ByteStrings
from findling.codec.columns.norms import encode_lengths
from findling.codec.columns.numeric import write_numeric
from findling.codec.columns.ordinals import compact_ordinals, write_ordinals
from findling.codec.field_structures import structures_json
from findling.codec.field_values import FieldValues, NumberValues, TermValues, TextTokens, VectorValues
from findling.codec.postings.inversion import Tokens, invert
from findling.codec.postings.postings_writer import PostingsChunk, PostingsWriter
from findling.codec.postings.suggestions import write_weights
from findling.codec.postings.terms import write_terms
from findling.codec.segment import SegmentWriter
from findling.codec.vectors.vector_column import write_vectors
from findling.kernels.text import invert as kernel
from findling.mapping.parsed_batch import FieldStructures

_SAMPLE = 10_000
"""If half of so many values are distinct, sorting all is faster than hashing them first."""


def write_field(writer: SegmentWriter, max_doc: int, field: FieldValues) -> dict[str, object]:
    """Writes all arrays of one field and returns its meta data for the directory."""
    values = field.values
    meta: dict[str, Any] = {"structures": structures_json(field.structures)}
    if isinstance(values, NumberValues):
        meta["numeric"] = write_numeric(writer, field.name, max_doc, values.docs, values.values)
        present = values.docs
    elif isinstance(values, VectorValues):
        write_vectors(writer, field.name, values.docs, values.values)
        present = values.docs
    elif isinstance(values, TermValues):
        meta |= _write_terms(writer, max_doc, field, values)
        present = values.docs
    else:
        meta |= _write_text(writer, max_doc, field, values)
        present = values.docs if values.value_docs is None else values.value_docs
    meta |= write_presence(writer, field.name, max_doc, present)
    return meta


def write_presence(writer: SegmentWriter, field: str, max_doc: int, docs: NDArray[np.int32]) -> dict[str, object]:
    """Writes which documents have the field: a bitmap, unless all have."""
    count = count_changes(docs)
    if count < max_doc:
        writer.add(f"{field}/presence", Bitmap.from_docs(docs, max_doc).words)
    return {"value_count": count}


def count_changes(docs: NDArray[np.int32]) -> int:
    """Returns how many different documents there are; docs: (n,) int32, non-decreasing."""
    return int((docs[1:] != docs[:-1]).sum()) + 1 if len(docs) else 0


def write_norms(writer: SegmentWriter, field: str, norms: NDArray[np.uint8]) -> None:
    """Writes the norm byte of each document."""
    writer.add(f"{field}/norms", norms)


def write_postings(
    writer: SegmentWriter,
    max_doc: int,
    field: str,
    structures: FieldStructures,
    chunk: PostingsChunk,
    norms: NDArray[np.uint8] | None,
) -> dict[str, object]:
    """Writes the postings of all terms at once and returns their statistics."""
    postings = PostingsWriter(max_doc, structures.index != "docs", tuple(chunk.streams), norms)
    postings.append(chunk)
    postings.finish(writer, field)
    return postings.statistics()


def _write_text(writer: SegmentWriter, max_doc: int, field: FieldValues, values: TextTokens) -> dict[str, object]:
    structures = field.structures
    terms, ranks = ByteStrings.from_list([term.encode("utf-8", "surrogatepass") for term in values.terms]).distinct()
    norms = None
    if structures.norms:
        norms = encode_lengths(_field_lengths(max_doc, values, structures))
        write_norms(writer, field.name, norms)
    tokens = Tokens(ranks[values.term_ids], values.docs)
    if structures.index in ("positions", "offsets"):
        tokens.positions = values.positions
    if structures.keeps_offsets:
        tokens.start_offsets, tokens.end_offsets = values.start_offsets, values.end_offsets
    return _write_inverted(writer, max_doc, field, terms, tokens, norms)


def _field_lengths(max_doc: int, values: TextTokens, structures: FieldStructures) -> NDArray[np.int32]:
    """Returns the number of tokens of each document, (max_doc,); of distinct terms where frequencies are not kept.

    Source: computeNorm of Lucene's BM25Similarity.
    """
    if structures.index == "docs":
        return _distinct_terms(max_doc, values.docs, values.term_ids)
    if not structures.discount_overlaps:
        return np.bincount(values.docs, minlength=max_doc).astype(np.int32)
    lengths = np.zeros(max_doc, np.int32)
    kernel.field_lengths(values.docs, values.positions, lengths)
    return lengths


def _distinct_terms(max_doc: int, docs: NDArray[np.int32], term_ids: NDArray[np.int32]) -> NDArray[np.int32]:
    """Returns the number of distinct terms of each document, (max_doc,)."""
    pairs = distinct(docs.astype(np.int64) << 32 | term_ids)
    return np.bincount(pairs >> 32, minlength=max_doc).astype(np.int32)


def _write_terms(writer: SegmentWriter, max_doc: int, field: FieldValues, values: TermValues) -> dict[str, object]:
    structures = field.structures
    terms, ords = _term_ordinals(values)
    if structures.doc_values == "ordinals":
        n_indexed = None if structures.index == "none" else len(terms)
        write_ordinals(writer, field.name, max_doc, values.docs, ords, n_indexed)
    norms = None
    if structures.norms:
        distinct = structures.index == "docs"
        lengths = (
            _distinct_terms(max_doc, values.docs, ords) if distinct else np.bincount(values.docs, minlength=max_doc)
        )
        norms = encode_lengths(lengths)
        write_norms(writer, field.name, norms)
    return _write_inverted(writer, max_doc, field, terms, Tokens(ords, values.docs), norms)


def _term_ordinals(values: TermValues) -> tuple[ByteStrings, NDArray[np.int32]]:
    """Returns the sorted distinct terms and the ordinal of each value, (n,) int32."""
    if values.value_ids is not None:
        terms, ranks = ByteStrings.from_list(values.values).distinct()
        used, ords = compact_ordinals(ranks[values.value_ids], len(terms))
        return terms.take(used), ords
    sample = values.values[:_SAMPLE]
    if 2 * len(set(sample)) > len(sample):
        return ByteStrings.from_list(values.values).distinct()
    numbers = {value: number for number, value in enumerate(dict.fromkeys(values.values))}
    terms, ranks = ByteStrings.from_list(list(numbers)).distinct()
    return terms, ranks[np.fromiter(map(numbers.__getitem__, values.values), np.int32, len(values.docs))]


def _write_inverted(
    writer: SegmentWriter,
    max_doc: int,
    field: FieldValues,
    terms: ByteStrings,
    tokens: Tokens,
    norms: NDArray[np.uint8] | None,
) -> dict[str, object]:
    """Writes dictionary and postings; only the dictionary if the field is not indexed."""
    meta: dict[str, Any] = {"doc_count": count_changes(tokens.docs)}
    if field.structures.index == "none":
        write_terms(writer, field.name, terms)
        return meta
    chunk, used = invert(tokens, len(terms), field.name)
    if field.structures.index == "docs":
        chunk.freqs[:] = 1
    terms = terms if used.all() else terms.take(np.flatnonzero(used))
    write_terms(writer, field.name, terms)
    if field.structures.suggestions:
        write_weights(writer, field.name, terms)
    return meta | write_postings(writer, max_doc, field.name, field.structures, chunk, norms)
