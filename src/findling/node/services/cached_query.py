"""The query phase on a shard, through the request cache."""

import pickle
import re
from typing import Any, Final, Protocol

import orjson

from findling.index.searcher import Searcher
from findling.node.services.index_service import IndexService
from findling.node.services.request_cache import RequestCache
from findling.search.context import ShardContext
from findling.search.phases import query_phase
from findling.search.request import SearchRequest
from findling.search.shard_result import ShardQueryResult

# date maths, which may mean another moment the next time, and models, of which others may stand in their place then
_CHANGING: Final = re.compile(rb'\bnow\b|"(?:inference_id|query_vector_builder)":')


class QueriedShard(Protocol):
    """A shard that is asked.

    searcher: the snapshot; filters: of the aliases it was reached through
    """

    number: int
    service: IndexService
    searcher: Searcher | None
    filters: tuple[dict[str, Any], ...]

    @property
    def ready(self) -> ShardContext:
        """What the query is evaluated in."""


def cached_query_phase(cache: RequestCache, request: SearchRequest, shard: QueriedShard) -> ShardQueryResult:
    """Returns what a shard finds: what it found before if the same is asked of the same snapshot."""
    ctx, searcher = shard.ready, shard.searcher
    key = _key(request, shard)
    if key is None or searcher is None:
        return query_phase(request, ctx)
    stats = shard.service.cached_requests(shard.number)
    found = cache.find(searcher, key, stats)
    if found is not None:
        ctx.account.add(len(found), "<request_cache>")
        kept: ShardQueryResult = pickle.loads(found)
        return kept
    result = query_phase(request, ctx)
    if not result.timed_out and not ctx.unrepeatable and (answer := _packed(result)) is not None:
        cache.put(searcher, key, len(key[0]), answer, stats)
    return result


def _key(request: SearchRequest, shard: QueriedShard) -> tuple[bytes, object, int] | None:
    """Returns what the answer of a shard is kept under, None if it is not.

    Settings and mapping are part of it: they say what a request means.
    """
    if request.cached_as is None or shard.ready.is_restricted:
        return None  # what a part of the shard has is not what another part has
    asked, in_any_case = request.cached_as
    service, shown = shard.service, asked + orjson.dumps(shard.filters)
    if _CHANGING.search(shown) or not (in_any_case or service.setting("index.requests.cache.enable")):
        return None
    return shown, service.mapping, service.metadata.settings_version


def _packed(result: ShardQueryResult) -> bytes | None:
    """Returns a result as bytes, None if a script left something in it that cannot be kept, such as an iterator."""
    try:
        return pickle.dumps(result, pickle.HIGHEST_PROTOCOL)
    except (pickle.PicklingError, TypeError, AttributeError):
        return None
