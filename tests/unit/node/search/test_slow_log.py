"""The slow log of searches: which phases are written down, at what level, and what is refused."""

import pytest

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


def test_the_slow_log_of_indexing_is_not_there(api: Api) -> None:
    key = "index.indexing.slowlog.threshold.index.warn"
    reason = f"[{key}] is not supported by Findling yet"
    assert api.put("/a", {"settings": {key: "1s"}}).error == (400, "illegal_argument_exception", reason)
    assert api.put("/a", {"settings": {key: "-1"}}).status == 200
    assert api.put("/a/_settings", {key: "1s"}).error[2] == reason
