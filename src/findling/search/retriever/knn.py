"""knn: the documents with the nearest vectors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from findling.base.errors import IllegalArgumentError
from findling.base.json_values import as_float
from findling.base.object_parser import Member
from findling.search.query.base import Query
from findling.search.query.bool import BoolQuery
from findling.search.retriever.base import Leaf, common_of, read_retriever, register
from findling.search.retriever.exact_vectors import ExactKnnQuery
from findling.search.retriever.ranked_query import RankedQuery
from findling.search.vectors.knn_body import VECTOR_MEMBERS, KnnBody, body_of, check_vector, not_built
from findling.search.vectors.knn_section import KnnSection
from findling.search.vectors.query_vector import QueryVector, read_query_vector

if TYPE_CHECKING:
    from findling.search.request import SearchRequest
    from findling.search.retriever.ranked_docs import RankedDocs


@dataclass(frozen=True, kw_only=True)
class KnnRetriever(Leaf):
    """The knn retriever."""

    kind: ClassVar[str] = "knn"

    body: KnnBody

    def extract(self, request: SearchRequest, is_child: bool) -> SearchRequest:
        body = replace(self.body, filters=self.filters, name=self.name)
        return replace(request, knn=(*request.knn, KnnSection.of(body, request.size)))

    def source(self, found: RankedDocs) -> Query:
        return self._narrowed(RankedQuery(ranked=found, is_closed=True))

    def explained(self, found: RankedDocs) -> Query:
        vectors = ExactKnnQuery(field=self.body.field, vector=self.body.vector, similarity=self.body.similarity)
        return self._narrowed(RankedQuery(ranked=found, sources=(vectors,), is_closed=True))

    def _narrowed(self, query: Query) -> Query:
        if self.filters:
            return BoolQuery(must=(query,), filter=self.filters, name=self.name)
        return replace(query, name=self.name)


def _read_numbers(value: Any) -> QueryVector:
    """Returns the numbers of a vector; a text is one number here, not many bytes."""
    return read_query_vector([as_float(value)] if isinstance(value, str) else value)


_MEMBERS = {**VECTOR_MEMBERS, "query_vector": Member(("VALUE_STRING", "VALUE_NUMBER", "START_ARRAY"), _read_numbers)}


@register("knn")
def parse_knn(body: Mapping[str, Any]) -> KnnRetriever:
    """Parses {"knn": {"field": "title_vector", "query_vector": [0.1, 0.2], "k": 10, "num_candidates": 50}}."""
    read = read_retriever("knn", body, _MEMBERS, ("field", "k", "num_candidates"))
    try:
        check_vector(read)
    except IllegalArgumentError as error:
        raise not_built(error) from error
    return KnnRetriever(body=body_of(read), **common_of(read))
