"""Hits that are nested objects: shown as parts of the documents that they belong to."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from findling.mapping.documents.stored_source import read_stored
from findling.search.fetch.field_values import docvalue_fields
from findling.search.fetch.inner_hits import nested_identity, shown_part
from findling.search.fetch.script_fields import ScriptFields
from findling.search.fetch.source_values import SourceFetcher
from findling.search.highlight.highlights import Highlights

if TYPE_CHECKING:
    from findling.search.context import SegmentContext, ShardContext
    from findling.search.request import SearchRequest
    from findling.search.shard_result import ShardHit


class NestedHitBuilder:
    """What a request wants to see of nested objects under one path, bound to one shard."""

    def __init__(self, request: SearchRequest, ctx: ShardContext, path: str) -> None:
        self._request = request
        self._ctx = ctx
        self._path = path
        self._fetcher = SourceFetcher(request.fields, ctx)
        self._scripts = ScriptFields(request.script_fields, ctx) if request.script_fields else None
        # of a document whose source nobody looks at Elasticsearch does not read the id either
        self._shows_id = request.source.enabled or bool(request.fields) or bool(request.highlight)
        self._highlights = Highlights(request.highlight, request.query, ctx, path) if request.highlight else None

    def build(self, hits: Sequence[ShardHit]) -> list[dict[str, object]]:
        """Returns the JSON of the hits, in their order."""
        bases = [segment.doc_base for segment in self._ctx.segments]
        return [self._hit(self._ctx.segments[bisect_right(bases, hit.doc) - 1], hit) for hit in hits]

    def _hit(self, segment: SegmentContext, hit: ShardHit) -> dict[str, object]:
        child = hit.doc - segment.doc_base
        roots = segment.roots.to_docs()
        # nested documents stand before the document that they belong to
        root = int(roots[np.searchsorted(roots, child)])
        (source,), (id_,) = segment.reader.source.get_many([root]), segment.reader.ids.get_many([root])
        document = read_stored(source).source
        identity, value = nested_identity(segment, self._ctx, self._path, root, child, document or {})
        named = {"_id": id_.decode("utf-8", "surrogatepass")} if self._shows_id else {}
        result: dict[str, Any] = {**self._ctx.identity, **named, "_nested": identity}
        if self._request.version:
            result["_version"] = int(segment.reader.versions[root])
        result["_score"] = hit.score
        if self._request.source.enabled and document is not None:
            result["_source"] = shown_part(self._request.source, self._path, value)
        fields = docvalue_fields(self._request.docvalue_fields, self._ctx, segment, np.array([child], np.int32))[0]
        if self._scripts is not None:
            fields.update(self._scripts.read(segment, np.array([child], np.int32))[0])
        if self._request.fields and isinstance(value, Mapping):
            fields.update(self._fetcher.grouped(value, self._path))
        if fields:
            result["fields"] = fields
        if hit.sort is not None:
            result["sort"] = list(hit.sort)
        if self._highlights is not None:
            self._highlights.add_nested(segment, child, result, value)
        return result
