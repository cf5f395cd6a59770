"""How far a search is: who hears of the answers of shards, and how often they are merged."""

from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from findling.node.search.shard_targets import ShardTarget
from findling.search.request import SearchRequest

DEFAULT_BATCH: Final = 512


class Progress(Protocol):
    """Hears from the thread of a search how far it has got.

    batch_size: how many shards are asked at once; a search that nobody watches asks all
    """

    batch_size: int

    def begun(self, request: SearchRequest, targets: Sequence[ShardTarget]) -> None:
        """The shards are known."""

    def answered(self, target: ShardTarget, answer: object) -> None:
        """A shard has answered, a ShardQueryResult, or failed, an exception."""


def in_batches(groups: Sequence[list[int]], size: int) -> list[list[int]]:
    """Returns lists of places, each divided into lists of a size."""
    return [places[at : at + size] for places in groups for at in range(0, len(places), size)]


def reduce_phases(request: SearchRequest, params: Mapping[str, str], n_results: int) -> int:
    """Returns how often results of shards are merged, `batched_reduce_size` of them at a time.

    Source: Elasticsearch's QueryPhaseResultConsumer, which keeps one place for what has been merged.
    """
    batch = int(params.get("batched_reduce_size") or DEFAULT_BATCH)
    if n_results <= batch or not (request.size or request.aggregations is not None):
        return 1
    return 2 + (n_results - batch - 1) // (batch - 1)
