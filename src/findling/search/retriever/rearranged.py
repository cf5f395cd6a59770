"""Retrievers that show the list of one other, whose query they change."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from findling.base.errors import IllegalArgumentError
from findling.search.query.base import Query
from findling.search.query.match_all import MatchAllQuery, MatchNoneQuery
from findling.search.retriever.base import Shards
from findling.search.retriever.compound import CompoundRetriever
from findling.search.retriever.ranked_docs import RankedDocs

if TYPE_CHECKING:
    from findling.search.request import SearchRequest


@dataclass(frozen=True, kw_only=True)
class RearrangedRetriever(CompoundRetriever):
    """The list of one other retriever, in another order and with other documents, by another score."""

    # what is said to a sort by anything but the score, before the field
    sort_refusal: ClassVar[str]

    @abstractmethod
    def child_source(self, query: Query) -> Query: ...

    def child_request(self, request: SearchRequest) -> SearchRequest:
        for key in request.sort or ():
            if not key.is_score:
                raise IllegalArgumentError(f"{self.sort_refusal}: {key.field}")
        organic = request.query
        if organic is None:
            # what is found by vectors comes beside the query
            organic = MatchNoneQuery() if request.knn else MatchAllQuery()
        return replace(request, query=self.child_source(organic))

    def combine(self, lists: Sequence[RankedDocs], shards: Shards) -> RankedDocs:
        return lists[0]
