"""Parents and children, stored queries: python -m benchmarks.relations [--children N] [--queries N] [--opensearch URL].

One node in this process, and OpenSearch beside it if one runs; wall time of a search over HTTP there and through the
application here, the median of several. Documents and queries are made from a seed.
"""

import random
from collections.abc import Iterator
from typing import Any

from benchmarks.beside import Corpus, Json, Row, compare, options_of

WORDS = [f"w{i}" for i in range(20_000)]
RUNS = 30


def family(drawn: random.Random, children: int) -> Iterator[Json]:
    """Yields lines of a bulk: a parent, then ten children."""
    for parent in range(children // 10):
        yield {"index": {"_id": f"q{parent}"}}
        yield {"relation": "question", "text": " ".join(drawn.choices(WORDS[:2000], k=8))}
        for child in range(10):
            yield {"index": {"_id": f"a{parent}-{child}", "routing": f"q{parent}"}}
            text = " ".join(drawn.choices(WORDS[:2000], k=8))
            yield {"relation": {"name": "answer", "parent": f"q{parent}"}, "text": text}


def stored(drawn: random.Random, queries: int) -> Iterator[Json]:
    """Yields lines of a bulk: queries of words, phrases, words and ranges, some of several words."""
    for number in range(queries):
        words = drawn.sample(WORDS, 4)
        kinds: list[Json] = [
            {"match": {"text": {"query": " ".join(words[:3]), "operator": "and"}}},
            {"match_phrase": {"text": " ".join(words[:2])}},
            {"bool": {"must": [{"match": {"text": words[0]}}, {"range": {"n": {"gte": drawn.randrange(1000)}}}]}},
            {"bool": {"should": [{"match": {"text": word}} for word in words], "minimum_should_match": 2}},
            {"match": {"text": words[0]}},
        ]
        yield {"index": {"_id": str(number)}}
        yield {"query": drawn.choices(kinds, [8, 4, 4, 3, 1])[0]}


MAPPINGS: dict[str, Json] = {
    "family": {
        "relation": {"type": "join", "relations": {"question": "answer"}},
        "text": {"type": "text"},
    },
    "stored": {"query": {"type": "percolator"}, "text": {"type": "text"}, "n": {"type": "integer"}},
}


def searches(drawn: random.Random) -> dict[str, Row]:
    """Returns what is measured."""

    def words() -> str:
        return " ".join(drawn.sample(WORDS[:2000], 2))

    def document() -> Json:
        return {"text": " ".join(drawn.choices(WORDS, k=150)), "n": drawn.randrange(1000)}

    def related(name: str, **members: Any) -> Row:
        kind = {"has_child": {"type": "answer"}, "has_parent": {"parent_type": "question"}}[name]
        return row("family", [{name: {**kind, "query": {"match": {"text": words()}}, **members}} for _ in range(RUNS)])

    def row(index: str, queries: list[Json]) -> Row:
        return Row(index, [{"query": query, "_source": False, "track_total_hits": True} for query in queries])

    percolations = [{"percolate": {"field": "query", "document": document()}} for _ in range(RUNS)]
    return {
        "has_child": related("has_child"),
        "has_child, sum of scores": related("has_child", score_mode="sum"),
        "has_parent": related("has_parent"),
        "percolate": row("stored", percolations),
        "percolate in a filter": row("stored", [{"bool": {"filter": query}} for query in percolations]),
    }


def main() -> None:
    options = options_of(__doc__, ("children", 500_000), ("queries", 100_000))
    corpora = {
        "family": Corpus(MAPPINGS["family"], lambda: family(random.Random(1), options.children)),
        "stored": Corpus(MAPPINGS["stored"], lambda: stored(random.Random(2), options.queries)),
    }
    compare(corpora, searches(random.Random(3)).items(), options.opensearch)


if __name__ == "__main__":
    main()
