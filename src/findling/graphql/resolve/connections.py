"""Pages of documents: searches made of arguments, and what is shown of their answers."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.graphql.resolve.cursors import decode_cursor, encode_cursor
from findling.graphql.resolve.documents import Document

DEFAULT_FIRST: Final = 10
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


def search_documents(names: Sequence[str], context: Any, arguments: Mapping[str, Any]) -> Connection:
    """Returns a page of the documents of indices. Raises IllegalArgumentError.

    arguments: where, query (as Query DSL), sort, first, limit, after, offset, collapse, highlight
    """
    first, offset = _window(arguments)
    after = arguments.get("after")
    body: dict[str, Any] = {"size": first + 1, "track_total_hits": context.selects("totalCount")}
    if arguments.get("query") is not None:
        body["query"] = arguments["query"]
    if offset:
        body["from"] = offset
    body |= {name: arguments[name] for name in ("collapse", "highlight") if arguments.get(name)}
    body |= detail_members(context)
    sort = list(arguments.get("sort") or ())
    if after is not None or context.selects(*_PAGING):
        sort = [*(sort or ["_score"]), *([] if "collapse" in body else [_TIE_BREAKER])]
    if sort:
        body["sort"] = sort
        body["track_scores"] = context.selects("_score", "score", "maxScore")
    if after is not None:
        body["search_after"] = decode_cursor(after, len(sort))
    return Connection(context.backend.search(names, body), first, after is None and not offset)


def detail_members(context: Any) -> dict[str, bool]:
    """Returns the members of a search that hits get their numbers by, as far as anybody wants them."""
    details = {}
    if context.selects("_version"):
        details["version"] = True
    if context.selects("_seq_no", "_primary_term"):
        details["seq_no_primary_term"] = True
    return details


def _window(arguments: Mapping[str, Any]) -> tuple[int, int]:
    """Returns how many documents are wanted, and how many before them are not."""
    first, limit = arguments.get("first"), arguments.get("limit")
    if first is not None and limit is not None:
        raise IllegalArgumentError("[first] and [limit] mean the same: only one of them may be given")
    size: int = next((given for given in (first, limit) if given is not None), DEFAULT_FIRST)
    offset: int = arguments.get("offset") or 0
    if size < 0 or offset < 0:
        raise IllegalArgumentError("[first], [limit] and [offset] must not be negative")
    if offset and arguments.get("after") is not None:
        raise IllegalArgumentError("[after] and [offset] cannot be used together")
    return size, offset


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
