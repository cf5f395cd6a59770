"""The field _index has every name by which an index is reached; streams are read with their newest segments first."""

import pytest

from tests.reference.api import Api


@pytest.fixture
def stream(api: Api) -> Api:
    api.put("/_index_template/t", {"index_patterns": ["s"], "data_stream": {}})
    for day in (3, 1, 2):
        api.post("/s/_doc?refresh", {"@timestamp": f"2026-01-0{day}", "n": day})
    api.put("/a/_doc/1?refresh", {"n": 9})
    api.put("/a/_alias/other")
    return api


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"term": {"_index": "s"}}, 3),
        ({"term": {"_index": "other"}}, 1),
        ({"terms": {"_index": ["other", "s"]}}, 4),
        ({"wildcard": {"_index": "s*"}}, 3),
        ({"prefix": {"_index": "oth"}}, 1),
        ({"term": {"_index": "*the*"}}, 1),
        ({"term": {"_index": "a"}}, 1),
        ({"term": {"_index": "nothing"}}, 0),
    ],
)
def test_names_of_an_index(stream: Api, query: object, found: int) -> None:
    answer = stream.post("/s,a/_search", {"query": query})
    assert answer.body["hits"]["total"]["value"] == found


def test_an_alias_counts_from_the_moment_it_is_there(stream: Api) -> None:
    body = {"size": 0, "query": {"term": {"_index": "late"}}}
    assert stream.post("/a/_search", body).body["hits"]["total"]["value"] == 0
    stream.put("/a/_alias/late")
    assert stream.post("/a/_search", body).body["hits"]["total"]["value"] == 1
    stream.delete("/a/_alias/late")
    assert stream.post("/a/_search", body).body["hits"]["total"]["value"] == 0


@pytest.mark.parametrize("query", [{"match_all": {}}, {"exists": {"field": "n"}}, {"range": {"n": {"gte": 0}}}])
def test_streams_are_read_with_the_newest_segments_first(stream: Api, query: object) -> None:
    def order(body: object) -> list[int]:
        return [hit["_source"]["n"] for hit in stream.post("/s/_search", body).body["hits"]["hits"]]

    assert order({"query": query}) == [3, 2, 1]
    assert order({"query": query, "sort": ["_doc"]}) == [3, 2, 1]
    lines = "".join(f'{{"create":{{}}}}\n{{"@timestamp":"2026-01-0{day}","n":{day}}}\n' for day in (4, 6, 5))
    stream.post("/s/_bulk?refresh", lines)
    assert order({"query": query}) == [4, 6, 5, 3, 2, 1], "documents of one segment stay as they came"
    stream.post("/s/_forcemerge?max_num_segments=1")
    assert order({"query": query}) == [4, 6, 5, 3, 2, 1]
