"""A point in time whose indices were deleted since: their shards fail, those of the others answer."""

from tests.reference.api import Api


def test_a_deleted_index_answers_no_more(api: Api) -> None:
    for name in ("a", "b"):
        api.put(f"/{name}/_doc/1?refresh=true", {"n": 1})
    alone, both = (api.post(f"/{names}/_pit?keep_alive=1m").body["id"] for names in ("a", "a,b"))
    api.delete("/a")
    failed = api.post("/_search", {"pit": {"id": alone}})
    assert failed.error[:2] == (503, "search_phase_execution_exception")
    assert failed.body["error"]["failed_shards"][0]["reason"]["type"] == "no_shard_available_action_exception"
    answer = api.post("/_search", {"pit": {"id": both}}).body
    assert [hit["_index"] for hit in answer["hits"]["hits"]] == ["b"]
    assert (answer["_shards"]["successful"], answer["_shards"]["failed"]) == (1, 1)


def test_an_index_made_anew_is_another(api: Api) -> None:
    api.put("/a/_doc/1?refresh=true", {"n": 1})
    pit = api.post("/a/_pit?keep_alive=1m").body["id"]
    api.delete("/a")
    api.put("/a/_doc/2?refresh=true", {"n": 2})
    assert api.post("/_search", {"pit": {"id": pit}}).status == 503
