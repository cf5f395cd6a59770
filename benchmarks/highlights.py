"""Highlighted hits: python -m benchmarks.highlights [--documents N] [--opensearch URL]. 10 hits of 5 KB.

Beside the same hits without a highlight. A word of the query is in every sentence, or in few.
"""

import random
from collections.abc import Iterator
from typing import Any

import numpy as np

from benchmarks.beside import Corpus, Json, Row, compare, options_of

CHARACTERS = 5_000
RUNS = 60
FIELDS = {
    "analyzed": {"type": "text"},
    "offsets": {"type": "text", "index_options": "offsets"},
    "vectors": {"type": "text", "term_vector": "with_positions_offsets"},
}
WORDS = tuple(f"word{number}" for number in range(1_000))
QUERIES = {"few": ("rare", 7, 40), "many": (None, 1, 4)}
WAYS: dict[str, dict[str, Any]] = {
    "unified": {},
    "unified, whole": {"number_of_fragments": 0},
    "plain": {"type": "plain"},
    "fvh": {"type": "fvh"},
}


def text(source: np.random.Generator) -> str:
    """Returns sentences of about ten words of Zipf's law."""
    words = [WORDS[number] for number in np.minimum(source.zipf(1.3, CHARACTERS // 6) - 1, len(WORDS) - 1)]
    words[len(words) // 2] = "rare"
    sentences = (" ".join(words[start : start + 10]).capitalize() for start in range(0, len(words), 10))
    return ". ".join(sentences)[:CHARACTERS]


def lines(documents: int) -> Iterator[Json]:
    """Yields documents with the same text in every field."""
    source = np.random.default_rng(1)
    for number in range(documents):
        yield {"index": {"_id": str(number)}}
        yield dict.fromkeys(FIELDS, text(source))


def rows() -> Iterator[tuple[str, Row]]:
    """Yields the searches: each field and kind of query without a highlight, then with each highlighter."""
    for field in FIELDS:
        for kind, (also, low, high) in QUERIES.items():
            drawn = random.Random(2)
            bodies: list[Json] = []
            for _ in range(RUNS):
                words = [also or WORDS[0], *(WORDS[drawn.randrange(low, high)] for _ in range(1))]
                bodies.append({"query": {"match": {field: " ".join(words)}}, "_source": False, "size": 10})
            yield f"{field}, {kind} matches, no highlight", Row("highlights", bodies)
            for way, options in WAYS.items():
                if way != "fvh" or field == "vectors":
                    highlight = {"fields": {field: options}}
                    shown = [{**body, "highlight": highlight} for body in bodies]
                    yield f"{field}, {kind} matches, {way}", Row("highlights", shown)


def main() -> None:
    options = options_of(__doc__, ("documents", 200))
    compare({"highlights": Corpus(FIELDS, lambda: lines(options.documents))}, rows(), options.opensearch)


if __name__ == "__main__":
    main()
