"""Documents that match, as they become searchable, in the order of their sequence numbers."""

from typing import Any

import pytest

from findling.base.errors import IllegalArgumentError, IndexNotFoundError
from findling.node.search.changes import BATCH, Change, Changes
from findling.node.services.node import Node
from tests.reference.api import Api

ALL: dict[str, Any] = {"match_all": {}}


def index(api: Api, name: str, doc_id: str, document: dict[str, Any], refresh: bool = True) -> None:
    answer = api.put(f"/{name}/_doc/{doc_id}?refresh={str(refresh).lower()}", document)
    assert answer.status in (200, 201), answer.text


def seen(changes: Changes) -> list[tuple[str, int]]:
    return [(change.hit["_id"], change.hit["_seq_no"]) for change in changes.batch()]


def test_only_what_is_written_from_now_on(node: Node, api: Api) -> None:
    index(api, "a", "old", {"n": 1})
    index(api, "a", "waiting", {"n": 1}, refresh=False)
    changes = Changes(node, "a", ALL, None)
    assert seen(changes) == []
    index(api, "a", "new", {"n": 2}, refresh=False)
    assert seen(changes) == []
    api.post("/a/_refresh")
    assert seen(changes) == [("new", 2)]
    assert seen(changes) == []


def test_in_order_from_a_number_or_a_cursor(node: Node, api: Api) -> None:
    for number in range(BATCH + 5):
        index(api, "a", str(number), {"n": number % 2}, refresh=False)
    index(api, "a", "0", {"n": 1})  # rewritten: its first version is gone
    changes = Changes(node, "a", {"term": {"n": 1}}, -1)
    found: list[Change] = []
    while batch := changes.batch():
        found += batch
    numbers = [change.hit["_seq_no"] for change in found]
    assert numbers == [*range(1, BATCH + 5, 2), BATCH + 5]
    assert found[-1].hit["_id"] == "0"
    assert seen(Changes(node, "a", ALL, BATCH + 3)) == [(str(BATCH + 4), BATCH + 4), ("0", BATCH + 5)]
    assert seen(Changes(node, "a", {"term": {"n": 1}}, found[-2].cursor)) == [("0", BATCH + 5)]


def test_many_shards_and_indices_go_on_from_one_cursor(node: Node, api: Api) -> None:
    for name in ("a", "b"):
        api.put(f"/{name}", {"settings": {"number_of_shards": 2}, "aliases": {"both": {}}})
        for number in range(6):
            index(api, name, f"{name}{number}", {})
    changes = Changes(node, "both", ALL, -1)
    found = [change for _ in range(4) for change in changes.batch()]
    assert changes.batch() == []
    assert sorted(change.hit["_id"] for change in found) == sorted(f"{name}{n}" for name in "ab" for n in range(6))
    half = found[5]
    resumed = Changes(node, "both", ALL, half.cursor)
    rest = [change.hit["_id"] for _ in range(4) for change in resumed.batch()]
    assert sorted(rest) == sorted(change.hit["_id"] for change in found[6:])


def test_the_filter_of_an_alias_holds(node: Node, api: Api) -> None:
    index(api, "a", "1", {"who": "ann"})
    index(api, "a", "2", {"who": "bob"})
    api.post("/_aliases", {"actions": [{"add": {"index": "a", "alias": "bobs", "filter": {"match": {"who": "bob"}}}}]})
    assert seen(Changes(node, "bobs", ALL, -1)) == [("2", 1)]


def test_watching_costs_one_call_for_each_refresh_that_shows_something(node: Node, api: Api) -> None:
    index(api, "a", "1", {})
    calls: list[int] = []
    changes = Changes(node, "a", ALL, None)
    changes.watch(lambda: calls.append(1))
    assert seen(changes) == []
    shard = node.indices.get(node.cluster.state.indices["a"]).shard(0)
    assert shard.has_refresh_listeners
    index(api, "a", "2", {}, refresh=False)
    assert calls == []
    api.post("/a/_refresh")
    api.post("/a/_refresh")
    assert calls == [1]
    assert changes.behind == 1
    assert seen(changes) == [("2", 1)]
    assert changes.behind == 0
    changes.close()
    assert not shard.has_refresh_listeners
    index(api, "a", "3", {})
    assert calls == [1]


def test_an_index_that_goes_calls_and_then_fails(node: Node, api: Api) -> None:
    index(api, "a", "1", {})
    calls: list[int] = []
    changes = Changes(node, "a", ALL, None)
    changes.watch(lambda: calls.append(1))
    changes.batch()
    api.delete("/a")
    assert calls
    with pytest.raises(IndexNotFoundError):
        changes.batch()


@pytest.mark.parametrize("after", [7, "7", "a/0:7", "x", "a/b:c", "a/0"])
def test_places_that_are_not_there(node: Node, api: Api, after: str | int) -> None:
    index(api, "a", "1", {})
    with pytest.raises(IllegalArgumentError, match=r"sequence number"):
        Changes(node, "a", ALL, after)
