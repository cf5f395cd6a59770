"""inner_hits of has_child and has_parent; the answers are OpenSearch's."""

from typing import Any

import pytest

from tests.reference.api import Api

MAPPING = {
    "j": {"type": "join", "relations": {"question": ["answer", "comment"], "answer": "vote"}},
    "t": {"type": "text"},
    "n": {"type": "integer"},
}
DOCUMENTS: dict[str, tuple[str | None, dict[str, Any]]] = {
    "1": (None, {"j": "question", "t": "fox"}),
    "2": (None, {"j": "question", "t": "fox bear"}),
    "a1": ("1", {"j": {"name": "answer", "parent": "1"}, "t": "red", "n": 1}),
    "a2": ("1", {"j": {"name": "answer", "parent": "1"}, "t": "red", "n": 2}),
    "a3": ("2", {"j": {"name": "answer", "parent": "2"}, "t": "blue", "n": 3}),
    "c1": ("2", {"j": {"name": "comment", "parent": "2"}, "t": "red", "n": 4}),
    "v1": ("1", {"j": {"name": "vote", "parent": "a1"}, "n": 5}),
}


@pytest.fixture
def questions(api: Api) -> Api:
    assert api.put("/questions", {"mappings": {"properties": MAPPING}}).status == 200
    for name, (routing, document) in DOCUMENTS.items():
        target = f"/questions/_doc/{name}?refresh=true" + (f"&routing={routing}" if routing else "")
        assert api.put(target, document).status == 201
    return api


def inner(api: Api, query: Any) -> dict[str, Any]:
    """Returns by hit the ids of its inner hits by name."""
    answer = api.post("/questions/_search", {"query": query})
    assert answer.status == 200, answer.text
    return {
        hit["_id"]: {
            name: [found["_id"] for found in group["hits"]["hits"]] for name, group in hit["inner_hits"].items()
        }
        for hit in answer.body["hits"]["hits"]
    }


def has_child(relation: str, query: Any = None, **members: Any) -> Any:
    return {"has_child": {"type": relation, "query": query or {"match_all": {}}, **members}}


def test_children_and_parents(questions: Api) -> None:
    assert inner(questions, has_child("answer", inner_hits={})) == {
        "1": {"answer": ["a1", "a2"]},
        "2": {"answer": ["a3"]},
    }
    of_bear = {
        "has_parent": {"parent_type": "question", "query": {"match": {"t": "bear"}}, "inner_hits": {"name": "q"}}
    }
    assert inner(questions, of_bear) == {"a3": {"q": ["2"]}, "c1": {"q": ["2"]}}


def test_pages_and_sorts(questions: Api) -> None:
    asked = {"size": 1, "sort": [{"n": "desc"}], "_source": ["n"]}
    hits = questions.post("/questions/_search", {"query": has_child("answer", inner_hits=asked)}).body["hits"]["hits"]
    (first,) = hits[0]["inner_hits"]["answer"]["hits"]["hits"]
    assert (first["_id"], first["_source"], first["sort"], first["_score"]) == ("a2", {"n": 2}, [2], None)
    assert hits[0]["inner_hits"]["answer"]["hits"]["total"] == {"value": 2, "relation": "eq"}


def test_inner_hits_within_inner_hits(questions: Api) -> None:
    query = has_child("answer", has_child("vote", inner_hits={}), inner_hits={})
    (hit,) = questions.post("/questions/_search", {"query": query}).body["hits"]["hits"]
    (answer,) = hit["inner_hits"]["answer"]["hits"]["hits"]
    assert [vote["_id"] for vote in answer["inner_hits"]["vote"]["hits"]["hits"]] == ["v1"]
    assert list(hit["inner_hits"]) == ["answer"]


def test_hits_without_any(questions: Api) -> None:
    either = {"bool": {"should": [has_child("comment", inner_hits={}), {"match_all": {}}]}}
    found = inner(questions, either)
    assert (found["2"], found["1"], found["v1"]) == ({"comment": ["c1"]}, {"comment": []}, {"comment": []})


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        (has_child("answer", inner_hits={"x": 1}), "[inner_hits] unknown field [x]"),
        (
            has_child("answer", inner_hits={"size": 101}),
            "Inner result window is too large, the inner hit definition's [null]'s from + size must be less than or "
            "equal to: [100] but was [101]. This limit can be set by changing the [index.max_inner_result_window] "
            "index level setting.",
        ),
        (
            {"bool": {"must": [has_child("answer", inner_hits={}), has_child("answer", inner_hits={})]}},
            "[inner_hits] already contains an entry for key [answer]",
        ),
    ],
)
def test_refused(questions: Api, query: Any, reason: str) -> None:
    answer = questions.post("/questions/_search", {"query": query})
    assert answer.status == 400
    assert reason in answer.text.replace("\\", "")
