"""inner_hits of nested queries: which nested objects of a hit matched, and which objects within these."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError
from findling.mapping.documents.stored_source import StoredDocument, read_stored
from findling.search.collector.bind_sort import bind_sort
from findling.search.collector.field_docs import smallest
from findling.search.collector.matches import Matches
from findling.search.doc_set import Docs
from findling.search.fetch.field_values import docvalue_fields
from findling.search.fetch.matched_queries import MatchedQueries
from findling.search.fetch.script_fields import ScriptFields
from findling.search.fetch.showing_queries import ShowingQuery, showing_queries
from findling.search.fetch.source_values import SourceFetcher, stored_fields
from findling.search.highlight.highlights import Highlights
from findling.search.inner_hits import InnerHitsRequest
from findling.search.query.base import Scored
from findling.search.query.nested import NestedQuery, NestedWeight
from findling.search.source_filter import SourceFilter

if TYPE_CHECKING:
    from findling.search.context import SegmentContext, ShardContext


def check_inner_window(request: InnerHitsRequest, ctx: ShardContext) -> None:
    """Raises IllegalArgumentError if inner hits end beyond what the index allows."""
    limit, end = ctx.setting("index.max_inner_result_window", 100), request.from_ + request.size
    if end > limit:
        name = "null" if request.name is None else request.name
        raise IllegalArgumentError(
            f"Inner result window is too large, the inner hit definition's [{name}]'s from + size "
            f"must be less than or equal to: [{limit}] but was [{end}]. This limit can be set by changing the "
            "[index.max_inner_result_window] index level setting."
        )


class InnerHits:
    """One inner_hits on one shard. Raises what the index does not allow of it."""

    def __init__(self, query: NestedQuery, request: InnerHitsRequest, ctx: ShardContext) -> None:
        self.request = request
        self.path = query.path
        self.name = query.path if request.name is None else request.name
        check_inner_window(request, ctx)
        self._ctx = ctx
        self._source = request.shown_source
        # the objects have their own scores, whether the documents around them do or not
        weight = replace(query, score_mode="avg").rewrite(ctx).weight(ctx, True)
        self._weight = weight if isinstance(weight, NestedWeight) else None
        with ctx.within(query.path):
            self._keys = None if self.request.sort is None else bind_sort(self.request.sort, ctx)
            self._matched = MatchedQueries((query.inner,), False, ctx)
            self._inner = nested_inner_hits(showing_queries([query.inner]), ctx)
            self._scripts = ScriptFields(self.request.script_fields, ctx) if self.request.script_fields else None
            highlight = request.highlight
            self._highlights = Highlights(highlight, query.inner, ctx, query.path) if highlight else None
        self._last: tuple[SegmentContext, Scored | None, Docs] | None = None

    def add(
        self, segment: SegmentContext, docs: Any, results: list[dict[str, Any]], sources: list[bytes | None]
    ) -> None:
        """Adds the nested objects that match to the hits of a segment."""
        for doc, hit, source in zip(docs.tolist(), results, sources, strict=True):
            self._add(hit, segment, doc, doc, read_stored(source))

    def _add(
        self, hit: dict[str, Any], segment: SegmentContext, owner: int, root: int, document: StoredDocument
    ) -> None:
        """Adds the objects of one document, which is `root` or one of its nested documents."""
        matched, owners = self._matches(segment)
        mine = np.flatnonzero(owners == owner)
        hits = self._hits(segment, matched, mine, root, hit.get("_id"), document)
        hit.setdefault("inner_hits", {})[self.name] = {"hits": hits}

    def _matches(self, segment: SegmentContext) -> tuple[Scored | None, Docs]:
        """Returns the nested documents of a segment that match, and the document to which each belongs."""
        if self._last is None or self._last[0] is not segment:
            self._last = (segment, *self._found(segment))
        return self._last[1], self._last[2]

    def _found(self, segment: SegmentContext) -> tuple[Scored | None, Docs]:
        if self._weight is None:
            return None, np.empty(0, np.int32)
        children = self._weight.children(segment)
        scored = self._weight.inner.score(segment)
        scored = scored.keep(children.contains(scored.docs))
        return scored, self._weight.parents_of(segment, scored.docs)

    def _hits(
        self,
        segment: SegmentContext,
        matched: Scored | None,
        mine: NDArray[np.intp],
        doc: int,
        id_: str | None,
        document: StoredDocument,
    ) -> dict[str, Any]:
        total = {"value": len(mine), "relation": "eq"}
        if matched is None or len(mine) == 0:
            return {"total": total, "max_score": None, "hits": []}
        chosen = Matches(segment, matched.docs[mine], matched.scores[mine])
        order, shown = self._ordered(chosen)
        page = order[self.request.from_ : self.request.from_ + self.request.size].tolist()
        hits = []
        for place in page:
            child = int(chosen.docs[place])
            nested, value = nested_identity(segment, self._ctx, self.path, doc, child, document.source or {})
            named = {} if id_ is None else {"_id": id_}
            hit: dict[str, Any] = {**self._ctx.identity, **named, "_nested": nested}
            assert chosen.scores is not None
            hit["_score"] = None if self._keys is not None else float(str(chosen.scores[place]))
            if self._source.enabled and document.source is not None:
                hit["_source"] = shown_part(self._source, self.path, value)
            self._add_extras(hit, segment, child, value)
            if self._stored is not None:
                self._add_stored(self._stored, hit, segment, doc, child, document.values)
            if shown is not None:
                hit["sort"] = shown[place]
            if self._highlights is not None:
                self._highlights.add_nested(segment, child, hit, value)
            for inner in self._inner:
                inner._add(hit, segment, child, doc, document)
            hits.append(hit)
        self._matched.add(segment, chosen.docs[page], hits)
        shows_best = self.request.size > 0 and (self._keys is None or self.request.track_scores)
        best = float(str(matched.scores[mine].max())) if shows_best else None
        return {"total": total, "max_score": best, "hits": hits}

    @cached_property
    def _fetcher(self) -> SourceFetcher:
        return SourceFetcher(self.request.fields, self._ctx)

    @cached_property
    def _stored(self) -> SourceFetcher | None:
        names = self.request.stored_fields
        return SourceFetcher(stored_fields(names, self._ctx), self._ctx) if names else None

    def _add_stored(
        self, fetcher: SourceFetcher, hit: dict[str, Any], segment: SegmentContext, root: int, child: int, values: Any
    ) -> None:
        _, value = nested_identity(segment, self._ctx, self.path, root, child, values)
        found = fetcher.nested(value, self.path) if isinstance(value, Mapping) else {}
        for name, shown in found.items():
            hit.setdefault("fields", {}).setdefault(name, []).extend(shown)

    def _add_extras(self, hit: dict[str, Any], segment: SegmentContext, child: int, value: Any) -> None:
        """Adds what is asked for beside the source; versions are those of the whole document."""
        request = self.request
        if request.version:
            hit["_version"] = int(segment.reader.versions[child])
        if request.seq_no_primary_term:
            hit["_seq_no"] = int(segment.reader.seq_nos[child])
            hit["_primary_term"] = int(segment.reader.primary_terms[child])
        fields = docvalue_fields(request.docvalue_fields, self._ctx, segment, np.array([child], np.int32))[0]
        if self._scripts is not None:
            fields.update(self._scripts.read(segment, np.array([child], np.int32))[0])
        if request.fields and isinstance(value, Mapping):
            fields.update(self._fetcher.grouped(value, self.path))
        if fields:
            hit["fields"] = fields
        if request.explain and self._weight is not None:
            hit |= self._ctx.whereabouts
            hit["_explanation"] = self._weight.inner.explain(segment, child).render()

    def _ordered(self, chosen: Matches) -> tuple[NDArray[np.intp], list[list[Any]] | None]:
        assert chosen.scores is not None
        if self._keys is None:
            return np.lexsort((chosen.docs, -chosen.scores)), None
        columns = [key.column(chosen) for key in self._keys]
        values = [[key.shown(value) for value in key.values(chosen)] for key in self._keys]
        shown = [list(row) for row in zip(*values, strict=True)]
        return smallest(columns, self.request.from_ + self.request.size), shown


def shown_part(source: SourceFilter, path: str, value: object) -> object:
    """Returns what a filter of full paths leaves of a nested object."""
    if source.is_whole or not isinstance(value, Mapping):
        return value
    names = path.split(".")
    shown: Any = value
    for name in reversed(names):
        shown = {name: shown}
    shown = source.filter(shown)
    for name in names:
        shown = shown.get(name, {}) if isinstance(shown, Mapping) else {}
    return shown


def nested_identity(
    segment: SegmentContext, ctx: ShardContext, path: str, root: int, child: int, document: Mapping[str, object]
) -> tuple[dict[str, Any], Any]:
    """Returns `_nested` (field and offset, through all levels) of a nested document and its part of the source."""
    levels = [path]
    while (outer := ctx.mapping.nested_scope(levels[0])) is not None:
        levels.insert(0, outer)
    roots = segment.roots.to_docs()
    place = int(np.searchsorted(roots, root))
    low = int(roots[place - 1]) + 1 if place > 0 else 0
    return _identity(segment, levels, 0, low, root, child, document, "")


def _identity(
    segment: SegmentContext,
    levels: list[str],
    depth: int,
    low: int,
    high: int,
    child: int,
    document: object,
    prefix: str,
) -> tuple[dict[str, Any], Any]:
    """low, high: the docs [low, high) that belong to the enclosing document."""
    path = levels[depth]
    siblings = segment.nested(path).to_docs()
    siblings = siblings[(siblings >= low) & (siblings < high)]
    offset = int(np.searchsorted(siblings, child))
    field = path.removeprefix(prefix)
    value = _object_at(document, field, offset)
    identity: dict[str, Any] = {"field": field, "offset": offset}
    if depth + 1 < len(levels):
        first = int(siblings[offset - 1]) + 1 if offset > 0 else low
        owner = int(siblings[offset])
        identity["_nested"], value = _identity(segment, levels, depth + 1, first, owner, child, value, f"{path}.")
    return identity, value


def _object_at(document: object, path: str, offset: int) -> object:
    objects = _objects_at(document, path)
    return objects[offset] if offset < len(objects) else None


def _objects_at(value: object, path: str) -> list[object]:
    if isinstance(value, list):
        return [found for entry in value for found in _objects_at(entry, path)]
    if not path:
        return [] if value is None else [value]
    if not isinstance(value, Mapping):
        return []
    if path in value:
        return _objects_at(value[path], "")
    head, dot, rest = path.partition(".")
    return _objects_at(value.get(head), rest) if dot else []


def nested_inner_hits(showing: Iterable[ShowingQuery], ctx: ShardContext) -> list[InnerHits]:
    """Returns the inner hits of those of the queries that are nested and mapped."""
    return [
        InnerHits(query, query.inner_hits, ctx)
        for query in showing
        if isinstance(query, NestedQuery) and query.inner_hits is not None and ctx.mapping.is_nested(query.path)
    ]
