"""Which terms say what a text is about: those that are frequent in it and rare elsewhere (Lucene's MoreLikeThis)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from findling.base.errors import IllegalArgumentError
from findling.base.java_collections import BestOf, hash_map_order
from findling.base.json_values import scalar_text
from findling.search.query.creation import EvaluationError
from findling.search.query.primitive.term_weight import PostingsQuery

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField
    from findling.search.context import ShardContext

_MOST_TOKENS = 5_000

# a field and a term in it
FieldTerm = tuple[str, str]


@dataclass(frozen=True)
class Selection:
    """Which terms are taken; the names are those of the parameters of more_like_this.

    boost_terms: factor on the boosts of terms by their weights, 0 for none
    """

    max_query_terms: int = 25
    min_term_freq: int = 2
    min_doc_freq: int = 5
    max_doc_freq: int = 2**31 - 1
    min_word_length: int = 0
    max_word_length: int = 0
    stop_words: frozenset[str] = frozenset()
    boost_terms: float = 0.0

    def is_noise(self, term: str) -> bool:
        """Whether a term is never taken."""
        length = len(term.encode("utf-16-le", "surrogatepass")) // 2
        if self.min_word_length > 0 and length < self.min_word_length:
            return True
        return (0 < self.max_word_length < length) or term in self.stop_words


class _Weighted(NamedTuple):
    field: str
    term: str
    weight: np.float32


class TermCounts(Protocol):
    """In how many documents terms are, of a shard or of what stands for one. n_docs: of all, deleted ones left out"""

    @property
    def n_docs(self) -> int: ...

    def doc_freq(self, field: str, term: bytes) -> int:
        """Returns in how many documents a term is."""


@dataclass(frozen=True)
class ShardCounts:
    """Those of a shard."""

    ctx: ShardContext

    @property
    def n_docs(self) -> int:
        return sum(segment.live_count for segment in self.ctx.segments)

    def doc_freq(self, field: str, term: bytes) -> int:
        """Returns in how many documents a term is."""
        return self.ctx.terms[field, term].doc_freq


def select(
    words: Mapping[str, int], fields: Sequence[str], selection: Selection, counts: TermCounts
) -> list[PostingsQuery]:
    """Returns the queries of the terms that are taken, those of the least weight first.

    words: frequencies of terms that are no noise; fields: of which a term is looked for where most documents have it
    """
    best: BestOf[_Weighted] = BestOf(min(selection.max_query_terms, len(words)), lambda found: float(found.weight))
    best.offer_all(_weighted(words, fields, selection, counts))
    chosen = best.drained()
    queries = []
    for found in chosen:
        boost = 1.0
        if selection.boost_terms:
            with np.errstate(over="ignore"):
                boost = float(np.float32(selection.boost_terms) * found.weight / chosen[0].weight)
        queries.append(PostingsQuery(field=found.field, terms=(_bytes(found.term),), boost=boost))
    return queries


def _weighted(
    words: Mapping[str, int], fields: Sequence[str], selection: Selection, counts: TermCounts
) -> Iterator[_Weighted]:
    n_docs = counts.n_docs
    for word, frequency in hash_map_order(words):
        if selection.min_term_freq > 0 and frequency < selection.min_term_freq:
            continue
        top, doc_freq = fields[0], 0
        for field in fields:
            own = counts.doc_freq(field, _bytes(word))
            if own > doc_freq:
                top, doc_freq = field, own
        if doc_freq == 0 or doc_freq < selection.min_doc_freq or doc_freq > selection.max_doc_freq:
            continue
        idf = np.float32(math.log((n_docs + 1) / (doc_freq + 1)) + 1)
        yield _Weighted(top, word, np.float32(frequency) * idf)


def _bytes(term: str) -> bytes:
    return term.encode("utf-8", "surrogateescape")


def text_terms(field: str, texts: Sequence[str], analyzer: str | None, ctx: ShardContext) -> list[str]:
    """Returns the terms of free texts as a field would have them, in order, of each text the first 5,000.

    analyzer: overrides the field's if there is one of the name
    Raises EvaluationError for a field that is not mapped.
    """
    mapped = ctx.field(field)
    name = analyzer if analyzer is not None and _exists(analyzer, ctx) else None
    if mapped is None and name is None:
        raise EvaluationError(f"No analyzer configured for field {field}")
    return [term for text in texts for term in _terms(mapped, text, name, ctx)[:_MOST_TOKENS]]


def value_terms(field: MappedField, values: Sequence[object], analyzer: str | None, ctx: ShardContext) -> Counter[str]:
    """Returns the frequencies of the terms that a document with these values has in a field."""
    name = analyzer if analyzer is not None and _exists(analyzer, ctx) else None
    found: Counter[str] = Counter()
    for value in values:
        found.update(_terms(field, scalar_text(value), name, ctx))
    return found


def _exists(analyzer: str, ctx: ShardContext) -> bool:
    try:
        ctx.analysis.analyzer(analyzer)
    except IllegalArgumentError:
        return False
    return True


def _terms(field: MappedField | None, text: str, analyzer: str | None, ctx: ShardContext) -> list[str]:
    if analyzer is None:
        assert field is not None
        if not field.type.terms.analyzed:
            return [field.type.index_term(text).decode("utf-8", "surrogateescape")]
        analyzer = field.structures.analyzer or "default"
    batch = ctx.analysis.analyzer(analyzer).tokenize([text])
    return [batch.terms[i] for i in batch.term_ids.tolist()]
