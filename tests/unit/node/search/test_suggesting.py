"""Suggestions in the answers of searches: what the recorded ones of Elasticsearch do not reach."""

import pytest

from tests.reference.api import Api


@pytest.fixture
def foxes(api: Api) -> Api:
    api.put("/foxes", {"mappings": {"properties": {"t": {"type": "text"}}}})
    for number, text in enumerate(["quick brown fox", "quick red fox", "brown bear", "red fox"]):
        api.put(f"/foxes/_doc/{number}?refresh", {"t": text})
    api.post("/foxes/_forcemerge?max_num_segments=1")
    return api


def collated(api: Api, **collate: object) -> list[tuple[str, bool | None]]:
    phrase = {"field": "t", "confidence": 0, "max_errors": 2, "collate": collate}
    answer = api.post("/foxes/_search", {"suggest": {"x": {"text": "quik brwon fox", "phrase": phrase}}})
    assert answer.status == 200, answer.text
    return [(option["text"], option.get("collate_match")) for option in answer.body["suggest"]["x"][0]["options"]]


def test_phrases_that_no_document_has_are_left_out_or_marked(foxes: Api) -> None:
    query = {"source": {"match_phrase": {"{{where}}": "{{suggestion}}"}}}
    assert collated(foxes, query=query, params={"where": "t"}) == [("quick brown fox", None)]
    assert collated(foxes, query=query, params={"where": "t"}, prune=True) == [
        ("quick brown fox", True),
        ("quik brown fox", False),
        ("quick brwon fox", False),
        ("quik brwon fox", False),
    ]


def test_a_template_that_makes_no_query_is_an_error(foxes: Api) -> None:
    collate = {"query": {"source": "not json {{suggestion}}"}}
    suggest = {"x": {"text": "quik fox", "phrase": {"field": "t", "confidence": 0, "collate": collate}}}
    answer = foxes.post("/foxes/_search", {"suggest": suggest})
    assert answer.status == 400
    assert "Failed to derive xcontent" in answer.text


def test_each_page_of_a_scroll_suggests(foxes: Api) -> None:
    suggest = {"x": {"text": "quik", "term": {"field": "t"}}}
    first = foxes.post(
        "/foxes/_search?scroll=1m&size=2", {"sort": ["_doc"], "query": {"match_all": {}}, "suggest": suggest}
    )
    second = foxes.post("/_search/scroll", {"scroll": "1m", "scroll_id": first.body["_scroll_id"]})
    assert len(second.body["hits"]["hits"]) == 2
    assert first.body["suggest"] == second.body["suggest"]
    assert [option["text"] for option in first.body["suggest"]["x"][0]["options"]] == ["quick"]


def test_filters_of_aliases_do_not_make_hits_of_suggestions(foxes: Api) -> None:
    action = {"add": {"index": "foxes", "alias": "red", "filter": {"match": {"t": "red"}}}}
    foxes.post("/_aliases", {"actions": [action]})
    answer = foxes.post("/red/_search", {"suggest": {"x": {"text": "bera", "term": {"field": "t"}}}})
    assert answer.body["hits"]["total"]["value"] == 0
    assert [option["text"] for option in answer.body["suggest"]["x"][0]["options"]] == ["bear"]


def test_texts_taken_apart_in_different_ways_are_an_error(foxes: Api) -> None:
    api = foxes
    api.put("/whole", {"mappings": {"properties": {"t": {"type": "text", "analyzer": "keyword"}}}})
    api.put("/whole/_doc/1?refresh", {"t": "x"})
    answer = api.post("/foxes,whole/_search", {"suggest": {"x": {"text": "red bera", "term": {"field": "t"}}}})
    assert answer.status == 400
    assert "Suggest entries have different sizes actual [1] expected [2]" in answer.text


def test_shards_without_the_field_fail_alone(foxes: Api) -> None:
    foxes.put("/other/_doc/1?refresh", {"n": 1})
    answer = foxes.post("/foxes,other/_search", {"suggest": {"x": {"text": "bera", "term": {"field": "t"}}}})
    assert answer.body["_shards"]["failed"] == 1
    assert answer.body["_shards"]["failures"][0]["reason"]["reason"] == "no mapping found for field [t]"
    assert len(answer.body["suggest"]["x"][0]["options"]) == 1


@pytest.fixture
def songs(api: Api) -> Api:
    api.put("/songs", {"mappings": {"properties": {"c": {"type": "completion"}}}})
    for number, weight in enumerate([3, 9, 5]):
        api.put(f"/songs/_doc/{number}?refresh", {"c": {"input": f"song {number}", "weight": weight}})
    return api


def completed(api: Api, prefix: str, **options: object) -> list[str]:
    completion = {"field": "c", **options}
    answer = api.post("/songs/_search", {"suggest": {"x": {"prefix": prefix, "completion": completion}}})
    assert answer.status == 200, answer.text
    return [option["_id"] for option in answer.body["suggest"]["x"][0]["options"]]


def test_deleted_documents_are_not_suggested(songs: Api) -> None:
    assert completed(songs, "so") == ["1", "2", "0"]
    songs.delete("/songs/_doc/1?refresh")
    assert completed(songs, "so") == ["2", "0"]
    assert completed(songs, "so", size=1) == ["2"]


def test_merged_segments_suggest_the_same(songs: Api) -> None:
    songs.delete("/songs/_doc/2?refresh")
    songs.post("/songs/_forcemerge?max_num_segments=1")
    assert completed(songs, "so") == ["1", "0"]
    assert completed(songs, "sogn", fuzzy=True) == ["1", "0"]


def test_points_in_time_complete(songs: Api) -> None:
    pit = songs.post("/songs/_pit?keep_alive=1m").body["id"]
    songs.delete("/songs/_doc/1?refresh")
    suggest = {"x": {"prefix": "so", "completion": {"field": "c", "size": 1}}}
    answer = songs.post("/_search", {"pit": {"id": pit}, "suggest": suggest})
    assert [option["text"] for option in answer.body["suggest"]["x"][0]["options"]] == ["song 1"]
