"""The slow log of searches: which phases are written down, at what level, and what is refused."""

import json
import logging

import pytest

from findling.cli.logs import JsonFormatter
from tests.reference.api import Api

QUERY = "index.search.slowlog.threshold.query"
FETCH = "index.search.slowlog.threshold.fetch"


def lines(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    return [(record.name, record.levelname) for record in caplog.records if "slowlog" in record.name]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, []),
        ({f"{QUERY}.warn": "0ms"}, [("index.search.slowlog.query", "WARNING")]),
        ({f"{QUERY}.warn": "1d", f"{QUERY}.info": "0ms"}, [("index.search.slowlog.query", "INFO")]),
        ({f"{QUERY}.trace": "0ms"}, [("index.search.slowlog.query", "DEBUG")]),
        ({f"{FETCH}.info": "0ms", f"{QUERY}.info": "-1"}, [("index.search.slowlog.fetch", "INFO")]),
    ],
)
def test_phases_above_a_threshold(
    api: Api, caplog: pytest.LogCaptureFixture, settings: dict[str, str], expected: list[tuple[str, str]]
) -> None:
    caplog.set_level("DEBUG")
    api.put("/a", {"settings": settings})
    api.put("/a/_doc/1?refresh=true", {"n": 1})
    api.post("/a/_search", {"query": {"term": {"n": 1}}})
    assert lines(caplog) == expected
    for record in caplog.records:
        if "slowlog" in record.name:
            assert "index=a" in record.getMessage()
            assert 'hits=1 source={"query":{"term":{"n":1}}}' in record.getMessage()


def test_thresholds_change_while_an_index_is_open(api: Api, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    api.put("/a/_doc/1?refresh=true", {"n": 1})
    api.put("/a/_settings", {f"{QUERY}.warn": "0ms"})
    api.post("/a/_search", {})
    assert lines(caplog) == [("index.search.slowlog.query", "WARNING")]


def test_members_of_logs_in_json(api: Api, caplog: pytest.LogCaptureFixture) -> None:
    api.put("/a", {"settings": {"index.search.slowlog.threshold.query.info": "0ms"}})
    trace = "0af7651916cd43dd8448eb211c80319c"
    with caplog.at_level(logging.INFO, "index.search.slowlog.query"):
        api.post("/a/_search", {"size": 1}, traceparent=f"00-{trace}-b7ad6b7169203331-01", x_opaque_id="mine")
    [record] = [record for record in caplog.records if record.name == "index.search.slowlog.query"]
    line = json.loads(JsonFormatter().format(record))
    assert line["trace.id"] == trace
    assert line["elasticsearch.slowlog.id"] == "mine"
    assert line["event.dataset"] == "elasticsearch.index_search_slowlog"
    assert (line["elasticsearch.slowlog.message"], line["elasticsearch.slowlog.source"]) == ("[a]", '{"size":1}')
    assert line["elasticsearch.slowlog.total_shards"] == 1


@pytest.mark.parametrize(("shown", "expected"), [("4", '{"n"'), ("true", '{"n": 1}'), ("false", "")])
def test_slow_documents(api: Api, caplog: pytest.LogCaptureFixture, shown: str, expected: str) -> None:
    slow = "index.indexing.slowlog"
    settings = {f"{slow}.threshold.index.warn": "0ms", f"{slow}.source": shown, f"{slow}.reformat": False}
    api.put("/a", {"settings": settings})
    with caplog.at_level(logging.INFO, f"{slow}.index"):
        api.call("PUT", "/a/_doc/7", b'{"n": 1}', {"content-type": "application/json"})
        api.post("/a/_bulk", '{"index":{"_id":"8"}}\n{"n": 1}\n{"index":{"_id":"9"}}\n{"n": 1}\n')
        api.call("DELETE", "/a/_doc/9")
    told = [record.__dict__["ecs"] for record in caplog.records if record.name == f"{slow}.index"]
    assert [line["elasticsearch.slowlog.id"] for line in told] == ["7", "8", "9"]
    assert {line["elasticsearch.slowlog.source"] for line in told} == {expected}


def test_documents_are_on_one_line(api: Api, caplog: pytest.LogCaptureFixture) -> None:
    slow = "index.indexing.slowlog"
    api.put("/a", {"settings": {f"{slow}.threshold.index.warn": "0ms"}})
    with caplog.at_level(logging.INFO, f"{slow}.index"):
        api.call("PUT", "/a/_doc/7", b'{\n  "n": 1}', {"content-type": "application/json"})
    [told] = [record.__dict__["ecs"] for record in caplog.records if record.name == f"{slow}.index"]
    assert told["elasticsearch.slowlog.source"] == '{"n":1}'


def test_wrong_amounts_of_source_are_refused(api: Api) -> None:
    reason = "Failed to parse value [some] for setting [index.indexing.slowlog.source]"
    assert api.put("/a", {"settings": {"index.indexing.slowlog.source": "some"}}).error[2] == reason


def test_what_is_outdated_is_told_once_to_each_client(api: Api, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "deprecation"):
        for client in ("one", "one", "two"):
            api.get("/_cluster/pending_tasks?local=true", x_opaque_id=f"deprecation-{client}")
    told = [record for record in caplog.records if record.name == "deprecation"]
    assert len(told) == 2
    assert "local" in told[0].getMessage()
