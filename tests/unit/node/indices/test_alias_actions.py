"""Alias requests with several actions, and what an alias may be."""

from typing import Any

import pytest

from findling.node.indices.aliases import MAX_ACTIONS
from tests.reference.api import Answer, Api


def actions(*steps: dict[str, Any]) -> dict[str, Any]:
    return {"actions": list(steps)}


@pytest.fixture
def two(api: Api) -> Api:
    api.put("/one")
    api.put("/two", {"aliases": {"both": {}, "Other": {}, "b2": {}}})
    return api


def test_an_alias_takes_the_name_of_an_index(two: Api) -> None:
    swap = actions({"add": {"index": "one", "alias": "two"}}, {"remove_index": {"index": "two"}})
    assert two.post("/_aliases", swap).body == {"acknowledged": True, "errors": False}
    assert two.get("/two/_alias").body == {"one": {"aliases": {"two": {}}}}


def test_removals_that_find_nothing_are_told_apart(two: Api) -> None:
    steps = actions({"add": {"index": "o*", "alias": "new"}}, {"remove": {"index": "o*", "alias": "gone"}})
    answer = two.post("/_aliases", steps).body
    assert answer["errors"] is True
    done, failed = answer["action_results"]
    assert done == {"action": {"type": "add", "indices": ["one"], "aliases": ["new"]}, "status": 200}
    assert (failed["status"], failed["error"]["type"]) == (404, "aliases_not_found_exception")
    assert two.head("/_alias/new").status == 200


def test_an_alias_that_must_exist_stops_everything(two: Api) -> None:
    remove = {"remove": {"index": "one", "alias": "gone", "must_exist": True}}
    answer = two.post("/_aliases", actions({"add": {"index": "one", "alias": "new"}}, remove))
    assert answer.error[:2] == (404, "aliases_not_found_exception")
    assert two.head("/_alias/new").status == 404
    assert two.post("/_aliases", actions({"remove": {"index": "one", "alias": "gone"}})).status == 404
    lenient = {"remove": {"index": "one", "alias": "gone", "must_exist": False}}
    # Elasticsearch, too, finds nothing to do then
    assert two.post("/_aliases", actions(lenient)).error[:2] == (404, "aliases_not_found_exception")
    added = two.post("/_aliases", actions(lenient, {"add": {"index": "one", "alias": "new"}}))
    assert added.body["acknowledged"] is True


def causes(answer: Answer) -> list[str]:
    """Reasons of an error and what is behind it, without their places."""
    error, found = answer.body["error"], []
    while error is not None:
        found.append(error["reason"].partition("] ")[2] if error["reason"].startswith("[1:") else error["reason"])
        error = error.get("caused_by")
    return found


MEMBERS: list[tuple[str, dict[str, Any], str]] = [
    ("add", {"must_exist": True}, "[add] unknown field [must_exist]"),
    ("add", {"junk": 1}, "[add] unknown field [junk]"),
    ("add", {"routing": ["a"]}, "[add] routing doesn't support values of type: START_ARRAY"),
    ("remove", {"filter": {"match_all": {}}}, "[remove] unknown field [filter]"),
    ("remove", {"routing": "a"}, "[remove] unknown field [routing]"),
    ("remove_index", {}, "[alias] is unsupported for [REMOVE_INDEX]"),
    ("add", {"alias": ""}, "[alias] can't be empty string"),
    ("add", {"is_write_index": "x"}, "Failed to parse value [x] as only [true] or [false] are allowed."),
    ("add", {"indices": ["two"]}, "Only one of [index] and [indices] is supported"),
    ("add", {"aliases": ["b"]}, "Only one of [alias] and [aliases] is supported"),
]


@pytest.mark.parametrize(("kind", "members", "reason"), MEMBERS, ids=[f"{k}-{r}" for k, _, r in MEMBERS])
def test_members_that_an_action_has_not(two: Api, kind: str, members: dict[str, Any], reason: str) -> None:
    answer = two.post("/_aliases", actions({kind: {"index": "one", "alias": "a", **members}}))
    assert answer.error[:2] == (400, "x_content_parse_exception")
    found = causes(answer)
    assert found[:2] == ["[aliases] failed to parse field [actions]", f"[alias_action] failed to parse field [{kind}]"]
    assert found[-1] == reason


