"""Brings documents into published indices.

The index is brought from the place, the documents are written to it here, and it is published again on the
condition that nobody else has meanwhile: else everything begins anew. So what an event brings is there as a whole
or not at all.
"""

import logging
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

import orjson

from findling.node.documents.bulk import DEFAULT_OPTIONS, write_items
from findling.node.documents.bulk_item import BulkItem
from findling.node.documents.bulk_request import BulkDefaults, parse_bulk
from findling.node.published.copies import Copies
from findling.node.published.publish import Condition, Published, publish_index
from findling.node.services.node import Node
from findling.published.errors import PlaceError, PublishConflictError
from findling.published.manifest import PublishedIndex
from findling.published.place import Place

logger = logging.getLogger("findling.serverless")
_TRIES: Final = 50
_PAUSE_S: Final = 0.02
_LONGEST_PAUSE_S: Final = 2.0
_REMEMBERED: Final = 10_000
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Document:
    """A document to index. source: its JSON"""

    id: str
    source: bytes


@dataclass(frozen=True, slots=True)
class Source:
    """Where documents come from. key: of an object; version: its ETag. The same version of a key is indexed once."""

    key: str
    version: str


@dataclass(slots=True)
class Written:
    """What became of documents.

    refused: number, type and reason of each that was; skipped: whether they were there already; generation: of the
    manifest
    """

    indexed: int = 0
    refused: list[tuple[int, str, str]] = field(default_factory=list)
    skipped: bool = False
    generation: int = 0


class Writer:
    """Writes to the indices of one place, with a node of its own. One call at a time; others may write elsewhere."""

    def __init__(self, node: Node, place: Place) -> None:
        self._node = node
        self._place = place
        self._copies = Copies(node, place, read_only=False)
        self._bases: dict[str, str] = {}

    def write(
        self, index: str, documents: Sequence[Document], source: Source | None = None, pipeline: str | None = None
    ) -> Written:
        """Indexes documents. Raises PlaceError, and what the creation of an index raises.

        source: what an earlier version of it had brought goes, where the ids are those of `document_id`
        """

        def change(published: PublishedIndex | None) -> Written | None:
            before = {} if published is None else published.sources
            known = None if source is None else before.get(source.key)
            if source is not None and known is not None and known.partition(" ")[0] == source.version:
                return None
            items = self._items(index, documents, source, known, pipeline)
            write_items(self._node, items, DEFAULT_OPTIONS)
            return _written(items, len(documents))

        def sources(published: PublishedIndex | None) -> Mapping[str, str]:
            before = {} if published is None else published.sources
            return before if source is None else _with_source(before, source, len(documents))

        written, made = self._changed(index, change, sources)
        if written is None:
            return Written(skipped=True)
        written.generation = 0 if made is None else made.generation
        return written

    def compact(self, index: str, max_segments: int = 1) -> bool:
        """Merges the segments of an index. Returns whether there was anything to do. Raises PlaceError."""

        def change(published: PublishedIndex | None) -> bool | None:
            if published is None or all(len(shard.commit["segments"]) <= max_segments for shard in published.shards):
                return None
            for shard in self._node.indices.named(index).shards():
                shard.force_merge(max_num_segments=max_segments)
            return True

        done, _ = self._changed(index, change, lambda published: {} if published is None else published.sources)
        return bool(done)

    def _changed(
        self,
        index: str,
        change: Callable[[PublishedIndex | None], T | None],
        sources: Callable[[PublishedIndex | None], Mapping[str, str]],
    ) -> tuple[T | None, Published | None]:
        """Changes the local copy of what is published, and publishes it; begins again when somebody else was faster.

        change: returns None if there is nothing to do
        """
        for tried in range(_TRIES):
            published = self._place.read().manifest.indices.get(index)
            self._catch_up(index, published)
            self._bases.pop(index, None)  # until it is published, the copy is of nobody
            done = change(published)
            metadata = self._node.cluster.state.indices.get(index)
            if done is None or metadata is None:
                if published is not None:
                    self._bases[index] = published.id
                return done, None
            base = "" if published is None else published.id
            try:
                made = publish_index(self._node, metadata, self._place, Condition(base=base), sources(published))
            except PublishConflictError:
                logger.info("somebody else was faster, beginning again index=%s tried=%d", index, tried + 1)
                _pause(tried)
                continue
            self._bases[index] = made.index.id
            return done, made
        raise PlaceError.of(self._place.url, f"index [{index}]: other writers were faster each time")

    def _catch_up(self, index: str, published: PublishedIndex | None) -> None:
        """Makes the local copy what is published; one that was changed and not published is given up."""
        base, is_there = self._bases.get(index), index in self._node.cluster.state.indices
        if is_there and (base is None or published is None):
            self._copies.remove(index)
        if published is not None and base != published.id:
            self._copies.renew(index, published)

    def _items(
        self, index: str, documents: Sequence[Document], source: Source | None, known: str | None, pipeline: str | None
    ) -> list[BulkItem]:
        """Returns the writes: the documents, then deletes of those that an earlier version of the source had more."""
        lines = [part for one in documents for part in (orjson.dumps({"index": {"_id": one.id}}), one.source.strip())]
        if source is not None and known is not None:
            earlier = int(known.partition(" ")[2] or 0)
            gone = (document_id(source.key, number) for number in range(len(documents) + 1, earlier + 1))
            lines += [orjson.dumps({"delete": {"_id": one}}) for one in gone]
        body = b"\n".join(lines) + b"\n"
        return parse_bulk(body, BulkDefaults(index, None, pipeline)) if lines else []


def document_id(key: str, number: int) -> str:
    """Returns the id of a document of an object that has none of its own. number: of the document, from 1"""
    return f"{key}:{number}"


def _written(items: Sequence[BulkItem], documents: int) -> Written:
    refused = [(number, item.error) for number, item in enumerate(items[:documents]) if item.error is not None]
    return Written(documents - len(refused), [(number, error.type, error.reason) for number, error in refused])


def _with_source(before: Mapping[str, str], source: Source, documents: int) -> dict[str, str]:
    """Returns what has been indexed, the newest last; the oldest is forgotten where there are too many."""
    kept = {key: version for key, version in before.items() if key != source.key}
    kept[source.key] = f"{source.version} {documents}"
    return dict(list(kept.items())[-_REMEMBERED:])


def _pause(tried: int) -> None:
    time.sleep(random.uniform(0, min(_LONGEST_PAUSE_S, _PAUSE_S * 2 ** min(tried, 8))))
