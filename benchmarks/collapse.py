"""Collapsed hits: python -m benchmarks.collapse. A million documents, by groups of many sizes, beside plain top hits.

Milliseconds of a search on one shard, the best of several runs: 10 hits by score, the same collapsed.
"""

import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from tests.reference.search_case import SearchCase

DOCUMENTS = 1_000_000
BATCH = 100_000
RUNS = 7
GROUPS = {"few": 10, "some": 1_000, "many": 300_000}
WORDS = tuple(f"word{number}" for number in range(1_000))


def filled(path: Path) -> SearchCase:
    """Returns documents with four words of Zipf's law and a group of each kind."""
    random = np.random.default_rng(1)
    case = SearchCase(path, {"text": {"type": "text"}, **{name: {"type": "keyword"} for name in GROUPS}})
    for start in range(0, DOCUMENTS, BATCH):
        words = np.minimum(random.zipf(1.3, (BATCH, 4)) - 1, len(WORDS) - 1).tolist()
        groups = {name: random.integers(0, n, BATCH).tolist() for name, n in GROUPS.items()}
        case.add(
            {
                str(start + i): {
                    "text": " ".join(WORDS[word] for word in words[i]),
                    **{name: f"{numbers[i]:06}" for name, numbers in groups.items()},
                }
                for i in range(BATCH)
            }
        )
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
        for word in ("word0", "word5"):
            body = {"query": {"match": {"text": word}}, "_source": False, "size": 10}
            total = case.search({**body, "track_total_hits": True})["hits"]["total"]["value"]
            print(f"{word}: {total:,} of {DOCUMENTS:,} match; plain {best(case, body):.1f} ms")
            for name, n in GROUPS.items():
                print(f"  of {n:,} groups: {best(case, {**body, 'collapse': {'field': name}}):.1f} ms")
        case.shard.close()


if __name__ == "__main__":
    main()
