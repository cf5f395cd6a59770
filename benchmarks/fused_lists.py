"""Fused lists: python -m benchmarks.fused_lists [--documents N] [--dims N]. Texts and vectors, fused by ranks.

Documents of 12 words, drawn from 50,000 by Zipf's law, with a vector around one of 400 centers; int8 vectors in one
segment. A search fuses a match of three words with the nearest 100 of 200 candidates (`rrf`, window 100) and shows 10
hits; the parts alone beside it. OpenSearch's core has no vectors.
"""

from collections.abc import Iterator

import numpy as np

from benchmarks.beside import Corpus, Json, Row, compare, options_of
from benchmarks.nearest_vectors import QUERIES, Rows, drawn

WORDS = 50_000
LENGTH = 12
WINDOW = 100
CANDIDATES = 200


def words(n: int, length: int) -> list[str]:
    """Returns texts of words that are as frequent as in a language."""
    source = np.random.default_rng(2)
    ranks = np.minimum(source.zipf(1.3, size=(n, length)), WORDS)
    return [" ".join(f"w{rank}" for rank in row) for row in ranks.tolist()]


def corpus(vectors: Rows) -> Corpus:
    """Returns documents with a text and a vector each."""
    vector = {
        "type": "dense_vector",
        "dims": vectors.shape[1],
        "similarity": "dot_product",
        "index_options": {"type": "int8_hnsw"},
    }

    def lines() -> Iterator[Json]:
        for number, text in enumerate(words(len(vectors), LENGTH)):
            yield {"index": {"_id": str(number)}}
            yield {"vector": vectors[number].tolist(), "text": text}

    return Corpus({"vector": vector, "text": {"type": "text"}}, lines)


def bodies(queries: Rows) -> Iterator[dict[str, Json]]:
    """Yields the searches of each query: both lists fused, and each alone."""
    source = np.random.default_rng(3)
    for row in queries:
        text = " ".join(f"w{rank}" for rank in source.integers(20, 2_000, 3).tolist())
        match = {"match": {"text": text}}
        near = {"field": "vector", "query_vector": row.tolist(), "k": WINDOW, "num_candidates": CANDIDATES}
        rrf = {"retrievers": [{"standard": {"query": match}}, {"knn": near}], "rank_window_size": WINDOW}
        hidden = {"_source": False}
        yield {
            "rrf": {"retriever": {"rrf": rrf}, "size": 10, **hidden},
            "match": {"query": match, "size": WINDOW, **hidden},
            "knn": {"knn": near, "size": WINDOW, **hidden},
        }


def main() -> None:
    options = options_of(__doc__, ("documents", 20_000), ("dims", 384))
    vectors, queries = drawn(options.documents, options.dims)
    searches = list(bodies(queries[:QUERIES]))
    rows = [(kind, Row("fused", [one[kind] for one in searches], there=False)) for kind in searches[0]]
    compare({"fused": corpus(vectors)}, rows, None)


if __name__ == "__main__":
    main()
