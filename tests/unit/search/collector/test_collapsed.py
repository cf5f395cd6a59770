"""Collapsed hits over segments and shards are those of all hits of which the first of each group is taken."""

import random
from pathlib import Path
from typing import Any

import pytest

from tests.reference.search_case import SearchCase, search

PROPERTIES = {
    "k": {"type": "keyword"},
    "n": {"type": "integer"},
    "d": {"type": "double"},
    "t": {"type": "text"},
}
SORTS: dict[str, list[Any]] = {
    "by score": [],
    "a number": ["n"],
    "downwards": [{"d": "desc"}, {"n": "asc"}],
    "a keyword": [{"k": "desc"}, "n"],
    "score and number": ["_score", {"n": "desc"}],
}


def filled(path: Path, number: int, rng: random.Random) -> SearchCase:
    """Three segments, some of whose documents are deleted, or have no group."""
    case = SearchCase(path, PROPERTIES, shard=number)
    for part in range(3):
        documents = {}
        for i in range(40):
            document: dict[str, Any] = {"n": rng.randint(0, 50), "t": " ".join(rng.choices("abcde", k=4))}
            if rng.random() < 0.8:
                document |= {"k": f"group {rng.randint(0, 12)}", "d": rng.choice([-0.0, 0.0, 1.5, -2.25, 1e300])}
            documents[f"{number}-{part}-{i}"] = document
        case.add(documents)
    case.delete(*[f"{number}-{part}-{i}" for part in range(3) for i in range(0, 40, 7)])
    return case


@pytest.mark.parametrize("field", ["k", "d", "n"])
@pytest.mark.parametrize("sort", SORTS.values(), ids=SORTS)
def test_the_first_of_each_group_over_segments_and_shards(field: str, sort: list[Any], tmp_path: Path) -> None:
    rng = random.Random(7)
    cases = [filled(tmp_path / str(number), number, rng) for number in range(2)]
    body: dict[str, Any] = {"query": {"match": {"t": "a b"}}, "docvalue_fields": [field], "size": 1_000}
    body |= {"sort": sort} if sort else {}
    everything = search(cases, body)["hits"]
    heads: dict[str, Any] = {}
    for hit in everything["hits"]:
        heads.setdefault(repr(hit.get("fields")), hit)
    for from_, size in ((0, 5), (3, 4), (0, 1_000), (500, 5)):
        collapsed = search(cases, {**body, "collapse": {"field": field}, "from": from_, "size": size})["hits"]
        assert collapsed["total"] == everything["total"]
        assert collapsed["max_score"] == everything["max_score"]
        assert collapsed["hits"] == list(heads.values())[from_ : from_ + size]
    for case in cases:
        case.shard.close()
