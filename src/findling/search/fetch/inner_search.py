"""Inner hits that are found by a search of their own."""

from __future__ import annotations

from findling.search.hit_count import HitCount
from findling.search.inner_hits import InnerHitsRequest
from findling.search.request import SearchRequest


def search_of(inner: InnerHitsRequest) -> SearchRequest:
    """Returns the search that shows what inner hits show, without a query."""
    return SearchRequest(
        from_=inner.from_,
        size=inner.size,
        sort=inner.sort,
        source=inner.shown_source,
        stored_fields=inner.stored_fields,
        fields=inner.fields,
        docvalue_fields=inner.docvalue_fields,
        script_fields=inner.script_fields,
        explain=inner.explain,
        version=inner.version,
        seq_no_primary_term=inner.seq_no_primary_term,
        track_scores=inner.track_scores,
        track_total_hits=HitCount.ALL,
    )
