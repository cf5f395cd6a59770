"""A shard whose every snapshot and commit point can be compared with the documents as of one operation."""

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from findling.codec.segment_reader import SegmentReader
from findling.index.commits import Commits
from findling.index.searcher import Searcher, SegmentView
from findling.index.segment_entry import SegmentRemover
from findling.index.shard_settings import ShardSettings
from tests.reference.interleaving import Interleaving
from tests.reference.shard_case import ShardCase

Documents = dict[str, int]


class SnapshotCase:
    """history[k]: the documents after the first k operations."""

    def __init__(self, path: Path, settings: ShardSettings | None = None) -> None:
        self.path = path
        self.case = ShardCase(path, settings)
        self.between = Interleaving(self.case.shard, self.check_searcher)
        self.history: list[Documents] = [{}]

    def index(self, doc_id: str) -> None:
        number = len(self.history)
        document = {"n": number, "parts": [{"name": "x"}] * (number % 2)}
        assert self.case.index(doc_id, document).error is None
        self.history.append({**self.history[-1], doc_id: number})

    def delete(self, doc_id: str) -> None:
        assert self.case.delete(doc_id).error is None
        self.history.append({key: value for key, value in self.history[-1].items() if key != doc_id})

    def refresh(self) -> None:
        self.case.shard.refresh()

    def flush(self) -> None:
        self.case.shard.flush()

    def merge(self) -> None:
        self.case.shard.maybe_merge()

    def merge_to_one(self) -> None:
        self.case.shard.force_merge(1)

    def expunge(self) -> None:
        self.case.shard.force_merge(only_expunge_deletes=True)

    def check(self) -> None:
        """A searcher and the commit point each hold the documents after exactly the operations they say."""
        self.check_searcher()
        documents, max_seq_no = self.committed()
        assert documents == self.history[max_seq_no + 1], "the commit point is no moment of the shard"

    def check_searcher(self) -> None:
        with self.case.shard.searcher() as searcher:
            assert seen(searcher) == self.history[searcher.max_seq_no + 1], "the searcher sees no moment of the shard"

    def committed(self) -> tuple[Documents, int]:
        """What is left when the log is lost: the documents of the commit point."""
        target = self.path.with_name("committed")
        shutil.copytree(self.path, target, copy_function=shutil.copyfile)
        try:
            remover = SegmentRemover()
            remover.enabled = False
            opened = Commits.open(target, remover)
            assert opened is not None
            commits, entries = opened
            views = [SegmentView(entry, entry.live, 0) for entry in entries]
            with Searcher(views, 0, commits.last.max_seq_no) as searcher:
                return seen(searcher), searcher.max_seq_no
        finally:
            shutil.rmtree(target)

    def close(self) -> None:
        self.case.shard.close()


def seen(searcher: Searcher) -> Documents:
    """Returns the documents that a searcher sees; none of them twice."""
    documents: Documents = {}
    for view in searcher.segments:
        docs = np.arange(view.max_doc, dtype=np.int32) if view.visible is None else view.visible.to_docs()
        ids = ids_of(view.reader, docs)
        assert not documents.keys() & set(ids), "an id is visible twice"
        sources = view.reader.source.get_many(docs)
        documents |= {doc_id: orjson.loads(source)["n"] for doc_id, source in zip(ids, sources, strict=True)}
    return documents


def ids_of(reader: SegmentReader, docs: Any) -> list[str]:
    return [raw.decode() for raw in reader.ids.get_many(docs)]
