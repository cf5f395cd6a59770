"""A searcher over a few documents that are in no shard: parsed and analysed as if they were, and gone afterwards."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import orjson

from findling.codec.memory_segment import segment_in_memory
from findling.index.buffer import BufferedDocuments
from findling.index.searcher import Searcher, SegmentView
from findling.index.segment_entry import SegmentEntry
from findling.index.segment_files import segment_data
from findling.mapping.mapping import Mapping

TEMPORARY_ID = "_temp_id"


def memory_searcher(mapping: Mapping, documents: Sequence[bytes]) -> Searcher:
    """Returns a searcher of one segment that has the documents, each after its nested ones, in their order.

    documents: JSON texts, at least one
    Raises the FindlingError of the first document that the mapping cannot take. New fields are mapped for these
    documents alone.
    """
    count = len(documents)
    sources: list[dict[str, Any]] = [orjson.loads(document) for document in documents]
    ids = [TEMPORARY_ID] * count
    batch = mapping.parse_batch(ids, sources, raw=documents.__getitem__)
    if batch.mapping_update is not None:
        mapping = mapping.merge(batch.mapping_update, adding=True)
        batch = mapping.parse_batch(ids, sources, raw=documents.__getitem__)
    if batch.errors:
        raise batch.errors[min(batch.errors)]
    numbers = np.zeros(count, np.int64)
    buffered = BufferedDocuments(batch, ids, [documents], [None] * count, numbers, numbers, numbers, numbers)
    reader = segment_in_memory(segment_data(buffered, mapping.context.analysis))
    entry = SegmentEntry(reader, None, _forget)
    return Searcher([SegmentView(entry, None, 0)], 0, -1)


def _forget(entry: SegmentEntry) -> None:
    """Nothing has to be removed."""
