"""function_score: chance by Elasticsearch's hashes, and what a function is asked for."""

from pathlib import Path

import pytest

from tests.reference.search_case import SearchCase

DOCUMENTS = {
    "0": {"tag": ["b", "a"], "n": [10, 9], "price": 1e10, "place": "1,2", "day": "2024-01-01"},
    "1": {"tag": "\u00e4", "n": -3, "price": [0.001, 2.5], "place": "48.5,11.25", "day": "2024-02-01T03:04:05.006Z"},
    "2": {},
}
FIELDS = {"tag": "keyword", "n": "long", "price": "double", "place": "geo_point", "day": "date"}
# scores of Elasticsearch 9.1 for the same documents in an index of this name, with the seed 42
SCORES = {
    "tag": [0.6891853, 0.3350727, 0.46805763],
    "n": [0.729524, 0.89770305, 0.46805763],
    "price": [0.91964984, 0.7807679, 0.46805763],
    "place": [0.9313029, 0.59427243, 0.46805763],
    "day": [0.17883271, 0.42754155, 0.46805763],
    "_seq_no": [0.046104908, 0.16777581, 0.6177398],
    "_version": [0.16777581, 0.16777581, 0.16777581],
    "_index": [0.07789266, 0.07789266, 0.07789266],
}


@pytest.fixture
def case(tmp_path: Path) -> SearchCase:
    case = SearchCase(tmp_path, {name: {"type": kind} for name, kind in FIELDS.items()}, index="scoring-r")
    case.add(DOCUMENTS)
    return case


@pytest.mark.parametrize("field", SCORES)
def test_random_scores_are_those_of_elasticsearch(case: SearchCase, field: str) -> None:
    found = case.scores({"function_score": {"random_score": {"seed": 42, "field": field}}})
    assert found == pytest.approx({str(i): score for i, score in enumerate(SCORES[field])}, rel=1e-6)


def test_without_a_seed_the_time_decides(case: SearchCase) -> None:
    found = case.scores({"function_score": {"random_score": {}}})
    assert len(set(found.values())) == 3
    assert all(0 <= score < 1 for score in found.values())


def test_nested_documents_and_their_roots_are_asked_apart(tmp_path: Path) -> None:
    """Only what the query is about needs a value: a root has none of its nested documents, and they none of its."""
    parts = {"type": "nested", "properties": {"v": {"type": "long"}}}
    case = SearchCase(tmp_path, {"n": {"type": "long"}, "parts": parts})
    case.add({"0": {"n": 2, "parts": [{"v": 5}, {"v": 7}]}, "1": {"n": 3}})
    own = {"function_score": {"field_value_factor": {"field": "n"}}}
    assert case.scores(own) == {"0": 2, "1": 3}
    nested = {"function_score": {"field_value_factor": {"field": "parts.v"}}}
    assert case.scores({"nested": {"path": "parts", "score_mode": "max", "query": nested}}) == {"0": 7}


def test_a_document_that_no_hit_is_needs_no_value(case: SearchCase) -> None:
    """A missing value is an error of the documents that are scored, not of others."""
    query = {"function_score": {"query": {"exists": {"field": "n"}}, "field_value_factor": {"field": "price"}}}
    assert case.scores(query) == pytest.approx({"0": 1e10, "1": 0.001})
