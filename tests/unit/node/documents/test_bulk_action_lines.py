"""Members of a bulk request's action lines: known, unknown, and behind the action."""

from typing import Any

import orjson
import pytest

from tests.reference.api import Api

EIGHT = {
    "accept": "application/vnd.elasticsearch+json; compatible-with=8",
    "content-type": "application/vnd.elasticsearch+x-ndjson; compatible-with=8",
}


def lines(action: Any, document: Any) -> str:
    return f"{orjson.dumps(action).decode()}\n{orjson.dumps(document).decode()}\n"


def test_members_behind_the_action_pass_for_clients_of_version_8(api: Api) -> None:
    body = lines({"index": {"_index": "a", "_id": "1"}, "pipeline": "x"}, {"n": 1})
    assert api.call("POST", "/_bulk", body, EIGHT).body["items"][0]["index"]["result"] == "created"
    reason = "Malformed action/metadata line [1], expected END_OBJECT but found [FIELD_NAME]"
    assert api.post("/_bulk", body).error == (400, "illegal_argument_exception", reason)


@pytest.mark.parametrize("headers", [EIGHT, {}])
@pytest.mark.parametrize(
    ("members", "fault"),
    [
        ({"foo": 1}, "Action/metadata line [1] contains an unknown parameter [foo]"),
        (
            {"foo": [1]},
            "Malformed action/metadata line [1], expected a simple value for field [foo] but found [START_ARRAY]",
        ),
    ],
)
def test_unknown_members_are_errors(api: Api, members: Any, fault: str, headers: dict[str, str]) -> None:
    body = lines({"index": {"_index": "a", "_id": "1", **members}}, {"n": 1})
    assert api.call("POST", "/_bulk", body, headers).error == (400, "illegal_argument_exception", fault)


def test_what_an_update_is_to_show(api: Api) -> None:
    api.put("/a/_doc/1", {"n": 1, "m": 2})
    update = {"_index": "a", "_id": "1"}
    shown = api.post("/_bulk", lines({"update": {**update, "_source": ["n"]}}, {"doc": {"n": 3}})).body["items"][0]
    assert shown["update"]["get"]["_source"] == {"n": 3}
    shown = api.post("/_bulk?_source_excludes=n", lines({"update": update}, {"doc": {"n": 4}})).body["items"][0]
    assert shown["update"]["get"]["_source"] == {"m": 2}
    wrong = api.post("/_bulk", lines({"update": {**update, "_source": {"junk": 1}}}, {"doc": {"n": 3}}))
    assert wrong.error[:2] == (400, "parsing_exception")


def test_an_alias_that_is_required_is_named_and_nothing_else(api: Api) -> None:
    (item,) = api.post("/_bulk?require_alias=true", lines({"index": {"_index": "a", "_id": "1"}}, {"n": 1})).body[
        "items"
    ]
    reason = "no such index [a] and [require_alias] request flag is [true] and [a] is not an alias"
    error = {"type": "index_not_found_exception", "reason": reason, "index_uuid": "_na_", "index": "a"}
    assert item["index"] == {"_index": "a", "_id": "1", "status": 404, "error": error}
