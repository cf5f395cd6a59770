"""`_rank_eval` where the recorded answers of tests/golden/scenarios do not go: failures, templates that are missing."""

from typing import Any

import pytest

from findling.node.evaluation.metrics import METRICS
from tests.reference.api import Api

RATINGS = [{"_index": "rated", "_id": "1", "rating": 1}]
GOOD = {"id": "good", "request": {"query": {"match_all": {}}}, "ratings": RATINGS}
TEMPLATED = {"id": "templated", "ratings": RATINGS, "template_id": "mine", "params": {"word": "fox"}}


@pytest.fixture
def rated(api: Api) -> Api:
    api.put("/rated/_doc/1?refresh=true", {"t": "fox", "n": 1})
    return api


def evaluated(api: Api, requests: list[Any], **more: Any) -> Any:
    return api.post("/rated/_rank_eval", {"requests": requests, "metric": {"precision": {}}, **more})


def test_a_search_that_fails_leaves_the_others_alone(rated: Api) -> None:
    bad = {**GOOD, "id": "bad", "request": {"query": {"term": {"n": "x"}}}}
    body = evaluated(rated, [bad, GOOD]).body
    assert list(body["details"]) == ["good"]
    assert body["metric_score"] == 1.0
    assert body["failures"]["bad"]["error"]["type"] == "search_phase_execution_exception"
    assert evaluated(rated, [bad]).body["metric_score"] == "NaN"
    missing = rated.post("/nowhere/_rank_eval", {"requests": [GOOD], "metric": {"recall": {}}}).body
    assert missing["failures"]["good"]["error"]["type"] == "index_not_found_exception"


def test_stored_templates(rated: Api) -> None:
    source = {"query": {"match": {"t": "{{word}}"}}}
    rated.put("/_scripts/kept", {"script": {"lang": "mustache", "source": source}})
    templates = [{"id": "mine", "template": {"id": "kept"}}]
    assert evaluated(rated, [TEMPLATED], templates=templates).body["metric_score"] == 1.0
    none = evaluated(rated, [TEMPLATED], templates=[{"id": "mine", "template": {"id": "none"}}])
    assert none.error[:2] == (404, "resource_not_found_exception")


def test_a_template_that_nobody_gave(rated: Api) -> None:
    templates = [{"id": "other", "template": {"source": "{}"}}]
    assert evaluated(rated, [TEMPLATED], templates=templates).error[:2] == (400, "null_pointer_exception")


def test_what_a_template_gives_may_be_no_search(rated: Api) -> None:
    templates = [{"id": "mine", "template": {"source": '{"query": '}}]
    body = evaluated(rated, [TEMPLATED, GOOD], templates=templates).body
    assert body["failures"]["templated"]["error"]["type"] == "x_content_parse_exception"
    assert body["metric_score"] == 1.0


@pytest.mark.parametrize("name", sorted(METRICS))
def test_every_metric_bears_no_hits_and_no_ratings(rated: Api, name: str) -> None:
    metric = {name: {"maximum_relevance": 3} if "expected" in name else {}}
    nothing = {"id": "q", "request": {"query": {"match_none": {}}}, "ratings": []}
    body = rated.post("/rated/_rank_eval", {"requests": [nothing], "metric": metric}).body
    assert (body["metric_score"], body["failures"]) == (0.0, {})
