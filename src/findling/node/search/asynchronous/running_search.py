"""A search that runs for somebody who may not wait for it."""

import copy
import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from findling.base.clock import Clock
from findling.base.error_body import status_of
from findling.base.errors import FindlingError, SubmittedSearchError
from findling.base.work.current import current_work
from findling.node.search.asynchronous.search_id import SearchId
from findling.node.search.asynchronous.state import SearchState
from findling.node.search.asynchronous.typed_names import aggregation_names
from findling.node.search.search import SearchCall
from findling.node.search.shard_failures import shards_summary
from findling.node.search.shard_targets import ShardTarget
from findling.node.services.tasks import Task
from findling.search.aggs.base.reduce_context import ReduceContext
from findling.search.phases import merge_results
from findling.search.request import SearchRequest
from findling.search.shard_result import ShardQueryResult

logger = logging.getLogger("findling.search")


class RunningSearch:
    """Runs one search, hears of its progress, and tells how far it is to whoever asks, from any thread.

    batch_size: shards that are asked before the partial answer is one step further
    max_buckets: of the answer, partial ones as well
    expiration_ms: when it is given up and its answer removed
    is_kept: whether its state is to be stored when it ends
    listed: set once its shards are known, or it has failed before
    ended: set once its state is final; its task is done later, when that is stored
    """

    def __init__(
        self, id: SearchId, task: Task, call: SearchCall, batch_size: int, keep_alive_ms: int, max_buckets: int
    ) -> None:
        self.id = id
        self.task = task
        self.batch_size = batch_size
        self.expiration_ms = task.start_ms + keep_alive_ms
        self.is_kept = False
        self.owner: str | None = None
        self.listed = threading.Event()
        self.ended = threading.Event()
        self._names = aggregation_names(call.body)
        self._call = call
        self._max_buckets = max_buckets
        self._started = time.perf_counter()
        self._lock = threading.Lock()
        self._request: SearchRequest | None = None
        self._targets: Sequence[ShardTarget] = ()
        self._results: list[ShardQueryResult] = []
        self._failures: list[tuple[ShardTarget, FindlingError]] = []
        self._final: SearchState | None = None

    # its progress

    def begun(self, request: SearchRequest, targets: Sequence[ShardTarget]) -> None:
        with self._lock:
            self._request, self._targets, self._results, self._failures = request, targets, [], []
        self.listed.set()

    def answered(self, target: ShardTarget, answer: object) -> None:
        with self._lock:
            if isinstance(answer, ShardQueryResult):
                self._results.append(answer)
            elif isinstance(answer, FindlingError):
                self._failures.append((target, answer))

    # running it

    def run(self, search: Callable[[SearchCall], dict[str, Any]], clock: Clock) -> None:
        """Does the search; whatever comes of it is its state afterwards."""

        def check() -> None:
            if clock.now_ms() > self.expiration_ms:
                self.task.cancelled = True
            self.task.check()

        try:
            check()
            with current_work().part(check):
                response = search(replace(self._call, typed_keys=True, check=check, progress=self))
            self._end(response=response)
        except FindlingError as error:
            self._end(error=error)
        except Exception as error:
            logger.exception("asynchronous search failed task=%s", self.task.full_id)
            self._end(error=error)

    def _end(self, response: dict[str, Any] | None = None, error: Exception | None = None) -> None:
        if error is None:
            final = SearchState(self.task.start_ms, self.expiration_ms, False, False, response, names=self._names)
        else:
            wrapped = SubmittedSearchError("error while executing search", status_of(error))
            wrapped.__cause__ = error
            final = self.state().failed(wrapped)
        self.listed.set()
        with self._lock:
            self._results, self._failures, self._targets, self._final = [], [], (), final

    # telling of it

    def state(self) -> SearchState:
        """Returns how far the search is."""
        with self._lock:
            final, request = self._final, self._request
            results, failures, targets = list(self._results), list(self._failures), self._targets
        if final is not None:
            return replace(final, expiration_ms=self.expiration_ms)
        response = None if request is None else self._partial(request, results, failures, targets)
        return SearchState(self.task.start_ms, self.expiration_ms, True, True, response, names=self._names)

    def _partial(
        self,
        request: SearchRequest,
        results: Sequence[ShardQueryResult],
        failures: Sequence[tuple[ShardTarget, FindlingError]],
        targets: Sequence[ShardTarget],
    ) -> Mapping[str, Any]:
        """Returns the response as far as shards have answered: how many hits, and the aggregations."""
        total: object = {"value": 0, "relation": "gte"}
        body: dict[str, Any] = {"took": int((time.perf_counter() - self._started) * 1000), "timed_out": False}
        body["num_reduce_phases"] = -(-len(results) // self.batch_size)
        body["_shards"] = shards_summary(targets, failures, self.task.node) | {"successful": len(results)}
        body["hits"] = {"total": total, "max_score": None, "hits": []}
        if results:
            merged = merge_results(request, results)
            body["hits"] = merged.render([]) | {"max_score": None}
            if request.aggregations is not None:
                reducing = ReduceContext(self._max_buckets)
                partial = request.aggregations.reduce(copy.deepcopy(merged.aggregations), reducing)
                body["aggregations"] = request.aggregations.render(partial, True)
        return body
