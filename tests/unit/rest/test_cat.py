"""The `_cat` tables: columns, sorting, units, and which indices they show."""

import re

import pytest

from tests.reference.api import Api


@pytest.fixture
def shop(api: Api) -> Api:
    """Three indices: one open with a document, one hidden, one closed."""
    one = {"number_of_replicas": 0}
    api.put("/open", {"settings": one, "aliases": {"shop": {}}})
    api.put("/secret", {"settings": {**one, "hidden": True}})
    api.put("/shut", {"settings": {**one, "number_of_shards": 2}})
    api.put("/open/_doc/1?refresh=true", {"a": 1})
    api.post("/shut/_close")
    return api


def test_a_sort_key_is_a_whole_name_and_a_direction(shop: Api) -> None:
    assert shop.get("/_cat/indices?h=index&s=status,index:desc").text == "shut\nopen\n"
    assert shop.get("/_cat/indices?h=index&s=i:asc").text == "open\nshut\n"
    for key in ("index:up", "ind*"):
        reason = f"Unable to sort by unknown sort key `{key}`"
        assert shop.get(f"/_cat/indices?s={key}").error == (400, "illegal_argument_exception", reason)


def test_units_that_are_not_known_are_passed_over(shop: Api) -> None:
    plain = shop.get("/_cat/indices/open?h=store.size").text
    assert plain.strip().endswith("b")
    assert shop.get("/_cat/indices/open?h=store.size&bytes=nibbles&time=fortnights").text == plain
    assert int(shop.get("/_cat/indices/open?h=store.size&bytes=b").text) > 0


def test_primaries_beside_all_copies(shop: Api) -> None:
    row = shop.get("/_cat/indices/open?format=json&pri&h=index,ito,iito,ss,refresh.total").body[0]
    assert list(row) == ["index", "iito", "pri.iito", "ss", "pri.ss", "refresh.total", "pri.refresh.total"]
    assert row["pri.iito"] == row["iito"] == "1"
    assert "pri.refresh.total" not in shop.get("/_cat/indices/open?format=json&h=refresh.total").body[0]


def test_health_of_indices_is_a_colour(shop: Api) -> None:
    shop.put("/pale", {"settings": {"number_of_replicas": 1}})
    assert shop.get("/_cat/indices?health=YELLOW&h=index").text == "pale\n"
    assert shop.get("/_cat/indices?health=blue").error[2] == "unknown cluster health status [blue]"


def test_shards_of_hidden_and_closed_indices_are_shown(shop: Api) -> None:
    rows = shop.get("/_cat/shards?format=json&h=index,shard,state,docs&s=index,shard").body
    assert [(row["index"], row["docs"]) for row in rows] == [
        ("open", "1"), ("secret", "0"), ("shut", None), ("shut", None)
    ]  # fmt: skip
    assert {row["state"] for row in rows} == {"STARTED"}


def test_recoveries_of_closed_indices(shop: Api) -> None:
    rows = shop.get("/_cat/recovery/shut,open?format=json&h=i,s,ty,st").body
    assert [tuple(row.values()) for row in rows] == [
        ("open", "0", "empty_store", "done"), ("shut", "0", "existing_store", "done"),
        ("shut", "1", "existing_store", "done"),
    ]  # fmt: skip
    assert shop.get("/_cat/recovery?active_only=true").text == ""
    assert [shard["type"] for shard in shop.get("/shut/_recovery").body["shut"]["shards"]] == ["EXISTING_STORE"] * 2
    assert shop.get("/_recovery?active_only").body == {}


def test_tasks_have_a_description_on_demand_and_the_opaque_id(api: Api) -> None:
    assert "description" not in api.get("/_cat/tasks?format=json").body[0]
    assert "description" in api.get("/_cat/tasks?format=json&detailed").body[0]
    told = api.get("/_cat/tasks?h=action,x_opaque_id", x_opaque_id="job-7").text
    assert told == "cluster:monitor/tasks/lists job-7\n"
    assert api.get("/_cat/tasks?actions=indices*").text == ""


def test_thread_pools_are_sorted_and_of_their_kind(api: Api) -> None:
    shown = api.get("/_cat/thread_pool/write,flush,f*_started?format=json&h=name,type,size,core,queue_size").body
    assert [(row["name"], row["type"]) for row in shown] == [
        ("fetch_shard_started", "scaling"), ("flush", "scaling"), ("write", "fixed")
    ]  # fmt: skip
    assert shown[2]["size"] == str(api.node.config.threads)
    assert shown[0]["core"] == "1"
    assert shown[0]["size"] is None
    info = api.get("/_nodes/thread_pool").body["nodes"][api.node.id]["thread_pool"]
    assert info["write"]["type"] == "fixed"
    assert info["flush"]["keep_alive"] == "5m"


def test_numbers_of_nodes_stand_at_the_right_edge(api: Api) -> None:
    head, row = api.get("/_cat/nodes?v&h=heap.current,heap.max,name").text.splitlines()
    assert head.startswith("heap.current ")
    assert row.startswith(" ")
    assert re.fullmatch(r" +\S+b +\S+b findling-1", row)
    assert api.get("/_cat/nodes?format=json&h=indexing.index_total,get.total").body[0] == {
        "indexing.index_total": "0",
        "get.total": "0",
    }


def test_help_lists_every_column_with_three_fields(api: Api) -> None:
    for name in ("indices", "nodes", "shards", "tasks", "thread_pool", "circuit_breaker"):
        lines = api.get(f"/_cat/{name}?help").text.splitlines()
        assert {line.count(" | ") for line in lines} == {2}, name
        assert len({len(line) for line in lines}) == 1, name


def test_fielddata_is_that_of_text_that_was_sorted_by(api: Api) -> None:
    text = {"type": "text", "fielddata": True}
    api.put("/herd", {"mappings": {"properties": {"name": text, "town": text}}})
    api.put("/herd/_doc/1?refresh=true", {"name": "Elsa", "town": "Ulm"})
    assert api.get("/_cat/fielddata").text == ""
    api.post("/herd/_search", {"sort": ["name", "town"]})
    assert re.fullmatch(r"name \d+(\.\d)?b\ntown \d+(\.\d)?b\n", api.get("/_cat/fielddata?h=field,size").text)
    assert api.get("/_cat/fielddata/town?h=field").text == "town\n"
    assert api.get("/_cat/fielddata?fields=n*,x&h=f").text == "name\n"


def test_times_can_be_left_out(api: Api) -> None:
    assert api.get("/_cat/count?ts=false").text == "0\n"
    assert api.get("/_cat/health?ts=false&h=epoch,status").text == "green\n"


def test_tables_differ_in_whether_they_take_local(shop: Api) -> None:
    assert (
        shop.get("/_cat/aliases?local=true").error[2]
        == "request [/_cat/aliases] contains unrecognized parameter: [local]"
    )
    assert shop.get("/_cat/indices?local=true&h=i&size=k&pri").status == 200


def test_overhead_of_breakers_is_shown_on_demand(api: Api) -> None:
    assert "overhead" not in api.get("/_cat/circuit_breaker?format=json").body[0]
    assert api.get("/_cat/circuit_breaker/request?format=json&h=br,o").body == [{"br": "request", "o": "1.0"}]
