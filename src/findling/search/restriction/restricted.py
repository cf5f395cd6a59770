"""Makes a context of that part of a shard that may be seen."""

from __future__ import annotations

import copy
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from findling.codec.bitmap import Bitmap
from findling.codec.segment_reader import SegmentReader
from findling.index.searcher import Searcher, SegmentView
from findling.search.query.creation import weight_of
from findling.search.restriction.visible_source import FieldTest, VisibleSources

if TYPE_CHECKING:
    from findling.search.context import SegmentContext, ShardContext
    from findling.search.query.base import Query

_OF_VIEW: Final = ("visible", "num_docs", "num_live")
"""What a view has found out of its live documents."""
_OF_READER: Final = ("source", "_full")


class _VisibleReader(SegmentReader):
    """A segment without the fields that may not be seen."""

    def __init__(self, base: SegmentReader, allows: FieldTest) -> None:
        self.__dict__.update({name: value for name, value in base.__dict__.items() if name not in _OF_READER})
        self._allows = allows
        self._base = base
        self._opened = {}
        self._metas = {name: meta for name, meta in base._metas.items() if allows(name)}
        self.fields = {name: info for name, info in base.fields.items() if allows(name)}

    @cached_property
    def source(self) -> Any:
        return VisibleSources(self._base.source, self._allows)

    def terms(self, field: str) -> Any:
        return super().terms(field) if self._allows(field) else None

    def norms(self, field: str) -> Any:
        return super().norms(field) if self._allows(field) else None

    def ordinals(self, field: str) -> Any:
        return super().ordinals(field) if self._allows(field.partition("\0")[0]) else None

    def vectors(self, field: str) -> Any:
        return super().vectors(field) if self._allows(field) else None

    def graph(self, field: str) -> Any:
        return super().graph(field) if self._allows(field) else None

    def graph_arrays(self, field: str) -> Any:
        return super().graph_arrays(field) if self._allows(field) else None


class _VisibleSearcher(Searcher):
    """The segments of a searcher as they may be seen. The searcher itself is held by others."""

    def __init__(self, base: Searcher, views: Iterable[SegmentView]) -> None:
        self.segments = tuple(views)
        self.generation = base.generation
        self.max_seq_no = base.max_seq_no
        self.memo = {}
        self.kept = {}

    def acquire(self) -> bool:
        return True

    def release(self) -> None:
        """Nothing is held."""


def restricted(
    ctx: ShardContext, queries: Sequence[Query], allows: FieldTest | None, key: Hashable | None = None
) -> ShardContext:
    """Returns a context of the documents that match all queries, with the fields that are allowed.

    allows: None allows all fields
    key: what stands for the restriction; contexts of the same snapshot and key share what was found out. None: nothing
        is kept, because the queries depend on more than the snapshot (the time, other documents)
    """
    if key is None:
        return replace(ctx, searcher=_searcher(ctx, queries, allows), is_restricted=True)
    memo = ctx.searcher.memo.setdefault("restricted", {})
    found: Searcher | None = memo.get(key)
    if found is None:
        found = memo[key] = _searcher(ctx, queries, allows)
    return replace(ctx, searcher=found, is_restricted=True)


def _searcher(ctx: ShardContext, queries: Sequence[Query], allows: FieldTest | None) -> Searcher:
    weights = [weight_of(query, ctx, False) for query in queries]
    views = []
    for segment in ctx.segments:
        ctx.check()
        view = copy.copy(segment.view)
        if weights:
            for name in _OF_VIEW:
                view.__dict__.pop(name, None)
            view.live = _live(segment, [weight.match(segment).bitmap() for weight in weights])
        if allows is not None:
            view.reader = _VisibleReader(view.reader, allows)
        views.append(view)
    return _VisibleSearcher(ctx.searcher, views)


def _live(segment: SegmentContext, matches: Sequence[Bitmap]) -> Bitmap:
    """Returns the live documents among matching root documents and the nested documents of these."""
    seen = matches[0]
    for other in matches[1:]:
        seen = seen & other
    roots = segment.reader.roots
    if roots is not None:
        seen = _with_nested(seen & roots, roots)
    return seen if segment.view.live is None else seen & segment.view.live


def _with_nested(seen: Bitmap, roots: Bitmap) -> Bitmap:
    """Returns root documents with their nested ones, which stand before them."""
    root_docs = roots.to_docs()
    sizes = np.diff(root_docs, prepend=-1)
    kept = np.repeat(np.isin(root_docs, seen.to_docs()), sizes)
    return Bitmap.from_docs(np.flatnonzero(kept).astype(np.int32), roots.size)
