"""`index.routing_partition_size`: documents of one routing value are in some shards, chosen by their ids."""

import pytest

from tests.reference.api import Api

SETTINGS = {"number_of_shards": 4, "number_of_routing_shards": 4, "routing_partition_size": 2}


@pytest.fixture
def parts(api: Api) -> Api:
    api.put("/p", {"settings": SETTINGS, "mappings": {"_routing": {"required": True}}})
    for number in range(40):
        assert api.put(f"/p/_doc/{number}?routing=a", {"n": number}).status == 201
    api.post("/p/_refresh")
    return api


def test_documents_of_one_routing_are_in_as_many_shards(parts: Api) -> None:
    held = [
        shard[0]["docs"]["count"]
        for shard in parts.get("/p/_stats?level=shards").body["indices"]["p"]["shards"].values()
    ]
    assert sorted(count > 0 for count in held) == [False, False, True, True]
    answer = parts.get("/p/_search?routing=a&size=0").body
    assert (answer["_shards"]["total"], answer["hits"]["total"]["value"]) == (2, 40)
    assert all(parts.get(f"/p/_doc/{number}?routing=a").body["found"] for number in range(40))
    assert parts.get("/p/_doc/1").error[1] == "routing_missing_exception"


def test_mappings_must_require_routing(api: Api) -> None:
    reason = "mapping type [_doc] must have routing required for partitioned index [p]"
    mappings = {"properties": {"n": {"type": "long"}}}
    refused = (400, "illegal_argument_exception", reason)
    assert api.put("/p", {"settings": SETTINGS, "mappings": mappings}).error == refused
    assert api.put("/p", {"settings": SETTINGS}).status == 200
    assert api.put("/p/_mapping", mappings).error == refused
    assert api.put("/p/_doc/1?routing=a", {"n": 1}).error[2] == reason
    assert api.get("/p/_doc/1").error[2] == "A routing value is required for gets from a partitioned index"


def test_partitions_are_less_than_the_shards_that_there_may_be(api: Api) -> None:
    answer = api.put("/p", {"settings": {**SETTINGS, "routing_partition_size": 4}})
    assert answer.error[2] == (
        "routing partition size [4] should be a positive number less than the number of routing shards [4] for [p]"
    )
    assert api.put("/p", {"settings": {"number_of_shards": 3, "routing_partition_size": 3}}).status == 200
