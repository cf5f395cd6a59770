"""Writes a new segment from the values of its documents."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from findling.codec.bitmap import Bitmap
from findling.codec.byte_strings import ByteStrings
from findling.codec.columns.doc_numbers import write_doc_numbers
from findling.codec.columns.ordinals import write_ordinals
from findling.codec.field_values import FieldValues, NumberValues, SegmentData, TermValues, TextTokens
from findling.codec.field_writer import write_field
from findling.codec.ids import write_ids
from findling.codec.index_sort import IndexSort, sort_json
from findling.codec.postings.terms import write_terms
from findling.codec.segment import SegmentWriter
from findling.codec.stored.source_writer import write_hasty_source

__all__ = ["FieldValues", "NumberValues", "SegmentData", "TermValues", "TextTokens", "write_segment"]

DOC_NUMBERS = ("_seq_no", "_primary_term", "_version")


def write_segment(path: Path | str, data: SegmentData, sync: bool = True) -> int:
    """Writes a segment file and returns its size in bytes; the caller syncs the directory.

    sync: false leaves out the file's sync. If anything goes wrong no file remains.
    """
    with SegmentWriter(path) as writer:
        write_structures(writer, data)
        return writer.close(sync)


def write_structures(writer: SegmentWriter, data: SegmentData) -> None:
    """Gives a writer all arrays and the meta data of a segment."""
    fields = {field.name: write_field(writer, data.max_doc, field) for field in data.fields}
    write_ids(writer, ByteStrings.from_list(data.ids))
    write_hasty_source(writer, data.sources)
    for name, numbers in zip(DOC_NUMBERS, (data.seq_nos, data.primary_terms, data.versions), strict=True):
        writer.meta[name] = write_doc_numbers(writer, name, np.asarray(numbers, np.int64))
    write_routings(writer, data.routings)
    if data.root_mask is not None and not data.root_mask.all():
        writer.add("_roots/words", Bitmap.from_mask(data.root_mask).words)
    writer.meta |= {"max_doc": data.max_doc, "fields": fields, **sort_meta(data.index_sort)}


def sort_meta(sort: IndexSort) -> dict[str, object]:
    """Returns what the directory says about the order of the documents: nothing without an index sort."""
    return {"sort": sort_json(sort)} if sort else {}


def write_routings(writer: SegmentWriter, routings: Sequence[str | None] | None) -> None:
    """Writes the routing values as ordinals into a dictionary; nothing if no document has one."""
    if routings is None or all(routing is None for routing in routings):
        return
    docs = np.array([doc for doc, routing in enumerate(routings) if routing is not None], np.int32)
    terms, ords = ByteStrings.from_list([routing.encode() for routing in routings if routing is not None]).distinct()
    write_terms(writer, "_routing", terms)
    write_ordinals(writer, "_routing", len(routings), docs, ords)
