"""Get by id: from the buffers if the document is new, else from the segments."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from findling.codec.ids import HashedIds
from findling.index.operations.operation import GetResult
from findling.index.searcher import SegmentView
from findling.index.segment_entry import SegmentEntry
from findling.index.shard_state import ShardState


@dataclass(slots=True)
class _Found:
    """Documents found in one segment, which is kept from going until they are read."""

    entry: SegmentEntry
    places: list[int]
    docs: npt.NDArray[np.int32]


class DocumentGetter:
    """Looks documents up. Ids are found under the write lock, sources are read outside it."""

    def __init__(self, state: ShardState) -> None:
        self._state = state

    def get_many(self, ids: Sequence[str], realtime: bool) -> list[GetResult | None]:
        """Returns the document of each id, None where there is none; an id may stand several times."""
        started = self._state.stats.now()
        distinct = list(dict.fromkeys(ids))
        results: dict[str, GetResult] = {}
        found = self._find_now(distinct, results) if realtime else self._find_refreshed(distinct)
        try:
            for place in found:
                self._read(place, distinct, results)
        finally:
            for place in found:
                place.entry.release()
        self._count(len(ids), sum(doc_id in results for doc_id in ids), started)
        return [results.get(doc_id) for doc_id in ids]

    def _find_now(self, ids: list[str], results: dict[str, GetResult]) -> list[_Found]:
        state = self._state
        with state.write_lock:
            state.check_not_closed()
            for doc_id in ids:
                recent = state.get_recent(doc_id)
                if recent is not None:
                    results[doc_id] = recent
            places = [i for i, doc_id in enumerate(ids) if doc_id not in results]
            found = [
                _Found(entry, [places[i] for i in which], docs)
                for entry, which, docs in state.find_in_segments([ids[i] for i in places])
            ]
            for place in found:
                place.entry.acquire()
        return found

    def _find_refreshed(self, ids: list[str]) -> list[_Found]:
        hashed = HashedIds([doc_id.encode("utf-8", "surrogatepass") for doc_id in ids])
        with self._state.write_lock:
            self._state.check_not_closed()
            searcher = self._state.searcher
            searcher.acquire()
        with searcher:
            found = [_find_in_view(view, hashed) for view in reversed(searcher.segments)]
            found = [place for place in found if place.places]
            for place in found:
                place.entry.acquire()
        return found

    def _read(self, found: _Found, ids: list[str], results: dict[str, GetResult]) -> None:
        """Adds the documents found in one segment to the results."""
        reader = found.entry.reader
        rows = zip(
            found.places,
            reader.source.get_many(found.docs),
            found.entry.versions_of(found.docs),
            reader.routing_of(found.docs),
            strict=True,
        )
        for place, source, version, routing in rows:
            doc_id = ids[place]
            results[doc_id] = GetResult(doc_id, source, version.version, version.seq_no, version.primary_term, routing)

    def _count(self, asked: int, found: int, started: float) -> None:
        stats = self._state.stats
        if found:
            stats.add(stats.counters.get_exists, found, started)
        if asked > found:
            stats.add(stats.counters.get_missing, asked - found, started)


def _find_in_view(view: SegmentView, ids: HashedIds) -> _Found:
    docs = view.reader.ids.lookup(ids)
    places = np.flatnonzero(docs >= 0)
    if view.live is not None:
        places = places[view.live.test(docs[places])]
    return _Found(view.entry, places.tolist(), docs[places])
