"""indices_boost: scores of some indices count more."""

from typing import Any

import pytest

from tests.reference.api import Api


@pytest.fixture
def seas(api: Api) -> Api:
    for index in ("north", "south", "east"):
        api.put(f"/{index}", {"mappings": {"properties": {"t": {"type": "text"}}}})
        api.put(f"/{index}/_doc/{index}?refresh=true", {"t": "sea"})
    api.put("/south/_alias/warm")
    return api


def scores(api: Api, boosts: Any, query: dict[str, Any] | None = None, **more: Any) -> dict[str, float]:
    body = {"query": query or {"match_all": {}}, "indices_boost": boosts, **more}
    answer = api.post("/north,south,east/_search", body)
    assert answer.status == 200, answer.body
    return {hit["_id"]: hit["_score"] for hit in answer.body["hits"]["hits"]}


def test_the_first_entry_of_an_index_counts(seas: Api) -> None:
    assert scores(seas, [{"warm": 2.5}, {"*th": 1.5}]) == {"south": 2.5, "north": 1.5, "east": 1.0}
    assert list(scores(seas, [{"east": 3}, {"*": 2}])) == ["east", "north", "south"]
    assert scores(seas, [{"south": 0.5}]) == {"north": 1.0, "east": 1.0, "south": 0.5}


def test_boosts_apply_to_all_queries_and_their_explanations(seas: Api) -> None:
    plain = seas.post("/south/_search", {"query": {"match": {"t": "sea"}}}).body["hits"]["max_score"]
    query = {"bool": {"must": {"match": {"t": "sea"}}, "boost": 2}}
    body = {"query": query, "indices_boost": [{"south": 4}], "explain": True}
    (hit,) = seas.post("/south/_search", body).body["hits"]["hits"]
    assert hit["_score"] == pytest.approx(plain * 8)
    assert hit["_explanation"]["value"] == pytest.approx(plain * 8)
    assert list(scores(seas, [{"south": 4}], min_score=2)) == ["south"]


def test_names_of_no_index(seas: Api) -> None:
    answer = seas.post("/north/_search", {"indices_boost": [{"west": 2}]})
    assert (answer.status, answer.body["error"]["type"]) == (404, "index_not_found_exception")
    answer = seas.post("/north/_search?ignore_unavailable=true", {"indices_boost": [{"west": 2}, {"north": 3}]})
    assert answer.body["hits"]["max_score"] == 3


@pytest.mark.parametrize(
    ("boosts", "reason"),
    [
        (3, "Unknown key for a VALUE_NUMBER in [indices_boost]."),
        ({"south": 2}, "Unknown key for a START_OBJECT in [indices_boost]."),
        (["a"], "Expected [START_OBJECT] in [null] but found [VALUE_STRING]"),
        ([{}], "Expected [FIELD_NAME] in [indices_boost] but found [END_OBJECT]"),
        ([{"a": "1"}], "Expected [VALUE_NUMBER] in [indices_boost] but found [VALUE_STRING]"),
        ([{"a": 1, "b": 1}], "Expected [END_OBJECT] in [indices_boost] but found [FIELD_NAME]"),
    ],
)
def test_what_cannot_be_read(seas: Api, boosts: Any, reason: str) -> None:
    answer = seas.post("/north/_search", {"indices_boost": boosts})
    assert answer.status == 400
    assert answer.body["error"]["reason"] == reason
