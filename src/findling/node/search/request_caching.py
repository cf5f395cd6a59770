"""Which searches are answered from the request cache.

As in Elasticsearch: those that show no hits, unless the index says otherwise, and those that ask for it; never what may
differ though the shard is the same (the time of now, chance, documents of other indices), what is measured, or what
statistics of other shards go into.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from findling.base.json_values import as_boolean, json_text
from findling.search.request import SearchRequest, with_members_of_url

# of the query string: what does not change what a shard finds
_IDLE: Final = frozenset(
    ("request_cache", "pretty", "human", "filter_path", "typed_keys", "error_trace", "format", "preference",
     "rest_total_hits_as_int", "ignore_unavailable", "allow_no_indices", "expand_wildcards", "ignore_throttled",
     "batched_reduce_size", "max_concurrent_shard_requests", "pre_filter_shard_size", "allow_partial_search_results",
     "routing", "ccs_minimize_roundtrips", "search_type")
)  # fmt: skip


def cacheable(
    request: SearchRequest, body: Mapping[str, object], params: Mapping[str, str], n_shards: int
) -> SearchRequest:
    """Returns a search with what its answers may be kept under, or as it is if they may not be."""
    wanted = params.get("request_cache")
    asked = as_boolean(wanted) if wanted else None
    if asked is False or (asked is None and request.size):
        return request
    if request.profile or request.knn or request.retriever is not None or request.indices_boost or request.suggest:
        return request
    if params.get("search_type") == "dfs_query_then_fetch" and n_shards > 1:
        return request
    # what stands in the URL is the same as what stands in the body
    members, left = with_members_of_url(body or {}, params)
    given = sorted(item for item in left.items() if item[0] not in _IDLE)
    shown = json_text([members, given, request.hit_count.limit])
    return replace(request, cached_as=(shown, asked is True))
