"""percolate finds exactly the stored queries that would find the documents, however they are found."""

import random
from pathlib import Path
from typing import Any

import orjson
import pytest

from findling.search.query.percolating.candidates import candidates
from findling.search.query.percolating.documents import PercolatedDocuments
from tests.reference.search_case import SearchCase

FIELDS: dict[str, Any] = {
    "t": {"type": "text"},
    "k": {"type": "keyword"},
    "n": {"type": "integer"},
    "x": {"type": "double"},
    "ok": {"type": "boolean"},
    "day": {"type": "date"},
    "c": {"type": "nested", "properties": {"k": {"type": "keyword"}, "n": {"type": "integer"}}},
}
WORDS = ["red", "blue", "fox", "bear", "wolf", "cat", "dog", "owl"]
Json = dict[str, Any]


def random_query(drawn: random.Random, depth: int = 3) -> Json:
    """Returns a query of any kind that stored queries are found by, or not."""
    word, number = drawn.choice(WORDS), drawn.randrange(12)
    leaves: list[Json] = [
        {"match": {"t": " ".join(drawn.choices(WORDS, k=drawn.randint(1, 3)))}},
        {"match": {"t": {"query": " ".join(drawn.choices(WORDS, k=2)), "operator": "and"}}},
        {"match_phrase": {"t": f"{word} {drawn.choice(WORDS)}"}},
        {"term": {"k": word}},
        {"terms": {"k": drawn.sample(WORDS, 2)}},
        {"range": {"n": {"gte": number, "lt": number + drawn.randrange(5)}}},
        {"range": {"x": {"gt": number / 2, "lte": number}}},
        {"terms": {"n": [number, number + 3]}},
        {"term": {"ok": drawn.random() < 0.5}},
        {"range": {"day": {"gte": f"2024-01-{number + 1:02}"}}},
        {"range": {"day": {"gte": "now-1d"}}},
        {"prefix": {"t": word[:2]}},
        {"match": {"t": {"query": word[:-1] + "x", "fuzziness": 1}}},
        {"exists": {"field": drawn.choice(["n", "k"])}},
        {
            "nested": {
                "path": "c",
                "query": {"bool": {"must": [{"term": {"c.k": word}}, {"range": {"c.n": {"gte": 4}}}]}},
            }
        },
        {"match_all": {}},
        {"match_none": {}},
        {"ids": {"values": ["nobody"]}},
    ]
    if depth == 0 or drawn.random() < 0.4:
        return drawn.choice(leaves)

    def some() -> list[Json]:
        return [random_query(drawn, depth - 1) for _ in range(drawn.randint(1, 3))]

    occurrences = drawn.sample(["must", "filter", "should", "must_not"], drawn.randint(1, 2))
    compounds: list[Json] = [
        {"bool": {name: some() for name in occurrences}},
        {"bool": {"should": some() + some(), "minimum_should_match": drawn.randint(1, 3)}},
        {"dis_max": {"queries": some()}},
        {"constant_score": {"filter": random_query(drawn, depth - 1)}},
        {"boosting": {"positive": some()[0], "negative": some()[0], "negative_boost": 0.5}},
    ]
    return drawn.choice(compounds)


def random_document(drawn: random.Random) -> Json:
    document: Json = {
        "t": " ".join(drawn.choices(WORDS, k=drawn.randint(1, 5))),
        "k": drawn.sample(WORDS, drawn.randint(1, 2)),
        "n": [drawn.randrange(15) for _ in range(drawn.randint(1, 2))],
        "x": drawn.randrange(24) / 2,
        "ok": drawn.random() < 0.5,
        "day": f"2024-01-{drawn.randint(1, 20):02}",
        "c": [{"k": drawn.choice(WORDS), "n": drawn.randrange(8)} for _ in range(drawn.randrange(3))],
    }
    return {name: value for name, value in document.items() if drawn.random() < 0.7}


def percolate(case: SearchCase, **members: Any) -> dict[str, Any]:
    """Returns the fields of all hits by id."""
    query = {"percolate": {"field": "q", **members}}
    hits = case.search({"query": query, "size": 1000, "_source": False})["hits"]["hits"]
    return {hit["_id"]: hit["fields"] for hit in hits}


