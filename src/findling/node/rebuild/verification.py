"""Whether two indices hold the same documents: by their number, and by a sum of hashes that no order changes."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

import numpy as np

from findling.base.errors import IllegalStateError
from findling.index.searcher import Searcher, SegmentView
from findling.mapping.documents.stored_source import source_of
from findling.node.services.index_service import IndexService

_AT_ONCE: Final = 1000
_MODULUS: Final = 1 << 64


@dataclass(frozen=True, slots=True)
class Digest:
    """What a set of documents comes to."""

    count: int = 0
    sum: int = 0

    def plus(self, other: "Digest") -> "Digest":
        return Digest(self.count + other.count, (self.sum + other.sum) % _MODULUS)


class Snapshots:
    """Snapshots of all shards of an index, held for the length of a with block."""

    def __init__(self, service: IndexService) -> None:
        self._held = ExitStack()
        self.searchers: list[Searcher] = []
        try:
            for shard in service.shards():
                self.searchers.append(self._held.enter_context(shard.searcher(refresh=True)))
        except BaseException:
            self._held.close()
            raise

    @property
    def num_docs(self) -> int:
        return sum(searcher.num_docs for searcher in self.searchers)

    def digest(self, sources: bool, seen: Callable[[int], None]) -> Digest:
        """Returns the digest of ids and routing, and of the sources too. seen: is told of documents looked at"""
        digest = Digest()
        for searcher in self.searchers:
            for view in searcher.segments:
                digest = digest.plus(_digest(view, sources, seen))
        return digest

    def close(self) -> None:
        self._held.close()


def _digest(view: SegmentView, sources: bool, seen: Callable[[int], None]) -> Digest:
    docs = np.arange(view.max_doc, dtype=np.int32) if view.visible is None else view.visible.to_docs()
    total = 0
    for begin in range(0, len(docs), _AT_ONCE):
        part = docs[begin : begin + _AT_ONCE]
        texts = map(source_of, view.reader.source.get_many(part)) if sources else [b""] * len(part)
        rows = zip(view.reader.ids.get_many(part), view.reader.routing_of(part), texts, strict=True)
        for doc_id, routing, text in rows:
            by = b"" if routing is None else routing.encode("utf-8", "surrogatepass")
            hashed = blake2b(b"%d %s %s\0%s" % (len(doc_id), doc_id, by, text), digest_size=8)
            total += int.from_bytes(hashed.digest(), "little")
        seen(len(part))
    return Digest(len(docs), total % _MODULUS)


def keeps_sources(service: IndexService) -> bool:
    """Whether an index stores the JSON of documents as it came."""
    return service.mapping.stored_source is None


def check_alike(name: str, before: Snapshots, after: Snapshots, sources: bool, seen: Callable[[int], None]) -> Digest:
    """Returns the digest that snapshots of an index and of its copy have in common. Raises IllegalStateError."""
    old, new = before.digest(sources, seen), after.digest(sources, seen)
    if old != new:
        raise IllegalStateError(
            f"index [{name}] cannot be rebuilt: the copy has [{new.count}] documents of checksum [{new.sum:016x}], "
            f"the index has [{old.count}] of [{old.sum:016x}]"
        )
    return new
