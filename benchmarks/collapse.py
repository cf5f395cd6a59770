"""Collapsed hits: python -m benchmarks.collapse [--documents N] [--opensearch URL]. By groups of many sizes.

10 hits by score, and the same collapsed, of a word that a third of the documents have and one that few have.
"""

import random
from collections.abc import Iterator

import numpy as np

from benchmarks.beside import Corpus, Json, Row, compare, options_of

RUNS = 30
GROUPS = {"few": 10, "some": 1_000, "many": 300_000}
WORDS = tuple(f"word{number}" for number in range(1_000))
FIELDS = {"text": {"type": "text"}, **{name: {"type": "keyword"} for name in GROUPS}}
_BATCH = 10_000


def lines(documents: int) -> Iterator[Json]:
    """Yields documents with four words of Zipf's law and a group of each kind."""
    source = np.random.default_rng(1)
    for start in range(0, documents, _BATCH):
        words = np.minimum(source.zipf(1.3, (_BATCH, 4)) - 1, len(WORDS) - 1).tolist()
        groups = {name: source.integers(0, n, _BATCH).tolist() for name, n in GROUPS.items()}
        for i in range(min(_BATCH, documents - start)):
            yield {"index": {"_id": str(start + i)}}
            own = {name: f"{numbers[i]:06}" for name, numbers in groups.items()}
            yield {"text": " ".join(WORDS[word] for word in words[i]), **own}


def rows() -> Iterator[tuple[str, Row]]:
    """Yields the searches: of frequent words and of rarer ones, plain, then collapsed by each kind of group."""
    for label, low, high in (("frequent", 0, 3), ("rarer", 20, 60)):
        drawn = random.Random(3)
        words = [" ".join(WORDS[drawn.randrange(low, high)] for _ in range(2)) for _ in range(RUNS)]
        bodies = [{"query": {"match": {"text": text}}, "_source": False, "track_total_hits": True} for text in words]
        yield f"{label} words, plain", Row("collapse", bodies)
        for name, n in GROUPS.items():
            collapsed = [{**body, "collapse": {"field": name}} for body in bodies]
            yield f"{label} words, {n:,} groups", Row("collapse", collapsed)


def main() -> None:
    options = options_of(__doc__, ("documents", 1_000_000))
    compare({"collapse": Corpus(FIELDS, lambda: lines(options.documents))}, rows(), options.opensearch)


if __name__ == "__main__":
    main()
