"""The hits of a page as the shards that have them show them."""

from collections.abc import Sequence
from typing import NamedTuple

from findling.base.errors import FindlingError, TaskCancelledError
from findling.node.search.knn_search import with_nearest
from findling.node.search.shard_targets import ShardTarget
from findling.node.search.shards.action import shard_action
from findling.node.search.shards.asking import boosted
from findling.search.fetch.lookups import WantedLookup, wanted_lookups
from findling.search.phases import fetch_phase
from findling.search.request import SearchRequest
from findling.search.shard_result import ShardHit, ShardQueryResult


class Page(NamedTuple):
    """What is shown of one shard. result: what its query phase gave, None if it gave nothing of its own"""

    request: SearchRequest
    hits: Sequence[ShardHit]
    result: ShardQueryResult | None = None


class Fetched(NamedTuple):
    """The JSON of hits, what their lookup fields look for, and the profile of the phase if one was asked for."""

    hits: list[dict[str, object]]
    wanted: list[WantedLookup]
    profile: dict[str, object] | None = None


@shard_action
def fetch_page(target: ShardTarget, page: Page) -> Fetched:
    """Returns the hits of a page of one shard. Raises what cannot be shown of them."""
    request, hits, result = page
    built = fetch_phase(request, target.ready, hits, result)
    profile = None if result is None or result.profile is None else result.profile.fetch
    return Fetched(built, wanted_lookups(request, target.ready, hits, built), profile)


def page_of(
    request: SearchRequest, target: ShardTarget, hits: Sequence[ShardHit], result: ShardQueryResult | None
) -> Page:
    """Returns what is asked of one shard."""
    return Page(boosted(with_nearest(request, target), target.boost), hits, result)


def fetch_pages(asked: Sequence[tuple[ShardTarget, Page]]) -> list[Fetched | FindlingError]:
    """Returns what each shard shows of its page, or why it cannot. Raises TaskCancelledError."""
    begun: list[object] = []
    for target, page in asked:
        begun.append(None if target.far is None else _begun(target, page))
    return [_fetched(target, page, call) for (target, page), call in zip(asked, begun, strict=True)]


def _begun(target: ShardTarget, page: Page) -> object:
    assert target.far is not None
    needed = page.result is not None and (page.request.explain or page.result.profile is not None)
    return target.far.begin(fetch_page.__name__, page if needed else page._replace(result=None))


def _fetched(target: ShardTarget, page: Page, call: object) -> Fetched | FindlingError:
    try:
        if target.far is None:
            return fetch_page(target, page)
        found: Fetched = target.far.result(call)
    except TaskCancelledError:
        raise
    except FindlingError as error:
        return error
    if page.result is not None and page.result.profile is not None:
        page.result.profile.fetch = found.profile
    return found
