"""The `suggest` of an answer: what the shards suggest, merged, with the documents that options show."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from findling.base.errors import FindlingError
from findling.node.search.shard_failures import reduce_failed
from findling.node.search.shard_targets import ShardTarget
from findling.node.search.shards.action import on_shard
from findling.node.search.shards.fetching import Page, fetch_page
from findling.search.request import SearchRequest
from findling.search.shard_result import ShardHit, ShardQueryResult
from findling.search.suggest.request import Suggestions


def suggested(
    request: SearchRequest,
    suggest: Suggestions,
    targets: Sequence[ShardTarget],
    results: Sequence[ShardQueryResult],
    typed_keys: bool,
) -> dict[str, object]:
    """Returns the `suggest` of the response. targets: the shards that gave the results

    Raises AllShardsFailedError if the suggestions of the shards do not go together, or what keeps documents from being
    shown.
    """
    try:
        reduced = suggest.reduce([result.suggestions or {} for result in results])
    except FindlingError as error:
        raise reduce_failed(error) from error
    options = [
        option
        for name, entries in reduced.items()
        if suggest.by_name[name].shows_documents
        for entry in entries
        for option in entry.options
    ]
    _fetch(replace(request, explain=request.explain and request.query is not None), targets, options)
    return suggest.render(reduced, typed_keys)


def _fetch(request: SearchRequest, targets: Sequence[ShardTarget], options: Sequence[Any]) -> None:
    """Gives options the documents that they show."""
    for place in sorted({option.place for option in options}):
        own = [option for option in options if option.place == place]
        page = Page(request, [ShardHit(option.doc, option.score) for option in own])
        for option, hit in zip(own, on_shard(fetch_page, targets[place], page).hits, strict=True):
            option.hit = hit
