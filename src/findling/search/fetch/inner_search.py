"""Inner hits that are found by a search of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from findling.search.collapse import Collapse
from findling.search.hit_count import HitCount
from findling.search.inner_hits import InnerHitsRequest
from findling.search.query.base import Query, parse_query
from findling.search.query.bool import BoolQuery
from findling.search.query.exists import ExistsQuery
from findling.search.request import SearchRequest


def search_of(inner: InnerHitsRequest, collapse: Collapse | None = None) -> SearchRequest:
    """Returns the search that shows what inner hits show, without a query. collapse: of those of a group alone"""
    return SearchRequest(
        from_=inner.from_,
        size=inner.size,
        sort=inner.sort,
        source=inner.shown_source,
        stored_fields=inner.stored_fields,
        fields=inner.fields,
        docvalue_fields=inner.docvalue_fields if collapse is None else collapse.shown(inner.docvalue_fields),
        collapse=collapse,
        script_fields=inner.script_fields,
        highlight=inner.highlight,
        explain=inner.explain,
        version=inner.version,
        seq_no_primary_term=inner.seq_no_primary_term,
        track_scores=inner.track_scores,
        track_total_hits=HitCount.ALL,
    )


def group_searches(request: SearchRequest, hit: Mapping[str, Any]) -> Iterator[tuple[str, SearchRequest]]:
    """Yields names and searches of the inner hits of a group, of which a hit of a collapsed search is the head."""
    assert request.collapse is not None
    field = request.collapse.field
    (value,) = hit.get("fields", {}).get(field) or [None]
    must = () if request.query is None else (request.query,)
    of_filter = () if request.post_filter is None else (request.post_filter,)
    if value is None:
        query: Query = BoolQuery(must=must, filter=of_filter, must_not=(ExistsQuery(field=field),))
    else:
        of_group = parse_query({"match": {field: {"query": value}}})
        query = BoolQuery(must=must, filter=(of_group, *of_filter))
    for inner in request.collapse.inner_hits:
        collapse = None if inner.collapse is None else Collapse(inner.collapse)
        search = search_of(inner, collapse)
        if search.hides_stored_fields:
            # as in Elasticsearch, groups show what they are nevertheless
            search = replace(search, stored_fields=None)
        yield str(inner.name), replace(search, query=query, runtime=request.runtime, track_total_hits=None)
