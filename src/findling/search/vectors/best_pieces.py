"""Scores of documents that have several vectors each: that of the one nearest to the query's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from findling.search.vectors.nearest import best

if TYPE_CHECKING:
    from findling.mapping.types.vectors.semantic_text import SemanticTextFieldType
    from findling.search.context import SegmentContext, ShardContext

Floats = npt.NDArray[np.float32]
DocScores = tuple[npt.NDArray[np.int32], Floats]


def best_documents(field: SemanticTextFieldType, query: Floats, k: int, ctx: ShardContext) -> DocScores:
    """Returns the k best documents of a shard, by their numbers there, increasing, and their scores."""
    parts = [_scored(field, query, k, segment) for segment in ctx.segments]
    if not parts:
        return np.empty(0, np.int32), np.empty(0, np.float32)
    docs = np.concatenate([docs for docs, _ in parts])
    docs, scores = best(docs, np.concatenate([scores for _, scores in parts]), k)
    order = np.argsort(docs)
    return docs[order], scores[order]


def _scored(field: SemanticTextFieldType, query: Floats, k: int, segment: SegmentContext) -> DocScores:
    """Returns the k best documents of a segment, by their numbers in the shard, increasing, and their scores."""
    column = segment.reader.ordinals(field.name)
    if column is None:
        return np.empty(0, np.int32), np.empty(0, np.float32)
    visible = segment.roots if segment.visible is None else segment.visible
    docs = visible.to_docs()
    ords, owners = column.values(docs)
    docs = docs[owners]
    terms = column.dictionary
    starts = np.asarray(terms.offsets, np.int64)[:-1] // (4 * len(query))
    vectors = np.ascontiguousarray(terms.blob).view("<f4").reshape(-1, len(query))
    of_terms = np.maximum.reduceat(similarity_scores(vectors, query, field.similarity_name), starts)
    docs, scores = best(docs, of_terms[ords], k)
    order = np.argsort(docs)
    return docs[order] + np.int32(segment.doc_base), scores[order]


def similarity_scores(vectors: Floats, query: Floats, similarity: str) -> Floats:
    """Returns the scores that dense vectors have. vectors: (n, width); query: (width,); source: Lucene's formulas"""
    if similarity == "l2_norm":
        apart = vectors - query
        squares: Floats = np.einsum("ij,ij->i", apart, apart)
        near: Floats = np.reciprocal(squares + np.float32(1))
        return near
    products: Floats = vectors @ query
    if similarity == "cosine":
        lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors)) * np.sqrt(query @ query)
        products = products / lengths
    if similarity == "max_inner_product":
        return np.where(products < 0, 1 / (1 - np.minimum(products, 0)), products + 1).astype(np.float32)
    scores: Floats = np.maximum((products + np.float32(1)) / np.float32(2), np.float32(0))
    return scores
