"""Processors of search pipelines before and after a search, where nothing is fused (test_hybrid.py has what is)."""

from typing import Any

import pytest

from tests.reference.api import Api


@pytest.fixture
def few(api: Api) -> Api:
    """Documents 1 to 6 on two shards."""
    properties = {"n": {"type": "integer"}, "tags": {"type": "keyword"}}
    assert api.put("/few", {"settings": {"number_of_shards": 2}, "mappings": {"properties": properties}}).status == 200
    for number in range(1, 7):
        api.put(f"/few/_doc/{number}?refresh=true", {"n": number, "tags": f"a{number},b,,"})
    return api


def before(**processor: Any) -> dict[str, Any]:
    return {"search_pipeline": {"request_processors": [processor]}}


def after(**processor: Any) -> dict[str, Any]:
    return {"search_pipeline": {"response_processors": [processor]}}


def test_processors_see_what_the_url_asks_for(few: Api) -> None:
    few_of_all = before(filter_query={"query": {"range": {"n": {"gte": 3}}}})
    assert sorted(few.ids("/few/_search?q=n:<5", few_of_all)) == ["3", "4"]
    more = before(oversample={"sample_factor": 2})
    assert len(few.ids("/few/_search?size=2", more)) == 4
    more["search_pipeline"]["response_processors"] = [{"truncate_hits": {}}]
    assert len(few.ids("/few/_search?size=2", more)) == 2
    doubled = before(script={"source": "ctx._source.size = ctx._source.size * 2"})
    assert len(few.ids("/few/_search?size=2&sort=n:desc", doubled)) == 4
    assert few.ids("/few/_search?size=1&sort=n:desc", doubled) == ["6", "5"]
