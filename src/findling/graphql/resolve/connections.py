"""Pages of documents: searches made of arguments, and what is shown of their answers."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.graphql.resolve.context import RequestContext
from findling.graphql.resolve.cursors import Cursor, cursors_of, hit_key, read_cursor
from findling.graphql.resolve.documents import Document
from findling.graphql.resolve.searching import Searching, window

_TIE_BREAKER: Final = {"_seq_no": "asc"}
_PAGING: Final = ("cursor", "endCursor", "startCursor")


class Connection:
    """A page. hits: those of the page; has_more: whether others follow; is_first: whether none come before"""

    __slots__ = ("_after", "_cursors", "_is_shared", "answer", "has_more", "hits", "is_first")

    def __init__(self, answer: Mapping[str, Any], first: int, is_first: bool, after: Cursor | None = None) -> None:
        hits: list[dict[str, Any]] = answer["hits"]["hits"]
        if after is not None and after.passed:
            hits = [hit for hit in hits if hit_key(hit) not in after.passed]
        self.answer = answer
        self.has_more = len(hits) > first
        self.hits = hits[:first]
        self.is_first = is_first
        self._after = after
        self._is_shared = answer["_shards"]["total"] > 1
        self._cursors: list[Cursor | None] | None = None

    @property
    def cursors(self) -> list[str | None]:
        """Those of the hits."""
        if self._cursors is None:
            self._cursors = cursors_of(self.hits, self._after, self._is_shared)
        return [None if one is None else one.written() for one in self._cursors]


def search_page(searching: Searching, context: RequestContext, arguments: Mapping[str, Any]) -> Connection:
    """Returns a page of documents. Raises IllegalArgumentError.

    arguments: where, query, sort, first, limit, after, offset, collapse, highlight
    """
    first, offset = window(arguments)
    written = arguments.get("after")
    if offset and written is not None:
        raise IllegalArgumentError("[after] and [offset] cannot be used together")
    body = searching.body(arguments, context)
    after = None
    if written is not None or context.selects(*_PAGING):
        breaker = [] if "collapse" in body else [_TIE_BREAKER]
        body["sort"] = [*body.get("sort", ["_score"]), *breaker]
    if written is not None:
        after = read_cursor(written, len(body["sort"]))
        body["search_after"] = after.search_after
    if offset:
        body["from"] = offset
    body["size"] = first + 1 + (0 if after is None else len(after.passed))
    body["track_total_hits"] = context.selects("totalCount")
    if "sort" in body:
        body["track_scores"] = context.selects("_score", "score", "maxScore")
    return Connection(context.backend.search(searching.names, body), first, after is None and not offset, after)


def nodes(page: Connection, info: Any) -> list[Document]:
    return [Document(hit) for hit in page.hits]


def total(page: Connection, info: Any) -> Any:
    return page.answer["hits"].get("total")


def max_score(page: Connection, info: Any) -> Any:
    return page.answer["hits"].get("max_score")


def page_info(page: Connection, info: Any) -> dict[str, Any]:
    cursors = page.cursors or [None]
    return {
        "hasNextPage": page.has_more,
        "hasPreviousPage": not page.is_first,
        "startCursor": cursors[0],
        "endCursor": cursors[-1],
    }


def edges(page: Connection, info: Any) -> list[tuple[dict[str, Any], str | None]]:
    return list(zip(page.hits, page.cursors, strict=True))


def edge_cursor(edge: tuple[dict[str, Any], str | None], info: Any) -> str | None:
    return edge[1]


def edge_member(name: str) -> Callable[..., Any]:
    """Returns the resolver of a member of the hit."""
    return lambda edge, info: edge[0].get(name)


def edge_node(edge: tuple[dict[str, Any], str | None], info: Any) -> Document:
    return Document(edge[0])
