"""Offsets that the index has are read, and give the fragments that analysis would give."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from findling.analysis.analyzer import Analyzer
from tests.reference.search_case import SearchCase

WORDS = ("fox", "dog", "quick", "😀", "U.S.", "lazy-day", "moon.", "river!")
FIELDS: dict[str, dict[str, Any]] = {
    "analyzed": {"type": "text"},
    "offsets": {"type": "text", "index_options": "offsets"},
    "vectors": {"type": "text", "term_vector": "with_positions_offsets"},
}
QUERIES = (
    {"match": {"FIELD": "fox moon"}},
    {"match_phrase": {"FIELD": {"query": "dog fox", "slop": 2}}},
    {"bool": {"should": [{"term": {"FIELD": "quick"}}], "must_not": [{"term": {"FIELD": "nothing"}}]}},
    {"span_near": {"clauses": [{"span_term": {"FIELD": "fox"}}, {"span_term": {"FIELD": "dog"}}], "slop": 3}},
)


def texts(drawn: random.Random) -> list[str]:
    return [" ".join(drawn.choices(WORDS, k=30)) for _ in range(drawn.randint(1, 3))]


@pytest.fixture
def case(tmp_path: Path) -> Iterator[SearchCase]:
    drawn = random.Random(5)
    case = SearchCase(tmp_path / "shard", FIELDS)
    for start in (0, 200):
        case.add({str(number): dict.fromkeys(FIELDS, texts(drawn)) for number in range(start, start + 200)})
    yield case
    case.shard.close()


def fragments(case: SearchCase, query: Any, field: str, options: Any) -> list[Any]:
    asked = {
        "query": json.loads(json.dumps(query).replace("FIELD", field)),
        "highlight": {"fields": {field: options}},
        "size": 30,
    }
    found = case.search({**asked, "sort": ["_doc"]})["hits"]["hits"]
    return [(hit["_id"], hit.get("highlight", {}).get(field)) for hit in found]


@pytest.mark.parametrize("options", [{}, {"number_of_fragments": 0}, {"max_analyzed_offset": 60}, {"order": "score"}])
@pytest.mark.parametrize("query", QUERIES, ids=lambda query: next(iter(query)))
def test_the_index_gives_what_analysis_gives(case: SearchCase, query: Any, options: Any) -> None:
    wanted = fragments(case, query, "analyzed", options)
    assert any(parts for _, parts in wanted)
    for field in ("offsets", "vectors"):
        assert fragments(case, query, field, options) == wanted


def test_texts_are_not_analysed_again(case: SearchCase, monkeypatch: pytest.MonkeyPatch) -> None:
    analysed: list[str] = []
    tokenize = Analyzer.tokenize

    def counted(self: Analyzer, values: Any, *args: Any, **options: Any) -> Any:
        analysed.extend(value for value in values if len(value) > len("fox"))
        return tokenize(self, values, *args, **options)

    monkeypatch.setattr(Analyzer, "tokenize", counted)
    for field in ("offsets", "vectors"):
        fragments(case, {"match": {"FIELD": "fox"}}, field, {})
    assert analysed == []
    fragments(case, {"match": {"FIELD": "fox"}}, "analyzed", {})
    assert len(analysed) >= 30


def test_offsets_that_go_backwards_are_found_by_analysis(tmp_path: Path) -> None:
    backwards = {
        "filter": {"parts": {"type": "word_delimiter", "catenate_all": True, "preserve_original": True}},
        "analyzer": {"parts": {"tokenizer": "whitespace", "filter": ["parts", "lowercase"]}},
    }
    field = {"type": "text", "analyzer": "parts", "term_vector": "with_positions_offsets"}
    case = SearchCase(tmp_path / "shard", {"t": field}, analysis=backwards)
    case.add({"1": {"t": "a Wi-Fi router"}})
    found = case.search({"query": {"match": {"t": "fi"}}, "highlight": {"fields": {"t": {}}}})["hits"]["hits"]
    assert [hit["highlight"] for hit in found] == [{"t": ["a Wi-<em>Fi</em> router"]}]
    case.shard.close()
