"""All hits of a search, page by page, from snapshots that stay the same.

In `_doc` order, the one that exports use, the documents are found once and their numbers kept. Any other order runs
the query again for each page, from the last hit of each shard on.
"""

from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import FindlingError, TaskCancelledError
from findling.node.search.matching import find_docs
from findling.node.search.search import QueryOutcome, SearchCall, query
from findling.node.search.shard_failures import all_shards_failed
from findling.node.search.shard_targets import ShardTarget
from findling.node.search.shards.action import on_shard
from findling.node.search.shards.asking import request_for
from findling.node.services.node import Node
from findling.search.phases import Merged
from findling.search.request import SearchRequest
from findling.search.shard_result import ShardHit
from findling.search.sort import BY_SCORE, SortField

DOC_ORDER: Final = (SortField("_doc"),)
_Shard = tuple[ShardTarget, NDArray[np.int64]]


@dataclass(slots=True)
class HitPages:
    """How far a search has got.

    shards, failures: in `_doc` order, the shards with their matching documents, and those that have none to give
    position: number of hits given so far; after: sort values of the last hit of each shard, None before its first
    """

    call: SearchCall
    request: SearchRequest
    shards: list[NDArray[np.int64] | None] | None = None
    failures: list[tuple[int, FindlingError]] = field(default_factory=list)
    position: int = 0
    after: dict[int, tuple[Any, ...]] = field(default_factory=dict)

    @property
    def in_doc_order(self) -> bool:
        """Whether hits come as they lie in the shards, so that they need be found only once."""
        request = self.request
        return (
            request.sort == DOC_ORDER
            and request.aggregations is None
            and request.post_filter is None
            and not request.needs_scores
            and not request.terminate_after
            and not request.knn
            and request.suggest is None
        )

    def next(self, node: Node, targets: list[ShardTarget]) -> QueryOutcome:
        """Returns the next page, empty behind the last; `position` is the caller's to move.

        Raises AllShardsFailedError, or what the client's going away raises.
        """
        return self._next_docs(node, targets) if self.in_doc_order else self._next_hits(node, targets)

    def _next_docs(self, node: Node, targets: list[ShardTarget]) -> QueryOutcome:
        if self.shards is None:
            self.shards = [self._find(place, target) for place, target in enumerate(targets)]
        failures = [(targets[place], error) for place, error in self.failures]
        if failures and (len(failures) == len(targets) or not self.call.allow_partial):
            raise all_shards_failed(failures, "query", node.id)
        found = [(target, docs) for target, docs in zip(targets, self.shards, strict=True) if docs is not None]
        total = sum(len(docs) for _, docs in found)
        answered = [target for target, _ in found]
        return QueryOutcome(targets, answered, [], failures, Merged(self._page(found), total, "eq", None))

    def _page(self, found: list[_Shard]) -> list[tuple[int, ShardHit]]:
        page: list[tuple[int, ShardHit]] = []
        skip, left = self.position, self.request.size
        for place, (_, docs) in enumerate(found):
            chosen = docs[skip : skip + left].tolist() if skip < len(docs) else []
            page += [(place, ShardHit(doc, None, (doc,))) for doc in chosen]
            left -= len(chosen)
            skip = max(0, skip - len(docs))
            if left <= 0:
                break
        return page

    def _find(self, place: int, target: ShardTarget) -> NDArray[np.int64] | None:
        """Returns the matching documents of a shard, shard-wide, in order; None, and notes it, if it fails."""
        try:
            return on_shard(find_docs, target, (request_for(self.request, target).query, self.request.size))
        except TaskCancelledError:
            raise
        except FindlingError as error:
            self.failures.append((place, error))
            return None

    def _next_hits(self, node: Node, targets: list[ShardTarget]) -> QueryOutcome:
        """Runs the query again for the hits behind the last one of each shard."""
        keys = self.request.sort or BY_SCORE
        shows_scores = self.request.track_scores or self.request.sort is None
        request = replace(self.request, sort=(*keys, SortField("_shard_doc")), track_scores=shows_scores)
        if self.position:
            request = replace(request, aggregations=None)
        outcome = query(node, request, targets, self.call, self.after)
        places = {id(target): place for place, target in enumerate(targets)}
        for place, hit in outcome.merged.page:
            self.after[places[id(outcome.answered[place])]] = hit.sort or ()
        return outcome
