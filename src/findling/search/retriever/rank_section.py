"""`rank` and `sub_searches`: how searches asked for fused lists before there were retrievers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from findling.base.errors import (
    ActionRequestValidationError,
    IllegalArgumentError,
    NamedObjectNotFoundError,
    ParsingError,
)
from findling.base.json_values import as_integer, json_token
from findling.base.object_parser import NUMBER, OBJECT, Member, parse_object
from findling.search.query.base import Query, parse_query
from findling.search.retriever.base import Retriever
from findling.search.retriever.compound import WINDOW, window_of
from findling.search.retriever.knn import KnnRetriever
from findling.search.retriever.rrf import DEFAULT_CONSTANT, RrfRetriever
from findling.search.retriever.standard import StandardRetriever
from findling.search.vectors.knn_body import KnnBody

_DEFAULT_SIZE: Final = 10
_LEAST_LISTS: Final = 2


def parse_rank(value: Mapping[str, Any]) -> RrfRetriever:
    """Returns the retriever of `rank`, without children yet. Raises what is wrong with it."""
    if not value:
        raise ParsingError("expected a rank name, but found token [START_OBJECT] for [rank]")
    (name, body), *others = value.items()
    if not isinstance(body, Mapping):
        raise ParsingError(f"expected an object for rank name [{name}] but found [{json_token(body)}]")
    if name != "rrf":
        raise NamedObjectNotFoundError(f"unknown field [{name}]")
    read = parse_object("rrf", body, {**WINDOW, "rank_constant": Member(NUMBER, as_integer)})
    constant = read.get("rank_constant", DEFAULT_CONSTANT)
    if window_of(read) < 1:
        raise IllegalArgumentError(f"[rank_window_size] must be greater than [0], got [{window_of(read)}]")
    if constant < 1:
        raise IllegalArgumentError(f"[rank_constant] must be greater or equal to [1], got [{constant}]")
    if others:
        raise ParsingError("unexpected token [FIELD_NAME] found after end of [rank]")
    return RrfRetriever(window=window_of(read), constant=constant)


def parse_sub_searches(value: list[Any]) -> tuple[Query, ...]:
    """Returns the queries of `sub_searches`. Raises XContentParseError."""
    return tuple(map(_sub_search, value))


def _sub_search(value: Any) -> Query:
    if not isinstance(value, Mapping):
        raise ParsingError(f"Expected [START_OBJECT] but found [{json_token(value)}]")
    read = parse_object("sub_search", value, {"query": Member(OBJECT, parse_query)})
    if "query" not in read:
        raise IllegalArgumentError("Required [query]")
    query: Query = read["query"]
    return query


def with_rank(members: dict[str, Any], is_scroll: bool) -> None:
    """Makes of the members `rank` and `sub_searches`, and of `query` and `knn` beside them, what they ask for.

    Raises ActionRequestValidationError for what does not go together.
    """
    rank: RrfRetriever | None = members.pop("rank", None)
    queries = members.pop("sub_searches", ())
    queries = queries or ((members["query"],) if members.get("query") is not None else ())
    faults = _faults_without(queries) if rank is None else _faults_of(rank, queries, members, is_scroll)
    if faults:
        raise ActionRequestValidationError.of(*faults)
    if rank is None:
        members.update({"query": queries[0]} if queries else {})
        return
    sections: tuple[KnnBody, ...] = members.pop("knn", ())
    members.pop("query", None)
    children: list[Retriever] = [StandardRetriever(query=query, name=query.name) for query in queries]
    children += [KnnRetriever(body=body, filters=body.filters, name=body.name) for body in sections]
    members["retriever"] = RrfRetriever(
        children=tuple(children), weights=(1.0,) * len(children), window=rank.window, constant=rank.constant
    )


def _faults_without(queries: tuple[Query, ...]) -> list[str]:
    return ["[sub_searches] requires [rank]"] if len(queries) > 1 else []


def _faults_of(
    rank: RrfRetriever, queries: tuple[Query, ...], members: Mapping[str, Any], is_scroll: bool
) -> list[str]:
    size = members.get("size", _DEFAULT_SIZE)
    found = []
    if size == 0:
        found.append("[rank] requires [size] greater than [0]")
    if size > rank.window:
        found.append(f"[rank] requires [rank_window_size: {rank.window}] be greater than or equal to [size: {size}]")
    if len(queries) + len(members.get("knn", ())) < _LEAST_LISTS:
        found.append(
            "[rank] requires a minimum of [2] result sets using a combination of sub searches and/or knn searches"
        )
    if is_scroll:
        found.append("[rank] cannot be used in a scroll context")
    found += [f"[rank] cannot be used with [{name}]" for name in ("rescore", "sort") if members.get(name)]
    return found
