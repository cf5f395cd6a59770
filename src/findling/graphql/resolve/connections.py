"""Pages of documents: searches made of arguments, and what is shown of their answers."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.graphql.resolve.context import RequestContext
from findling.graphql.resolve.cursors import decode_cursor, encode_cursor
from findling.graphql.resolve.documents import Document
from findling.graphql.resolve.searching import Searching, window

_TIE_BREAKER: Final = {"_seq_no": "asc"}
_PAGING: Final = ("cursor", "endCursor", "startCursor")


class Connection:
    """A page. hits: those of the page; has_more: whether others follow; is_first: whether none come before"""

    __slots__ = ("answer", "has_more", "hits", "is_first")

    def __init__(self, answer: Mapping[str, Any], first: int, is_first: bool) -> None:
        hits: list[dict[str, Any]] = answer["hits"]["hits"]
        self.answer = answer
        self.has_more = len(hits) > first
        self.hits = hits[:first]
        self.is_first = is_first


def search_page(searching: Searching, context: RequestContext, arguments: Mapping[str, Any]) -> Connection:
    """Returns a page of documents. Raises IllegalArgumentError.

    arguments: where, query, sort, first, limit, after, offset, collapse, highlight
    """
    first, offset = window(arguments)
    after = arguments.get("after")
    if offset and after is not None:
        raise IllegalArgumentError("[after] and [offset] cannot be used together")
    body = searching.body(arguments, context)
    body |= {"size": first + 1, "track_total_hits": context.selects("totalCount")}
    if offset:
        body["from"] = offset
    if after is not None or context.selects(*_PAGING):
        breaker = [] if "collapse" in body else [_TIE_BREAKER]
        body["sort"] = [*body.get("sort", ["_score"]), *breaker]
    if after is not None:
        body["search_after"] = decode_cursor(after, len(body["sort"]))
    if "sort" in body:
        body["track_scores"] = context.selects("_score", "score", "maxScore")
    return Connection(context.backend.search(searching.names, body), first, after is None and not offset)


def nodes(page: Connection, info: Any) -> list[Document]:
    return [Document(hit) for hit in page.hits]


def total(page: Connection, info: Any) -> Any:
    return page.answer["hits"].get("total")


def max_score(page: Connection, info: Any) -> Any:
    return page.answer["hits"].get("max_score")


def page_info(page: Connection, info: Any) -> dict[str, Any]:
    ends = [encode_cursor(hit.get("sort")) for hit in (page.hits[0], page.hits[-1])] if page.hits else [None, None]
    return {
        "hasNextPage": page.has_more,
        "hasPreviousPage": not page.is_first,
        "startCursor": ends[0],
        "endCursor": ends[1],
    }


def edges(page: Connection, info: Any) -> Sequence[Mapping[str, Any]]:
    return page.hits


def edge_cursor(hit: Mapping[str, Any], info: Any) -> str | None:
    return encode_cursor(hit.get("sort"))


def edge_node(hit: dict[str, Any], info: Any) -> Document:
    return Document(hit)
