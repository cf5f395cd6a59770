"""Line and column of what is wrong in a body."""

import pytest

from findling.base.errors import IllegalArgumentError, ParsingError, XContentParseError
from findling.rest.location.error_location import locate
from tests.reference.api import Api


@pytest.mark.parametrize(
    ("body", "reason", "place"),
    [
        (b'{"query": {"mtch": {}}}', "unknown query [mtch] did you mean [match]?", (1, 20)),
        (b'{\n "query": {\n  "match": {"a": {"foo": 1}}}}', "[match] query does not support [foo]", (3, 26)),
        (b'{"foo": 1, "match": {"foo": 2}}', "[match] query does not support [foo]", (1, 29)),
        ('{"é": "ü", "foo": 1}'.encode(), "Unknown key for a VALUE_NUMBER in [foo].", (1, 19)),
        (b'{"a": "\\"foo\\": 1", "foo": 1}', "nothing known of [foo]", (1, 28)),
        (b'{"multi_match": {}}', "No text specified for multi_match query", (1, 17)),
        (b'{"a": 1}', "says nothing", (1, 1)),
    ],
)
def test_values_are_located(body: bytes, reason: str, place: tuple[int, int]) -> None:
    error = ParsingError(reason)
    locate(error, body)
    assert (error.metadata["line"], error.metadata["col"]) == place
    assert error.reason == reason


def test_unknown_fields_are_located_by_name() -> None:
    error = XContentParseError("[1:1] [add] unknown field [foo]", line=1, col=1)
    locate(error, b'{"actions": [\n {"add": {"foo": 1}}]}')
    assert error.reason == "[2:11] [add] unknown field [foo]"
    assert error.metadata == {}


def test_a_place_that_is_known_stays_and_causes_get_theirs() -> None:
    outer = XContentParseError("[3:4] [bool] failed to parse field [must]")
    outer.__cause__ = ParsingError("unknown query [foo]")
    locate(outer, b'{"bool": {"must": {"foo": {}}}}')
    assert outer.reason.startswith("[3:4] ")
    assert outer.__cause__.metadata == {"line": 1, "col": 27}


def test_a_text_that_is_none_is_told_with_its_place() -> None:
    error = IllegalArgumentError("Expected text at 1:1 but found START_OBJECT")
    error.place = ("term", "_name")
    locate(error, b'{"query": {"term": {"k": {"value": "a", "_name": {}}}}}')
    assert error.reason == "Expected text at 1:50 but found START_OBJECT"


@pytest.mark.parametrize(
    ("body", "column"),
    [
        (b'{"query": {}}', 12),
        (b'{"query": {"bool": {"must": [{"match_all": {}}, {}]}}}', 50),
        (b'{"aggs": {}, "query": {"constant_score": {"filter": {}}}}', 54),
        (b'{"query": {"span_multi": {"match": {}}}}', 37),
    ],
)
def test_an_empty_clause_is_told_with_its_place(body: bytes, column: int) -> None:
    error = IllegalArgumentError("query malformed, empty clause found")
    locate(error, body)
    assert error.reason == f"query malformed, empty clause found at [1:{column}]"


def test_answers_carry_the_place(api: Api) -> None:
    error = api.post("/_search", {"query": {"mtch": {"a": 1}}}).body["error"]
    assert (error["type"], error["line"], error["col"]) == ("parsing_exception", 1, 18)
    error = api.post("/x/_update/1", {"dac": {"a": 1}}).body["error"]
    assert error["reason"] == "[1:2] [UpdateRequest] unknown field [dac] did you mean [doc]?"


def test_errors_are_not_filtered(api: Api) -> None:
    answer = api.get("/nope/_search?filter_path=hits.total")
    assert answer.body["error"]["type"] == "index_not_found_exception"
    assert api.get("/_cluster/health?filter_path=status").body.keys() == {"status"}


def test_the_cause_and_the_place_are_told(api: Api) -> None:
    error = api.post("/_search", {"query": {"bool": {"boost": "high", "must": []}}}).body["error"]
    assert error["reason"] == "[1:27] [bool] failed to parse field [boost]"
    assert error["caused_by"] == {"type": "number_format_exception", "reason": 'For input string: "high"'}
    body = {"query": {"bool": {"must": {"match": {"a": {"query": "x", "operator": "x"}}}}}}
    error = api.post("/_search", body).body["error"]
    assert error["reason"] == "[1:64] [bool] failed to parse field [must]"
    error = api.post("/_search", {"query": {"match_all": {"boost": []}}}).body["error"]
    assert (error["type"], error["caused_by"]["type"]) == ("parsing_exception", "x_content_parse_exception")
    assert error["reason"] == error["caused_by"]["reason"] == (
        "[1:32] [match_all] boost doesn't support values of type: START_ARRAY"
    )  # fmt: skip
