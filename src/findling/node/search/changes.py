"""What becomes searchable, as it comes: documents that match a query, in the order of their sequence numbers.

Nothing is done when documents are written. Each refresh tells those who watch, and they search for what has a higher
sequence number than the last they saw. So a document that is written twice before a refresh is seen once, as it is
then, and one that is deleted is not seen. A shard has sequence numbers of its own: order is within a shard.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.index.shard import Shard
from findling.node.search.search import SearchCall, search
from findling.node.search.shard_targets import Check, ShardTarget, find_targets, never
from findling.node.services.node import Node

BATCH: Final = 100
"""How many documents are read at once."""
Place = tuple[str, int]
"""A shard: the name of its index and its number."""


@dataclass(frozen=True, slots=True)
class Change:
    """A document that has become searchable.

    hit: as a search shows it, with its version and sequence number
    cursor: what a reader goes on from behind it
    """

    hit: Mapping[str, Any]
    cursor: str


class Changes:
    """One reader's way through the changes of an expression's indices. Not thread-safe, but for its callback.

    query: in Query DSL
    after: a sequence number (of every shard), the cursor of a change, or None for what is written from now on
    Raises IllegalArgumentError for a place that no shard has come to, and what the expression's names raise.
    """

    def __init__(
        self, node: Node, expression: str, query: Mapping[str, Any], after: str | int | None, check: Check = never
    ) -> None:
        self._node = node
        self._expression = expression
        self._query = query
        self._given = None if after is None else _parse(after)
        self._seen: dict[Place, int] = {}
        self._taken = 0
        self._callback: Callable[[], None] | None = None
        self._watched: list[Shard] = []
        targets = self._targets()
        for target in targets:
            self._seen[_place(target)] = self._start(target)
        self._is_single = len(targets) == 1

    def batch(self, check: Check = never) -> list[Change]:
        """Returns the next changes, none if there is nothing new. Raises what a search raises."""
        targets = self._targets()
        for target in targets:
            # a shard that was not there at the beginning is read as a whole
            self._seen.setdefault(_place(target), -1)
        self._is_single = self._is_single and len(targets) == 1
        self._watch([target.service.shard(target.number) for target in targets])
        self._taken = self._visible()
        for target in targets:
            found = list(self._read(target, check))
            if found:
                return found
        return []

    def watch(self, callback: Callable[[], None]) -> None:
        """Calls back, from a thread that refreshes, when a batch may have something new. Until `close`."""
        self._callback = callback

    def close(self) -> None:
        """Watches no longer."""
        self._callback, watched, self._watched = None, self._watched, []
        for shard in watched:
            shard.listeners.unwatch(self._call)

    @property
    def behind(self) -> int:
        """How many operations have become searchable since the last batch was read."""
        return self._visible() - self._taken

    def _visible(self) -> int:
        return sum(shard.listeners.visible_seq_no for shard in self._watched)

    def _targets(self) -> list[ShardTarget]:
        return find_targets(self._node, self._expression, SearchCall(self._expression, {}).options)

    def _start(self, target: ShardTarget) -> int:
        last = target.service.shard(target.number).max_seq_no
        if self._given is None:
            return last
        number = self._given if isinstance(self._given, int) else self._given.get(_place(target), -1)
        if number > last:
            raise IllegalArgumentError(
                f"cannot go on after sequence number [{number}] of shard [{target.index}][{target.number}], "
                f"whose last is [{last}]"
            )
        return number

    def _read(self, target: ShardTarget, check: Check) -> Iterator[Change]:
        place = _place(target)
        seen = self._seen[place]
        visible = target.service.shard(target.number).listeners.visible_seq_no
        if visible <= seen:
            return
        hits = self._search(target, seen, check)
        for hit in hits:
            self._seen[place] = hit["_seq_no"]
            yield Change(hit, self._cursor())
        if len(hits) < BATCH:
            # what was visible before the search was part of it
            self._seen[place] = max(visible, self._seen[place])

    def _search(self, target: ShardTarget, seen: int, check: Check) -> Sequence[Mapping[str, Any]]:
        newer = [self._query, {"range": {"_seq_no": {"gt": seen}}}, {"term": {"_index": target.index}}]
        body = {
            "query": {"bool": {"filter": newer}},
            "sort": [{"_seq_no": "asc"}],
            "size": BATCH,
            "seq_no_primary_term": True,
            "version": True,
            "track_total_hits": False,
        }
        params = {"preference": f"_shards:{target.number}", "request_cache": "false"}
        call = SearchCall(self._expression, body, params, allow_partial=False, check=check)
        hits: Sequence[Mapping[str, Any]] = search(self._node, call)["hits"]["hits"]
        return hits

    def _cursor(self) -> str:
        if self._is_single:
            return str(next(iter(self._seen.values())))
        return ",".join(f"{index}/{number}:{seen}" for (index, number), seen in sorted(self._seen.items()))

    def _watch(self, shards: list[Shard]) -> None:
        """Watches exactly these, as long as anybody wants to hear of them."""
        known = {id(shard) for shard in self._watched}
        wanted = {id(shard) for shard in shards}
        if known == wanted:
            return
        gone, self._watched = [shard for shard in self._watched if id(shard) not in wanted], shards
        for shard in gone:
            shard.listeners.unwatch(self._call)
        for shard in shards:
            if id(shard) not in known:
                shard.listeners.watch(self._call)

    def _call(self) -> None:
        callback = self._callback
        if callback is not None:
            callback()


def _place(target: ShardTarget) -> Place:
    return target.index, target.number


def _parse(after: str | int) -> int | dict[Place, int]:
    """Returns a sequence number, or that of each shard that a cursor names. Raises IllegalArgumentError."""
    if isinstance(after, int):
        return max(after, -1)
    try:
        return _parsed(after)
    except ValueError:
        raise IllegalArgumentError(f"[{after}] is neither a sequence number nor the cursor of a change") from None


def _parsed(text: str) -> int | dict[Place, int]:
    if "/" not in text:
        return max(int(text), -1)
    places: dict[Place, int] = {}
    for part in text.split(","):
        index, _, rest = part.rpartition("/")
        number, _, seen = rest.partition(":")
        places[index, int(number)] = max(int(seen), -1)
    return places
