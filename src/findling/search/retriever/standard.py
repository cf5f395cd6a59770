"""standard: the documents of a query."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from findling.base.errors import IllegalArgumentError
from findling.base.json_values import as_integer
from findling.base.object_parser import LIST, NUMBER, OBJECT, Member
from findling.search.collapse import Collapse, parse_collapse
from findling.search.query.base import Query, parse_query
from findling.search.query.bool import BoolQuery
from findling.search.query.match_all import MatchAllQuery
from findling.search.retriever.base import Leaf, common_of, read_retriever, register
from findling.search.search_after import read_search_after
from findling.search.sort import SortField, parse_sort

if TYPE_CHECKING:
    from findling.search.request import SearchRequest
    from findling.search.retriever.ranked_docs import RankedDocs


@dataclass(frozen=True, kw_only=True)
class StandardRetriever(Leaf):
    """The standard retriever; what is None is as in a search without it."""

    kind: ClassVar[str] = "standard"

    query: Query | None = None
    sort: tuple[SortField, ...] | None = None
    search_after: tuple[Any, ...] | None = None
    terminate_after: int = 0
    collapse: Collapse | None = None

    def extract(self, request: SearchRequest, is_child: bool) -> SearchRequest:
        if is_child:
            self._check_child()
        if self.terminate_after < 0:
            raise IllegalArgumentError("terminateAfter must be > 0")
        query = self.query
        if self.filters or self.min_score is not None:
            query = BoolQuery(must=() if query is None else (query,), filter=self.filters)
        return replace(
            request,
            query=query,
            sort=self.sort or None,
            search_after=self.search_after,
            terminate_after=self.terminate_after,
            min_score=request.min_score if self.min_score is None else self.min_score,
            collapse=request.collapse if self.collapse is None else self.collapse,
            docvalue_fields=self.collapse.shown(request.docvalue_fields) if self.collapse else request.docvalue_fields,
        )

    def _check_child(self) -> None:
        for member, is_given in (
            ("search_after", self.search_after is not None),
            ("terminate_after", self.terminate_after > 0),
        ):
            if is_given:
                raise IllegalArgumentError(f"[{member}] cannot be used in children of compound retrievers")

    def source(self, found: RankedDocs) -> Query:
        query = MatchAllQuery() if self.query is None else self.query
        if self.filters:
            return BoolQuery(must=(query,), filter=self.filters, name=self.name)
        # as in Elasticsearch, this is its name now, if it has any
        return query if query.name == self.name else replace(query, name=self.name)


@register("standard")
def parse_standard(body: Mapping[str, Any]) -> StandardRetriever:
    """Parses {"standard": {"query": {...}, "filter": [...], "sort": [...]}}."""
    members = {
        "query": Member(OBJECT, parse_query),
        "search_after": Member(LIST, read_search_after),
        "terminate_after": Member(NUMBER, as_integer),
        "sort": Member(("START_OBJECT", "START_ARRAY"), parse_sort),
        "collapse": Member(OBJECT, parse_collapse),
    }
    read = read_retriever("standard", body, members)
    return StandardRetriever(
        query=read.get("query"),
        sort=read.get("sort"),
        search_after=read.get("search_after"),
        terminate_after=read.get("terminate_after", 0),
        collapse=read.get("collapse"),
        **common_of(read),
    )
