"""Primitive query of one token of a sparse vector: the weight in the document times that of the query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

import numpy as np
from numpy.typing import NDArray

from findling.search.doc_set import Docs, DocSet
from findling.search.explanation import Explanation
from findling.search.query.base import Query, Scored, Weight
from findling.search.query.notation import Notation

if TYPE_CHECKING:
    from findling.codec.segment_reader import SegmentReader
    from findling.search.context import SegmentContext, ShardContext

# Lucene keeps a weight as a frequency, the upper bits of a number of single precision
_DROPPED: Final = np.uint32(0xFFFFFFFF << 15 & 0xFFFFFFFF)


@dataclass(frozen=True, kw_only=True)
class TokenWeightQuery(Query):
    """Documents with a token; the boost is its weight in the query."""

    lucene_class: ClassVar[str] = "FeatureQuery"

    field: str
    token: str

    @property
    def prefix(self) -> bytes:
        """What the terms of the token begin with."""
        return self.token.encode("utf-8", "replace") + b"\0"

    def notation(self, ctx: ShardContext) -> Notation:
        return Notation(TokenWeight(self).describe()).boosted(self.boost)

    def weight(self, ctx: ShardContext, scoring: bool) -> Weight:
        return TokenWeight(self)


class TokenWeight(Weight):
    """Reads the weights of all documents with the token."""

    query: TokenWeightQuery

    def __init__(self, query: TokenWeightQuery) -> None:
        super().__init__(query)
        self.query = query

    def match(self, segment: SegmentContext) -> DocSet:
        return DocSet.from_docs(token_weights(segment.reader, self.query.field, self.query.prefix)[0], segment.max_doc)

    def score(self, segment: SegmentContext) -> Scored:
        docs, weights = token_weights(segment.reader, self.query.field, self.query.prefix)
        return Scored(docs, np.float32(self.query.boost) * weights)

    def describe(self) -> str:
        return f"FeatureQuery(field={self.query.field}, feature={self.query.token}, function=LinearFunction)"

    def explain(self, segment: SegmentContext, doc: int) -> Explanation:
        docs, weights = token_weights(segment.reader, self.query.field, self.query.prefix)
        place = int(np.searchsorted(docs, doc))
        token = self.query.token
        if place == len(docs) or docs[place] != doc:
            text = f"weight({self.describe()} in {segment.doc_base + doc}) [LinearFunction]"
            return Explanation.no_match(f"{text}. Feature {token} isn't set.")
        weight, boost = float(weights[place]), float(np.float32(self.query.boost))
        text = f"Linear function on the {self.query.field} field for the {token} feature, computed as w * S from:"
        details = [
            Explanation.match(boost, "w, weight of this function"),
            Explanation.match(weight, "S, feature value"),
        ]
        return Explanation.match(float(np.float32(boost) * np.float32(weight)), text, details)


def token_weights(reader: SegmentReader, field: str, prefix: bytes) -> tuple[Docs, NDArray[np.float32]]:
    """Returns the documents with a token, increasing, and its weight in each, as exact as Lucene keeps them.

    prefix: what the terms of the token begin with. Of several weights in a document the greatest counts.
    """
    terms = reader.terms(field)
    low, high = (0, 0) if terms is None else terms.prefix_range(prefix)
    if terms is None or low == high:
        return np.empty(0, np.int32), np.empty(0, np.float32)
    ends = b"".join([term[-4:] for term in terms.terms(range(low, high))])
    bits = np.frombuffer(ends, ">u4").astype(np.uint32) & _DROPPED
    docs, _ = terms.decode_range(low, high)
    weights = bits.view(np.float32).repeat(terms.doc_freq_range(low, high))
    # terms come in the order of their weights, so that of one document the greatest is the last
    order = np.argsort(docs, kind="stable")
    docs, weights = docs[order], weights[order]
    last = np.ones(len(docs), np.bool_)
    last[:-1] = docs[1:] != docs[:-1]
    return docs[last], weights[last]


def doc_freq(reader: SegmentReader, field: str, prefix: bytes) -> int:
    """Returns how many documents of a segment have a token, deleted ones included."""
    return len(token_weights(reader, field, prefix)[0])