@pytest.mark.parametrize("seed", range(6))
def test_finds_what_the_queries_find(tmp_path: Path, seed: int) -> None:
    drawn = random.Random(seed)
    queries = {str(i): random_query(drawn) for i in range(120)}
    stored = SearchCase(tmp_path / "queries", {"q": {"type": "percolator"}, **FIELDS})
    stored.add({i: {"q": query} for i, query in list(queries.items())[:70]})
    stored.add({i: {"q": query} for i, query in list(queries.items())[70:]})
    for size in (1, 1, 1, 3):
        documents = [random_document(drawn) for _ in range(size)]
        searched = SearchCase(tmp_path / f"documents-{drawn.random()}", FIELDS)
        searched.add({str(i): document for i, document in enumerate(documents)})
        expected = {i: sorted(map(int, searched.ids(query))) for i, query in queries.items()}
        expected = {i: slots for i, slots in expected.items() if slots}
        scored = percolate(stored, documents=documents)
        assert {i: fields["_percolator_document_slot"] for i, fields in scored.items()} == expected
        filtering = {"bool": {"filter": {"percolate": {"field": "q", "documents": documents}}}}
        assert stored.ids(filtering) == set(expected)
        searched.shard.close()
    stored.shard.close()


def test_only_candidates_are_tried(tmp_path: Path) -> None:
    case = SearchCase(tmp_path / "queries", {"q": {"type": "percolator"}, **FIELDS})
    queries: dict[str, Json] = {f"word-{i}": {"match": {"t": f"word{i}"}} for i in range(50)}
    queries |= {f"range-{i}": {"range": {"n": {"gte": i, "lte": i + 1}}} for i in range(50)}
    both = [{"match": {"t": "word1"}}, {"match": {"t": "word2"}}, {"match": {"t": "word3"}}]
    queries["both"] = {"bool": {"must": both[:2]}}
    queries["phrase"] = {"match_phrase": {"t": "word1 word2"}}
    queries["two of three"] = {"bool": {"should": both, "minimum_should_match": 2}}
    queries["fuzzy"] = {"match": {"t": {"query": "nothing", "fuzziness": 2}}}
    case.add({i: {"q": query} for i, query in queries.items()})
    documents = PercolatedDocuments(case.mapping, [orjson.dumps({"t": "word1 word7", "n": 10})])
    field = case.mapping.field("q")
    assert field is not None
    (segment,) = case.context().segments
    found = candidates(segment, field.type, documents)  # type: ignore[arg-type]
    names = [id_.decode() for id_ in segment.reader.ids.get_many(found.docs)]
    assert dict(zip(names, found.certain.tolist(), strict=True)) == {
        "word-1": True,
        "word-7": True,
        "range-9": True,
        "range-10": True,
        "fuzzy": False,
    }
    case.shard.close()


def test_queries_relative_to_now_are_asked_now(tmp_path: Path) -> None:
    case = SearchCase(tmp_path / "queries", {"q": {"type": "percolator"}, **FIELDS})
    case.add({"1": {"q": {"range": {"day": {"gte": "now-1d"}}}}, "2": {"q": {"range": {"day": {"lt": "now-1d"}}}}})
    assert set(percolate(case, document={"day": "2023-11-14"})) == {"1"}
    assert set(percolate(case, document={"day": "2023-11-01"})) == {"2"}
    case.shard.close()


def test_named_parts_of_stored_queries(tmp_path: Path) -> None:
    case = SearchCase(tmp_path / "queries", {"q": {"type": "percolator"}, **FIELDS})
    parts = [{"match": {"t": {"query": word, "_name": word}}} for word in ("fox", "bear")]
    case.add({"1": {"q": {"bool": {"should": parts}}}})
    assert percolate(case, documents=[{"t": "bear fox"}, {"t": "cat"}, {"t": "bear"}]) == {
        "1": {
            "_percolator_document_slot": [0, 2],
            "_percolator_document_slot_0_matched_queries": ["fox", "bear"],
            "_percolator_document_slot_2_matched_queries": ["bear"],
        }
    }
    case.shard.close()


def test_unmapped_fields_of_documents_are_of_no_use(tmp_path: Path) -> None:
    case = SearchCase(tmp_path / "queries", {"q": {"type": "percolator"}, **FIELDS})
    case.add({"1": {"q": {"match": {"t": "fox"}}}})
    assert percolate(case, document={"other": "fox", "o": {"a": [1, 2]}}) == {}
    assert set(percolate(case, document={"other": "fox", "t": "fox"})) == {"1"}
    assert case.mapping.field("other") is None
    case.shard.close()
