"""Copies documents from one index to another, round by round: first all, then what was written since the last round.

Sequence numbers say what is new in a round; deletions are watched by the shards. A round takes its snapshots after the
deletions of the time before, so that whatever it does not see yet is seen by the next one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from findling.base.errors import IllegalArgumentError, VersionConflictError
from findling.cluster.routing import shards_of
from findling.index.searcher import Searcher, SegmentView
from findling.index.shard import Shard
from findling.mapping.documents.stored_source import source_of
from findling.node.documents.bulk_item import BulkItem
from findling.node.documents.shard_write import ShardWriter
from findling.node.documents.update_script import UpdateScripts
from findling.node.rebuild.pace import Pace
from findling.node.services.index_service import IndexService
from findling.node.services.node import Node
from findling.node.services.tasks import Task

_SHOWN_FAULTS = 5


@dataclass(slots=True)
class Progress:
    """What a rebuild has done. total: documents that the first round has to copy"""

    phase: str = "prepare"
    total: int = 0
    copied: int = 0
    written_meanwhile: int = 0
    deleted_meanwhile: int = 0
    rounds: int = 0
    verified: int = 0
    warnings: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, object]:
        return {
            "phase": self.phase,
            "total": self.total,
            "copied": self.copied,
            "written_meanwhile": self.written_meanwhile,
            "deleted_meanwhile": self.deleted_meanwhile,
            "rounds": self.rounds,
            "verified": self.verified,
            **({"warnings": self.warnings} if self.warnings else {}),
        }


class Copier:
    """The way of documents from one index to another."""

    def __init__(
        self,
        node: Node,
        source: IndexService,
        target: IndexService,
        task: Task,
        pace: Pace,
        progress: Progress,
        seq_nos: list[int] | None = None,
    ) -> None:
        """seq_nos: of each shard of `source` the last operation that the target has; None: it has nothing"""
        self._node = node
        self._source = source
        self._target = target
        self._task = task
        self._pace = pace
        self._progress = progress
        self._seq_nos = [-1] * source.metadata.number_of_shards if seq_nos is None else list(seq_nos)
        self._is_first = seq_nos is None

    def __enter__(self) -> "Copier":
        for shard in self._source.shards():
            shard.watch_deletes(True)
        return self

    def __exit__(self, *_: object) -> None:
        for shard in self._source.open_shards():
            shard.watch_deletes(False)

    def round(self, paced: bool = True) -> int:
        """Brings the target up to the source as it is now. Returns how many documents that took.

        paced: whether the task's speed counts, and it can be cancelled
        Raises IllegalArgumentError if documents do not fit the target.
        """
        done = 0
        for number, shard in enumerate(self._source.shards()):
            deleted = shard.take_deletes()
            with shard.searcher(refresh=True) as searcher:
                if self._is_first:
                    self._progress.total += searcher.num_docs
                for items in self._changed(searcher, self._seq_nos[number]):
                    self._write(items, paced)
                    done += len(items)
                self._seq_nos[number] = searcher.max_seq_no
            done += self._delete(number, shard, deleted)
        self._progress.rounds += 1
        self._is_first = False
        return done

    def drop_strangers(self) -> None:
        """Deletes what the target has and the source has not: deletions that nobody watched."""
        for shard in self._target.shards():
            with shard.searcher(refresh=True) as searcher:
                for items in self._changed(searcher, -1):
                    self._task.check()
                    gone = [item for item, there in zip(items, self._are_there(items), strict=True) if not there]
                    self._delete_items(gone)

    def _are_there(self, items: list[BulkItem]) -> list[bool]:
        ids, routings = [item.id or "" for item in items], [item.routing for item in items]
        numbers = np.array(shards_of(self._source.metadata, ids, routings))
        found = [False] * len(items)
        for number in dict.fromkeys(numbers.tolist()):
            places = np.flatnonzero(numbers == number).tolist()
            known = self._source.shard(number).get_many([ids[place] for place in places])
            for place, document in zip(places, known, strict=True):
                found[place] = document is not None
        return found

    def _changed(self, searcher: Searcher, after: int) -> Iterator[list[BulkItem]]:
        """Yields the documents of a snapshot whose last operation came after a sequence number, batch by batch."""
        for view in searcher.segments:
            docs = np.arange(view.max_doc, dtype=np.int32) if view.visible is None else view.visible.to_docs()
            if after >= 0:
                docs = docs[np.asarray(view.reader.seq_nos[docs]) > after]
            begin = 0
            while begin < len(docs):
                part = docs[begin : begin + self._pace.size]
                begin += len(part)
                yield self._items(view, part)

    def _items(self, view: SegmentView, docs: npt.NDArray[np.int32]) -> list[BulkItem]:
        reader, name = view.reader, self._target.name
        rows = zip(
            reader.ids.get_many(docs),
            reader.routing_of(docs),
            reader.source.get_many(docs),
            np.asarray(reader.versions[docs]).tolist(),
            strict=True,
        )
        return [
            BulkItem(
                "index",
                name,
                doc_id.decode("utf-8", "surrogatepass"),
                routing,
                source_of(stored),
                version=version,
                version_type="external_gte",
                index_name=name,
            )
            for doc_id, routing, stored, version in rows
        ]

    def _write(self, items: list[BulkItem], paced: bool) -> None:
        self._pace.begin()
        self._apply(items)
        again = [item for item in items if isinstance(item.error, VersionConflictError)]
        for item in again:  # an id that was deleted and came back counts its versions anew
            item.version, item.version_type, item.error = None, "internal", None
        if again:
            self._apply(again)
        _refuse_failed(self._source.name, items)
        if self._is_first:
            self._progress.copied += len(items)
        else:
            self._progress.written_meanwhile += len(items)
        if paced:
            self._pace.end(len(items))
            self.show()

    def show(self) -> None:
        """Gives the task its status."""
        self._task.status = {**self._progress.to_json(), **self._pace.status(), **self._task.throttle.status()}

    def _apply(self, items: list[BulkItem]) -> None:
        ids, routings = [item.id or "" for item in items], [item.routing for item in items]
        groups: dict[int, list[BulkItem]] = {}
        for item, number in zip(items, shards_of(self._target.metadata, ids, routings), strict=True):
            groups.setdefault(number, []).append(item)
        scripts = UpdateScripts(self._node.scripts, self._node.clock.now_ms())
        for number, group in groups.items():
            ShardWriter(self._target, number, scripts, self._node.inference).write(group)

    def _delete(self, number: int, shard: Shard, ids: set[str]) -> int:
        """Deletes documents of a shard that are deleted still. Returns how many there were."""
        named = sorted(ids)
        gone = [doc_id for doc_id, found in zip(named, shard.get_many(named), strict=True) if found is None]
        for target in self._target.shards() if gone else ():
            here = [found for found in target.get_many(gone) if found is not None]
            # an id may be in several shards, as another document in each
            owners = shards_of(self._source.metadata, [doc.id for doc in here], [doc.routing for doc in here])
            name = self._target.name
            self._delete_items(
                [
                    BulkItem("delete", name, doc.id, doc.routing, index_name=name)
                    for doc, owner in zip(here, owners, strict=True)
                    if owner == number
                ]
            )
        self._progress.deleted_meanwhile += len(gone)
        return len(gone)

    def _delete_items(self, items: list[BulkItem]) -> None:
        for item in items:
            item.action, item.source, item.version, item.version_type = "delete", b"", None, "internal"
        if items:
            self._apply(items)
            _refuse_failed(self._source.name, items)


def _refuse_failed(name: str, items: list[BulkItem]) -> None:
    """Raises IllegalArgumentError that names documents which could not be written, caused by the first's error."""
    failed = [item for item in items if item.error is not None]
    if not failed:
        return
    reasons = "; ".join(
        f"[{item.id}]: {item.error.reason}" for item in failed[:_SHOWN_FAULTS] if item.error is not None
    )
    raise IllegalArgumentError(
        f"index [{name}] cannot be rebuilt: {len(failed)} documents of a batch were refused, {reasons}"
    ) from failed[0].error
