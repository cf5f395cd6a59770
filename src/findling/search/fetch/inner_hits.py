"""inner_hits of nested queries: which nested objects of a hit matched, and which objects within these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError
from findling.base.json_values import as_integer
from findling.mapping.documents.stored_source import StoredDocument, read_stored
from findling.search.collector.bind_sort import bind_sort
from findling.search.collector.field_docs import smallest
from findling.search.collector.matches import Matches
from findling.search.doc_set import Docs
from findling.search.fetch.field_format import FieldFormat, parse_field_formats
from findling.search.fetch.field_values import docvalue_fields
from findling.search.fetch.matched_queries import MatchedQueries
from findling.search.fetch.script_fields import ScriptField, ScriptFields, parse_script_fields
from findling.search.fetch.source_values import SourceFetcher, stored_fields
from findling.search.parameters import ObjectParameters
from findling.search.query.base import Query, Scored
from findling.search.query.joining.joined_query import JoinedQuery
from findling.search.query.nested import NestedQuery, NestedWeight
from findling.search.sort import SortField, parse_sort
from findling.search.source_filter import SourceFilter, parse_source_filter

if TYPE_CHECKING:
    from findling.search.context import SegmentContext, ShardContext

_DEFAULT_SIZE: Final = 3


@dataclass(frozen=True, slots=True)
class InnerHitsRequest:
    """What is shown of the nested objects of one nested query."""

    name: str
    path: str
    size: int = _DEFAULT_SIZE
    from_: int = 0
    sort: tuple[SortField, ...] | None = None
    source: SourceFilter = field(default_factory=SourceFilter)
    docvalue_fields: tuple[FieldFormat, ...] = ()
    fields: tuple[FieldFormat, ...] = ()
    stored_fields: tuple[str, ...] = ()
    script_fields: tuple[ScriptField, ...] = ()
    explain: bool = False
    version: bool = False
    seq_no_primary_term: bool = False
    track_scores: bool = False

    def shown_source(self, value: Mapping[str, object]) -> object:
        """Returns what is shown of a nested object; patterns are those of paths from the root."""
        if self.source.is_whole:
            return value
        names = self.path.split(".")
        shown: Any = value
        for name in reversed(names):
            shown = {name: shown}
        shown = self.source.filter(shown)
        for name in names:
            shown = shown.get(name, {})
        return shown


def parse_inner_hits(query: NestedQuery) -> InnerHitsRequest:
    """Reads the `inner_hits` of a nested query. Raises ParsingError and IllegalArgumentError."""
    parameters = ObjectParameters("inner_hits", _as_mapping(query.inner_hits))
    sort_body = parameters.take("sort")
    source_body = parameters.take("_source")
    stored = _stored_fields(parameters)
    without_source = source_body is None and bool(stored) and "_source" not in stored
    request = InnerHitsRequest(
        name=parameters.text("name") or query.path,
        path=query.path,
        size=parameters.read("size", _size, _DEFAULT_SIZE),
        from_=parameters.integer("from", 0),
        sort=None if sort_body is None else parse_sort(json_of(sort_body)),
        source=(
            SourceFilter(enabled=not without_source)
            if source_body is None
            else parse_source_filter(json_of(source_body))
        ),
        docvalue_fields=_formats(parameters, "docvalue_fields"),
        fields=_formats(parameters, "fields"),
        stored_fields=stored,
        script_fields=_script_fields(parameters.take("script_fields")),
        explain=parameters.boolean("explain", False),
        version=parameters.boolean("version", False),
        seq_no_primary_term=parameters.boolean("seq_no_primary_term", False),
        track_scores=parameters.boolean("track_scores", False),
    )
    parameters.take("ignore_unmapped")
    parameters.finish()
    return request


def _size(value: object) -> int:
    size = as_integer(value)
    if size < 0:
        raise IllegalArgumentError("illegal size value, at least 0 or higher")
    return size


def _formats(parameters: ObjectParameters, name: str) -> tuple[FieldFormat, ...]:
    body = parameters.take(name)
    return () if body is None else parse_field_formats(name, json_of(body))


def _stored_fields(parameters: ObjectParameters) -> tuple[str, ...]:
    names = json_of(parameters.take("stored_fields"))
    if names is None:
        return ()
    return tuple(map(str, names)) if isinstance(names, list) else (str(names),)


def _script_fields(body: object) -> tuple[ScriptField, ...]:
    return () if body is None else parse_script_fields(json_of(body))


def _as_mapping(value: Any) -> Mapping[str, Any]:
    return dict(value)


def json_of(value: object) -> object:
    """Returns what `hashable` made of a JSON value as one again: pairs of text and value are objects."""
    if isinstance(value, tuple):
        if value and all(isinstance(entry, tuple) and len(entry) == 2 and isinstance(entry[0], str) for entry in value):
            return {key: json_of(entry) for key, entry in value}
        return [json_of(entry) for entry in value]
    return value


def check_inner_window(name: str, end: int, ctx: ShardContext) -> None:
    """Raises IllegalArgumentError if an inner_hits ends beyond what the index allows."""
    limit = ctx.setting("index.max_inner_result_window", 100)
    if end > limit:
        raise IllegalArgumentError(
            f"Inner result window is too large, the inner hit definition's [{name}]'s from + size "
            f"must be less than or equal to: [{limit}] but was [{end}]. This limit can be set by changing the "
            "[index.max_inner_result_window] index level setting."
        )


class InnerHits:
    """One inner_hits on one shard."""

    def __init__(self, query: NestedQuery, ctx: ShardContext) -> None:
        self.request = parse_inner_hits(query)
        check_inner_window(self.request.name, self.request.from_ + self.request.size, ctx)
        self._ctx = ctx
        # the objects have their own scores, whether the documents around them do or not
        weight = replace(query, score_mode="avg").rewrite(ctx).weight(ctx, True)
        self._weight = weight if isinstance(weight, NestedWeight) else None
        with ctx.within(query.path):
            self._keys = None if self.request.sort is None else bind_sort(self.request.sort, ctx)
            self._matched = MatchedQueries((query.inner,), False, ctx)
            self._inner = inner_hits_of(query.inner, ctx)
            self._scripts = ScriptFields(self.request.script_fields, ctx) if self.request.script_fields else None
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
        hits = self._hits(segment, matched, mine, root, hit["_id"], document)
        hit.setdefault("inner_hits", {})[self.request.name] = {"hits": hits}

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
        id_: str,
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
            nested, value = nested_identity(segment, self._ctx, self.request.path, doc, child, document.source or {})
            hit: dict[str, Any] = {**self._ctx.identity, "_id": id_, "_nested": nested}
            assert chosen.scores is not None
            hit["_score"] = None if self._keys is not None else float(str(chosen.scores[place]))
            if self.request.source.enabled and document.source is not None:
                hit["_source"] = self.request.shown_source(value) if isinstance(value, Mapping) else value
            self._add_extras(hit, segment, child, value)
            if self._stored is not None:
                self._add_stored(self._stored, hit, segment, doc, child, document.values)
            if shown is not None:
                hit["sort"] = shown[place]
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
        _, value = nested_identity(segment, self._ctx, self.request.path, root, child, values)
        found = fetcher.nested(value, self.request.path) if isinstance(value, Mapping) else {}
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
            fields.update(self._fetcher.grouped(value, request.path))
        if fields:
            hit["fields"] = fields
        if request.explain and self._weight is not None:
            hit["_explanation"] = self._weight.inner.explain(segment, child).render()

    def _ordered(self, chosen: Matches) -> tuple[NDArray[np.intp], list[list[Any]] | None]:
        assert chosen.scores is not None
        if self._keys is None:
            return np.lexsort((chosen.docs, -chosen.scores)), None
        columns = [key.column(chosen) for key in self._keys]
        values = [[key.shown(value) for value in key.values(chosen)] for key in self._keys]
        shown = [list(row) for row in zip(*values, strict=True)]
        return smallest(columns, self.request.from_ + self.request.size), shown


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


def inner_hits_of(query: Query | None, ctx: ShardContext) -> list[InnerHits]:
    """Returns the inner hits that nested queries ask for. Raises IllegalArgumentError for a name twice."""
    found: list[InnerHits] = []
    if query is not None:
        _collect(query, ctx, found)
    names = [inner.request.name for inner in found]
    for name in names:
        if names.count(name) > 1:
            raise IllegalArgumentError(f"[inner_hits] already contains an entry for key [{name}]")
    return found


def _collect(query: Query, ctx: ShardContext, found: list[InnerHits]) -> None:
    if isinstance(query, NestedQuery) and query.inner_hits is not None and ctx.mapping.is_nested(query.path):
        found.append(InnerHits(query, ctx))
    if isinstance(query, NestedQuery | JoinedQuery):
        # what is asked for within goes to these objects; it is not shown without them
        return
    for child in query.children():
        _collect(child, ctx, found)
