"""Rollover: names with date maths, conditions that cannot be read, aliases that templates would give twice."""

from typing import Any

import pytest

from tests.reference.api import Api


@pytest.mark.parametrize(
    ("conditions", "reason"),
    [
        ({"max_docs": None}, "[rollover_conditions] max_docs doesn't support values of type: VALUE_NULL"),
        ({"max_docs": [3]}, "[rollover_conditions] max_docs doesn't support values of type: START_ARRAY"),
        ({"max_docs": "many"}, "[rollover_conditions] failed to parse field [max_docs]"),
        ({"most_docs": 3}, "[rollover_conditions] unknown field [most_docs]"),
        ({"max_colour": 3}, "[rollover_conditions] unknown field [max_colour]"),
        ([3], "[rollover] conditions doesn't support values of type: START_ARRAY"),
    ],
)
def test_conditions_that_cannot_be_read(api: Api, conditions: Any, reason: str) -> None:
    api.put("/herd-1", {"aliases": {"herd": {}}})
    answer = api.post("/herd/_rollover", {"conditions": conditions})
    assert answer.error[:2] == (400, "x_content_parse_exception")
    error = answer.body["error"].get("caused_by", answer.body["error"])
    assert error["reason"].partition("] ")[2].startswith(reason)
    assert list(api.node.cluster.state.indices) == ["herd-1"]


def test_sizes_and_counts_of_single_shards(api: Api) -> None:
    api.put("/herd-1", {"aliases": {"herd": {}}, "settings": {"number_of_shards": 2}})
    for name in ("1", "2", "3", "4"):
        api.put(f"/herd/_doc/{name}?refresh=true", {"legs": 4})
    conditions = {"max_docs": 5, "max_primary_shard_docs": 4, "max_size": "1b", "min_docs": 5}
    answer = api.post("/herd/_rollover", {"conditions": conditions}).body
    assert answer["rolled_over"] is False
    assert answer["conditions"] == {
        "[max_docs: 5]": False,
        "[max_primary_shard_docs: 4]": False,
        "[max_size: 1b]": True,
        "[min_docs: 5]": False,
    }
    conditions["min_docs"] = 4
    assert api.post("/herd/_rollover", {"conditions": conditions}).body["rolled_over"] is True


def test_date_maths_in_the_new_name_are_computed(api: Api) -> None:
    api.put("/herd-1", {"aliases": {"herd": {}}})
    answer = api.post("/herd/_rollover/%3Cherd-%7B2001.02.03%7C%7C%2Fd%7D-7%3E").body
    assert answer["new_index"] == "herd-2001.02.03-7"
    settings = api.get("/herd-2001.02.03-7/_settings").body["herd-2001.02.03-7"]["settings"]["index"]
    assert settings["provided_name"] == "<herd-{2001.02.03||/d}-7>"
    assert api.post("/herd/_rollover").body["new_index"] == "herd-2001.02.03-000008"
    name = "herd-2001.02.03-000008"
    assert api.get(f"/{name}/_settings").body[name]["settings"]["index"]["provided_name"] == (
        "<herd-{2001.02.03||/d}-000008>"
    )


def test_a_template_must_not_give_the_alias_again(api: Api) -> None:
    api.put("/herd-1", {"aliases": {"herd": {}}})
    api.put("/_index_template/farm", {"index_patterns": ["herd-*"], "template": {"aliases": {"herd": {}}}})
    assert api.post("/herd/_rollover").error == (
        400,
        "illegal_argument_exception",
        "Rollover alias [herd] can point to multiple indices, found duplicated alias [[herd]] in index template [farm]",
    )


def test_lazy_is_for_data_streams(api: Api) -> None:
    api.put("/herd-1", {"aliases": {"herd": {}}})
    assert api.post("/herd/_rollover?lazy=true").error[2] == (
        "Lazy rollover can be applied only on a data stream. Please remove the query parameter 'lazy'."
    )
    assert api.post("/herd/_rollover?lazy=false").body["rolled_over"] is True
