"""What collecting hits is going to take of a search's memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from findling.search.context import ShardContext
    from findling.search.request import SearchRequest

# a hit in the running: number and score; as an object, once it is ranked; with the values that it sorts by
_BYTES_PER_HIT: Final = 150
_BYTES_PER_SORTED_HIT: Final = 300
_BYTES_PER_SORT_VALUE: Final = 8
_BYTES_PER_SHOWN_VALUE: Final = 80


def account_for_hits(request: SearchRequest, ctx: ShardContext) -> None:
    """Accounts for the page that a shard has to keep, and for the values of a segment by which it is sorted.

    Raises CircuitBreakingError before any of it is used.
    """
    wanted = min(request.from_ + request.size, ctx.searcher.max_doc)
    if request.sorts_by_score and request.search_after is None:
        ctx.account.add(wanted * _BYTES_PER_HIT, "<query_phase>")
        return
    keys = len(request.sort or ())
    largest = max([segment.max_doc for segment in ctx.segments], default=0)
    hits = wanted * (_BYTES_PER_SORTED_HIT + keys * _BYTES_PER_SHOWN_VALUE)
    ctx.account.add(hits + largest * keys * _BYTES_PER_SORT_VALUE, "<sort>")
