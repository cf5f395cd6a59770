"""Finds a document of a snapshot by its id."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from findling.search.context import SegmentContext, ShardContext


def find_doc(context: ShardContext, doc_id: str) -> tuple[SegmentContext, int] | None:
    """Returns where a live document is in a snapshot, None if it is not there."""
    key = [doc_id.encode("utf-8", "surrogatepass")]
    for segment in reversed(context.segments):
        doc = int(segment.reader.ids.lookup(key)[0])
        if doc >= 0 and (segment.live is None or segment.live.get(doc)):
            return segment, doc
    return None
