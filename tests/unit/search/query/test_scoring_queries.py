"""pinned, more_like_this, rank_feature: what their examples do not show."""

from pathlib import Path
from typing import Any

import pytest

from findling.base.errors import FindlingError
from findling.search.query.base import parse_query
from findling.search.query.creation import weight_of
from tests.reference.search_case import SearchCase


@pytest.fixture
def case(tmp_path: Path) -> SearchCase:
    case = SearchCase(tmp_path, {"t": {"type": "text"}, "rank": {"type": "rank_feature"}}, index="library")
    case.add({str(i): {"t": f"word w{i}", "rank": i + 1} for i in range(5)})
    return case


def test_pinned_documents_come_in_their_order(case: SearchCase) -> None:
    query = {"pinned": {"ids": ["3", "1"], "organic": {"match": {"t": "word"}}}}
    found = case.search({"query": query})["hits"]["hits"]
    assert [hit["_id"] for hit in found] == ["3", "1", "0", "2", "4"]
    assert [hit["_score"] for hit in found[:2]] == pytest.approx([1.7014124e38, 1.7014122e38], rel=1e-7)


@pytest.mark.parametrize(("index", "first"), [("library", "4"), ("lib*", "4"), ("other", "0")])
def test_a_pinned_document_may_be_of_one_index(case: SearchCase, index: str, first: str) -> None:
    query = {"pinned": {"docs": [{"_index": index, "_id": "4"}], "organic": {"match_all": {}}}}
    assert case.order({"query": query})[0] == first


def test_scores_of_a_query_stay_below_those_of_pinned_documents(case: SearchCase) -> None:
    huge = {"constant_score": {"filter": {"match_all": {}}, "boost": 3e38}}
    # as in Elasticsearch, the boost of the query itself goes lost; one inside of it does not
    inside = {"bool": {"must": [huge, {"match": {"t": "word"}}]}}
    found = case.scores({"pinned": {"ids": ["2"], "organic": inside}})
    assert max(found, key=lambda number: found[number]) == "2"
    assert found["1"] == pytest.approx(1.7014118e38)


def test_what_is_liked_is_left_out_unless_included(case: SearchCase) -> None:
    def ids(**more: Any) -> set[str]:
        like = {"like": {"_id": "2"}, "fields": ["t"], "min_term_freq": 1, "min_doc_freq": 1, **more}
        ctx = case.context(lookup=lambda index, id, routing: {"t": "word w2"})
        weight = weight_of(parse_query({"more_like_this": like}), ctx, False)
        return {str(doc) for doc in weight.match(ctx.segments[0]).docs()}

    assert ids(minimum_should_match="1") == {"0", "1", "3", "4"}
    assert ids(minimum_should_match="1", include=True) == {"0", "1", "2", "3", "4"}


def test_a_feature_is_as_exact_as_lucene_keeps_it(case: SearchCase) -> None:
    case.add({"precise": {"rank": 1000.5}})
    assert case.scores({"rank_feature": {"field": "rank", "linear": {}}})["precise"] == 1000.0


def test_an_error_of_evaluation_is_not_one_of_creation(case: SearchCase) -> None:
    query = {"more_like_this": {"fields": ["t"], "like": "word", "minimum_should_match": "x"}}
    with pytest.raises(FindlingError) as caught:
        case.search({"query": query})
    assert caught.value.type == "number_format_exception"
