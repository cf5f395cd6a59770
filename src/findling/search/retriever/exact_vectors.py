"""Primitive query of all documents with a vector, compared one by one: it explains the hits of a knn retriever."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from findling.base.errors import IllegalArgumentError
from findling.base.java_numbers import java_float
from findling.search.doc_set import DocSet
from findling.search.explanation import Explanation
from findling.search.query.base import Query, Weight
from findling.search.vectors.nearest import scores_in
from findling.search.vectors.query_vector import QueryVector

if TYPE_CHECKING:
    from findling.mapping.dense_vectors import DenseVectors
    from findling.search.context import SegmentContext, ShardContext


@dataclass(frozen=True, kw_only=True)
class ExactKnnQuery(Query):
    """Documents whose vectors are as near as `similarity` asks for."""

    lucene_class: ClassVar[str] = "ExactKnnQuery"

    field: str
    vector: QueryVector
    similarity: float | None = None

    def weight(self, ctx: ShardContext, scoring: bool) -> Weight:
        found = ctx.field(self.field)
        if found is None or found.type.vectors is None:
            raise IllegalArgumentError("[knn] queries are only supported on [dense_vector] fields")
        return ExactKnnWeight(self, found.name, found.type.vectors)


class ExactKnnWeight(Weight):
    """Compares the vector with that of one document."""

    cacheable = False
    query: ExactKnnQuery

    def __init__(self, query: ExactKnnQuery, field: str, vectors: DenseVectors) -> None:
        super().__init__(query)
        self.query = query
        self._field = field
        self._vectors = vectors

    def match(self, segment: SegmentContext) -> DocSet:
        column = segment.reader.vectors(self._field)
        return DocSet.empty(segment.max_doc) if column is None else DocSet.from_docs(column.docs, segment.max_doc)

    def explain(self, segment: SegmentContext, doc: int) -> Explanation:
        structures = self._vectors.structures.vectors
        column = segment.reader.vectors(self._field)
        if structures is None or column is None or doc not in column.docs:
            return Explanation.no_match("vector not found")
        comparison = segment.reader.comparison(self._field, structures, quantized=False)
        assert comparison is not None
        vector = self._vectors.query_vector(self.query.vector)
        score = float(scores_in(column, comparison, vector, np.array([doc], np.int32))[0])
        return Explanation.match(score, f"found vector with calculated similarity: {java_float(score)}")