@pytest.mark.parametrize(
    ("step", "reason"),
    [
        ({"add": {"index": "one"}}, "One of [alias] or [aliases] is required"),
        ({"remove": {"alias": "one"}}, "One of [index] or [indices] is required"),
        ({"add": {"index": "one", "alias": "a"}, "remove_index": {"index": "two"}},
         "Too many operations declared on operation entry"),
        ({"junk": {}}, "[alias_action] unknown field [junk]"),
        ({"add": 5}, "[alias_action] add doesn't support values of type: VALUE_NUMBER"),
    ],
)  # fmt: skip
def test_actions_that_are_none(two: Api, step: dict[str, Any], reason: str) -> None:
    assert causes(two.post("/_aliases", actions(step))) == ["[aliases] failed to parse field [actions]", reason]


def test_a_removal_sees_the_aliases_of_before(two: Api) -> None:
    steps = [{kind: {"index": "one", "alias": "new"}} for kind in ("add", "remove")]
    answer = two.post("/_aliases", actions(*steps)).body
    assert [result["status"] for result in answer["action_results"]] == [200, 404]
    assert two.get("/one/_alias").body == {"one": {"aliases": {"new": {}}}}


def test_members_of_an_alias_in_a_url(two: Api) -> None:
    reason = "Unsupported field [junk]"
    assert two.put("/one/_alias/a", {"junk": 1}).error == (400, "illegal_argument_exception", reason)


def test_all_indices_of_an_alias_are_hidden_or_none(two: Api) -> None:
    two.post("/_aliases", {"actions": [{"add": {"index": "one", "alias": "h", "is_hidden": True}}]})
    status, kind, reason = two.put("/two/_alias/h").error
    assert (status, kind) == (400, "illegal_state_exception")
    assert reason.startswith("alias [h] has is_hidden set to true on indices [one] but does not have is_hidden set to ")


def test_exclusions_among_names(two: Api) -> None:
    assert two.get("/_alias/*,-b*").body == {"two": {"aliases": {"Other": {}}}}
    assert two.get("/_alias/_all").body.keys() == {"two"}
    assert two.get("/_alias").body.keys() == {"one", "two"}


def test_filters_of_aliases_are_queries(api: Api) -> None:
    body = {"aliases": {"a": {"filter": {"nope": {}}}}}
    answer = api.put("/x", body)
    assert answer.error == (400, "illegal_argument_exception", "failed to parse filter for alias [a]")
    assert answer.body["error"]["caused_by"]["type"] == "parsing_exception"
    assert api.head("/x").status == 404


def test_flags_may_be_text_and_names_date_maths(api: Api) -> None:
    api.put("/x", {"aliases": {"<a-{2022-12-31||/d{yyyy-MM-dd}}>": {"is_write_index": True}}})
    assert api.get("/x/_alias").body["x"]["aliases"] == {"a-2022-12-31": {"is_write_index": True}}
    api.post("/_aliases", actions({"add": {"index": "x", "alias": "<b-{2022-12-31||/M{yyyy-MM-dd}}>"}}))
    assert api.head("/_alias/b-2022-12-01").status == 200


def test_an_alias_is_one_name_with_one_index_routing(api: Api) -> None:
    api.put("/store")
    assert api.put("/store/_alias/a,b").error[1] == "invalid_alias_name_exception"
    assert api.put("/store/_alias/a", {"routing": "1,2"}).error[2] == (
        "alias [a] has several index routing values associated with it"
    )
    assert api.put("/store/_alias/a", {"search_routing": "1,2"}).status == 200


def test_actions_of_one_request_are_limited(api: Api) -> None:
    api.put("/store")
    many = [{"add": {"index": "store", "alias": f"a{n}"}} for n in range(MAX_ACTIONS + 1)]
    refused = api.post("/_aliases", {"actions": many})
    reason = f"too many alias actions: [{MAX_ACTIONS + 1}], at most [{MAX_ACTIONS}] in one request"
    assert refused.error == (400, "illegal_argument_exception", reason)
    assert api.get("/_cat/aliases?format=json").body == []
