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
    shown = api.post("/_bulk", lines({"update": {**update, "_source": {"includes": ["n"]}}}, {"doc": {"n": 3}})).body[
        "items"
    ][0]
    assert shown["update"]["get"]["_source"] == {"n": 3}
    shown = api.post("/_bulk?_source_excludes=n", lines({"update": update}, {"doc": {"n": 4}})).body["items"][0]
    assert shown["update"]["get"]["_source"] == {"m": 2}
    wrong = api.post("/_bulk", lines({"update": {**update, "_source": {"junk": 1}}}, {"doc": {"n": 3}}))
    assert wrong.error == (400, "parse_exception", "could not parse bulk request body")


def test_what_errors_show_of_a_document(api: Api) -> None:
    for target, wrong in (("/a/_doc/1", b'{"secret":}'), ("/a/_bulk", b'{"index":{}}\n{"secret":}\n')):
        for flag, shown in (("true", True), ("false", False)):
            told = api.call("POST", f"{target}?include_source_on_error={flag}", wrong).text
            assert ("secret" in told) is shown
            assert ("REDACTED" in told) is not shown
    assert api.put("/a/_doc/1?include_source_on_error=x", {}).status == 400


def test_which_pipelines_a_document_went_through(api: Api) -> None:
    api.put("/_ingest/pipeline/p", {"processors": [{"set": {"field": "a", "value": 1}}]})
    api.put("/_ingest/pipeline/q", {"processors": []})
    body = lines({"index": {"_index": "a", "pipeline": "p"}}, {}) + lines({"create": {"_index": "a"}}, {})
    api.put("/a", {"settings": {"index.final_pipeline": "q"}})
    found = api.post("/_bulk?list_executed_pipelines=true", body).body["items"]
    assert [next(iter(item.values()))["executed_pipelines"] for item in found] == [["p", "q"], ["q"]]
    assert "executed_pipelines" not in api.post("/_bulk", body).text


def test_a_document_with_named_templates_is_written_like_any_other(api: Api) -> None:
    found = api.post("/_bulk", lines({"index": {"_index": "a", "_id": "1", "dynamic_templates": {"x": "y"}}}, {"n": 1}))
    assert found.body["items"][0]["index"]["result"] == "created"
    assert api.get("/a/_doc/1").body["found"]


def test_an_alias_that_is_required_is_named_and_nothing_else(api: Api) -> None:
    (item,) = api.post("/_bulk?require_alias=true", lines({"index": {"_index": "a", "_id": "1"}}, {"n": 1})).body[
        "items"
    ]
    reason = "no such index [a] and [require_alias] request flag is [true] and [a] is not an alias"
    error = {"type": "index_not_found_exception", "reason": reason, "index_uuid": "_na_", "index": "a"}
    assert item["index"] == {"_index": "a", "_id": "1", "status": 404, "error": error}
