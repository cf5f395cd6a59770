"""Search templates over REST: what the request says beside the template."""

import pytest

from tests.reference.api import Api

ALL = '{"query":{"match_all":{}},"size":1}'


@pytest.fixture
def shop(api: Api) -> Api:
    for number in (1, 2):
        api.put(f"/shop/_doc/{number}?refresh=true", {"n": number})
    return api


def test_a_template_stands_in_the_place_of_what_the_url_says_of_the_search(shop: Api) -> None:
    answer = shop.post("/shop/_search/template?size=2&from=1&q=n:7&preference=x", {"source": ALL})
    assert answer.status == 200
    assert answer.body["hits"]["total"]["value"] == 2
    assert len(answer.body["hits"]["hits"]) == 1
    assert shop.post("/shop/_search/template?size=-1", {"source": ALL}).status == 400
    unknown = shop.post("/shop/_search/template?sizes=1", {"source": ALL})
    assert "unrecognized parameter: [sizes]" in unknown.body["error"]["reason"]


def test_of_an_id_and_a_source_the_last_one_counts(shop: Api) -> None:
    shop.put("/_scripts/none", {"script": {"lang": "mustache", "source": {"query": {"match_none": {}}}}})
    for body, total in (({"id": "none", "source": ALL}, 2), ({"source": ALL, "id": "none"}, 0)):
        assert shop.post("/shop/_search/template", body).body["hits"]["total"]["value"] == total


@pytest.mark.parametrize("body", [{"source": ""}, {"id": ""}])
def test_a_template_of_no_text_is_none(shop: Api, body: dict[str, str]) -> None:
    answer = shop.post("/_render/template", body)
    assert answer.status == 400
    assert answer.body["error"]["reason"] == "Validation Failed: 1: template is missing;"


@pytest.mark.parametrize("source", ["{{#a}}{{#a}}{{#a}}{{.}}{{/a}}{{/a}}{{/a}}", "{{b}}" * 30])
def test_a_text_without_end_is_refused_before_it_is_there(shop: Api, source: str) -> None:
    params = {"a": list(range(400)), "b": "long " * 10_000}
    answer = shop.post("/_render/template", {"source": f'{{"q":"{source}"}}', "params": params})
    assert answer.error == (400, "parse_exception", "Mustache script result size limit exceeded")
    assert answer.body["error"]["root_cause"][0]["type"] == "parse_exception"
    cause = answer.body["error"]["caused_by"]
    assert cause["type"] == "size_limit_exceeded_exception"
    assert cause["reason"].endswith(" which exceeds the size limit [1048576]")
