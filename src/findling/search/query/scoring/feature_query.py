"""Primitive query of one feature: a number of documents, in a field of its own or in terms, and a function of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

import numpy as np

from findling.search.doc_set import Docs, DocSet
from findling.search.explanation import Explanation
from findling.search.query.base import Query, Scored, Weight
from findling.search.query.scoring.feature_function import FeatureFunction, Singles, features_of, frequencies_of

if TYPE_CHECKING:
    from findling.search.context import SegmentContext, ShardContext


@dataclass(frozen=True)
class Feature:
    """Where the values of a feature are.

    column: name of the field; prefix: what the terms of the feature begin with, None if the field is one of numbers
    name, lucene_field: as Lucene has them; inverted: whether small values are good
    """

    column: str
    prefix: bytes | None
    name: str
    lucene_field: str
    inverted: bool

    @classmethod
    def of_token(cls, field: str, token: str) -> Self:
        """Returns the weights of a token of a sparse_vector field."""
        return cls(field, token.encode("utf-8", "replace") + b"\0", token, field, False)

    def values(self, segment: SegmentContext) -> tuple[Docs, Singles]:
        """Returns the documents that have the feature, and its values as exact as Lucene keeps them."""
        docs, values = self._numbers(segment) if self.prefix is None else self._of_terms(segment, self.prefix)
        if self.inverted:
            values = np.float32(1) / values
        return docs, features_of(frequencies_of(np.ascontiguousarray(values)))

    def _numbers(self, segment: SegmentContext) -> tuple[Docs, Singles]:
        column = segment.reader.numeric(self.column)
        presence = segment.reader.presence(self.column)
        if column is None or presence is None:
            return np.empty(0, np.int32), np.empty(0, np.float32)
        docs = presence.to_docs()
        return docs, column.single(docs, 0.0).astype(np.float32)

    def _of_terms(self, segment: SegmentContext, prefix: bytes) -> tuple[Docs, Singles]:
        """Returns documents and values; of several values of a document the greatest counts."""
        terms = segment.reader.terms(self.column)
        low, high = (0, 0) if terms is None else terms.prefix_range(prefix)
        if terms is None or low == high:
            return np.empty(0, np.int32), np.empty(0, np.float32)
        ends = b"".join([term[-4:] for term in terms.terms(range(low, high))])
        docs, _ = terms.decode_range(low, high)
        values = np.frombuffer(ends, ">f4").astype(np.float32).repeat(terms.doc_freq_range(low, high))
        # terms come in the order of their values, so that of one document the greatest is the last
        order = np.argsort(docs, kind="stable")
        docs, values = docs[order], values[order]
        last = np.ones(len(docs), np.bool_)
        last[:-1] = docs[1:] != docs[:-1]
        return docs[last], values[last]


@dataclass(frozen=True, kw_only=True)
class FeatureQuery(Query):
    """Documents that have a feature, by a function of its value."""

    lucene_class: ClassVar[str] = "FeatureQuery"

    feature: Feature
    function: FeatureFunction

    def weight(self, ctx: ShardContext, scoring: bool) -> Weight:
        return FeatureWeight(self)


class FeatureWeight(Weight):
    """Reads the values of all documents."""

    query: FeatureQuery

    def __init__(self, query: FeatureQuery) -> None:
        super().__init__(query)
        self.query = query

    def match(self, segment: SegmentContext) -> DocSet:
        return DocSet.from_docs(self.query.feature.values(segment)[0], segment.max_doc)

    def score(self, segment: SegmentContext) -> Scored:
        docs, values = self.query.feature.values(segment)
        return Scored(docs, self.query.function.scores(np.float32(self.query.boost), values))

    def describe(self) -> str:
        feature, function = self.query.feature, self.query.function.describe()
        return f"FeatureQuery(field={feature.lucene_field}, feature={feature.name}, function={function})"

    def explain(self, segment: SegmentContext, doc: int) -> Explanation:
        docs, values = self.query.feature.values(segment)
        place = int(np.searchsorted(docs, doc))
        feature, function = self.query.feature, self.query.function
        if place == len(docs) or docs[place] != doc:
            text = f"weight({self.describe()} in {doc}) [{function.describe()}]"
            what = "isn't set" if len(docs) else "doesn't exist"  # in the segment
            return Explanation.no_match(f"{text}. Feature {feature.name} {what}.")
        return function.explain(feature.lucene_field, feature.name, self.query.boost, float(values[place]))
