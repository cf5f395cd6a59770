"""The parts of queries that ask for inner hits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from findling.base.errors import IllegalArgumentError
from findling.search.query.base import Query
from findling.search.query.joining.joined_query import JoinedQuery
from findling.search.query.nested import NestedQuery

ShowingQuery = NestedQuery | JoinedQuery


def showing_queries(roots: Iterable[Query | None]) -> list[ShowingQuery]:
    """Returns the parts whose inner hits are shown in hits of some queries.

    What is asked for within one of them goes to its own hits. Raises IllegalArgumentError for a name twice.
    """
    found = [part for root in roots if root is not None for part in _showing(root)]
    names: set[str] = set()
    for query in found:
        name = _name(query)
        if name in names:
            raise IllegalArgumentError(f"[inner_hits] already contains an entry for key [{name}]")
        names.add(name)
    return found


def _showing(query: Query) -> Iterator[ShowingQuery]:
    if isinstance(query, NestedQuery | JoinedQuery):
        if query.inner_hits is not None:
            yield query
        return
    for child in query.showing_children():
        yield from _showing(child)


def _name(query: ShowingQuery) -> str:
    if query.inner_hits is not None and query.inner_hits.name is not None:
        return query.inner_hits.name
    return query.path if isinstance(query, NestedQuery) else query.related
