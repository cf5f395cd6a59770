"""What is nested deeper than the fast encoder goes is stored, searched for and copied like anything else."""

import json
from typing import Any

import pytest

from tests.reference.api import Api

DEPTH = 300


def nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


def sent(body: Any) -> bytes:
    return json.dumps(body, separators=(",", ":")).encode()


DEEP = nested(DEPTH)
SCRIPT = {"source": "params.a.size() == 1", "params": {"a": DEEP}}
MAPPINGS = {
    "_source": {"excludes": ["left_out"]},
    "properties": {"o": {"type": "object", "enabled": False}, "q": {"type": "percolator"}, "n": {"type": "long"}},
}


@pytest.fixture
def deep(api: Api) -> Api:
    api.put("/deep", {"mappings": MAPPINGS})
    assert api.put("/deep/_doc/1?refresh=true", sent({"o": DEEP, "n": 1})).status == 201
    return api


@pytest.mark.parametrize(
    "search",
    [
        {"size": 0, "query": {"script": {"script": SCRIPT}}},
        {"size": 0, "aggs": {"a": {"terms": {"script": SCRIPT}}}},
        {"query": {"percolate": {"field": "q", "document": {"o": DEEP}}}},
        {"script_fields": {"a": {"script": SCRIPT}}, "_source": False},
    ],
)
def test_searches(deep: Api, search: dict[str, Any]) -> None:
    assert deep.post("/deep/_search", sent(search)).status == 200


def test_documents_are_changed_and_copied(deep: Api) -> None:
    assert deep.post("/deep/_update/1?refresh=true", {"doc": {"n": 2}}).body["result"] == "updated"
    assert deep.post("/deep/_update_by_query?refresh=true", {"script": "ctx._source.n = 3"}).body["updated"] == 1
    deep.put("/copy", {"mappings": MAPPINGS})
    source = {"index": "deep", "_source": ["o", "n"]}
    assert deep.post("/_reindex?refresh=true", {"source": source, "dest": {"index": "copy"}}).body["created"] == 1
    stored = sent({"o": DEEP, "n": 3})
    assert deep.get("/deep/_source/1").raw == deep.get("/copy/_source/1").raw == stored


def test_stored_queries_and_templates(deep: Api) -> None:
    assert deep.put("/deep/_doc/q?refresh=true", sent({"q": {"script": {"script": SCRIPT}}})).status == 201
    template = {"lang": "mustache", "source": {"query": {"terms": {"n": DEEP}}}}
    assert deep.put("/_scripts/s", sent({"script": template})).status == 200
    shown = {"source": '{"size": 0, "ext": {{#toJson}}a{{/toJson}}}', "params": {"a": DEEP}}
    assert deep.post("/deep/_search/template", sent(shown)).status == 400  # such an extension is not known
