"""Highlighted hits: python -m benchmarks.highlights. 10 hits of 5 KB, beside the same hits without a highlight.

Milliseconds of a search on one shard, the best of several runs. A word of the query is in every sentence, or in few.
"""

import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from tests.reference.search_case import SearchCase

DOCUMENTS = 200
CHARACTERS = 5_000
RUNS = 50
FIELDS = {
    "analysed again": {"type": "text"},
    "offsets": {"type": "text", "index_options": "offsets"},
    "vectors": {"type": "text", "term_vector": "with_positions_offsets"},
}
WORDS = tuple(f"word{number}" for number in range(1_000))
QUERIES = {"few": "word7 rare", "many": "word1 word2"}
WAYS: dict[str, dict[str, Any]] = {
    "unified": {},
    "unified, whole": {"number_of_fragments": 0},
    "plain": {"type": "plain"},
    "fvh": {"type": "fvh"},
}


def text(random: np.random.Generator) -> str:
    """Returns sentences of about ten words of Zipf's law."""
    words = [WORDS[number] for number in np.minimum(random.zipf(1.3, CHARACTERS // 6) - 1, len(WORDS) - 1)]
    words[len(words) // 2] = "rare"
    sentences = (" ".join(words[start : start + 10]).capitalize() for start in range(0, len(words), 10))
    return ". ".join(sentences)[:CHARACTERS]


def filled(path: Path) -> SearchCase:
    """Returns documents with the same text in every field."""
    random = np.random.default_rng(1)
    case = SearchCase(path, FIELDS)
    case.add({str(i): dict.fromkeys(FIELDS, text(random)) for i in range(DOCUMENTS)})
    return case


def best(case: SearchCase, body: dict[str, Any]) -> float:
    """Returns the least milliseconds that a search took."""
    found = float("inf")
    for _ in range(RUNS):
        start = time.perf_counter()
        case.search(body)
        found = min(found, (time.perf_counter() - start) * 1e3)
    return found


def main() -> None:
    with tempfile.TemporaryDirectory() as path:
        case = filled(Path(path))
        for field in FIELDS:
            for kind, words in QUERIES.items():
                body = {"query": {"match": {field: words}}, "_source": False, "size": 10}
                print(f"{field}, {kind} matches: without {best(case, body):.2f} ms")
                for way, options in WAYS.items():
                    if way != "fvh" or field == "vectors":
                        took = best(case, {**body, "highlight": {"fields": {field: options}}})
                        print(f"  {way}: {took:.2f} ms")
        case.shard.close()


if __name__ == "__main__":
    main()
