"""What the query phase found on one shard, ready to be merged with what others did."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from itertools import repeat
from typing import Any, Final, NamedTuple


class ShardHit(NamedTuple):
    """A document on its way into the response.

    doc: shard-wide; score: as shown, None where not computed; sort: as shown, None if sorted by score
    """

    doc: int
    score: float | None = None
    sort: tuple[Any, ...] | None = None


# what ShardHit(...) comes to, without its Python: a page is made in one go
_make_hit: Final = partial(tuple.__new__, ShardHit)


def hits_of(docs: list[int], scores: list[float]) -> list[ShardHit]:
    """Returns hits that are sorted by score."""
    return list(map(_make_hit, zip(docs, scores, repeat(None))))


@dataclass(slots=True)
class ShardProfile:
    """What a search took on one shard, as JSON.

    fetch: None where no hits were fetched; dfs: None where nothing was gathered before
    """

    searches: list[dict[str, Any]]
    aggregations: list[dict[str, Any]]
    fetch: dict[str, Any] | None = None
    dfs: dict[str, Any] | None = None


@dataclass(slots=True)
class ShardQueryResult:
    """What one shard found.

    hits: from + size of them at most, in order
    order: what each hit sorts by across shards; empty if that is the score
    total: hits counted; total_is_exact: whether these are all
    max_score: as shown
    aggregations: partial results, None without aggregations
    suggestions: entries by the names of suggestions, None without any
    profile: what it took, None unless that is asked for
    rescored: for each rescorer the documents in its window
    groups: by document, the value by which it was collapsed; None where hits are not
    """

    hits: list[ShardHit] = field(default_factory=list)
    order: list[tuple[Any, ...]] = field(default_factory=list)
    total: int = 0
    total_is_exact: bool = True
    max_score: float | None = None
    aggregations: Any = None
    suggestions: dict[str, list[Any]] | None = None
    profile: ShardProfile | None = None
    rescored: list[frozenset[int]] = field(default_factory=list)
    groups: dict[int, Any] | None = None
    timed_out: bool = False
    terminated_early: bool = False
