"""What holds for every route: parameters, formats, headers, errors."""

import gzip
from typing import Any

import orjson
import pytest
import yaml

from tests.reference.api import Api

V8 = "application/vnd.elasticsearch+json; compatible-with=8"


def test_every_answer_names_the_product(api: Api) -> None:
    for method, target in (("GET", "/"), ("GET", "/nope/_search"), ("GET", "/_nope"), ("DELETE", "/_search")):
        assert api.call(method, target).headers["x-elastic-product"] == "Elasticsearch"


def test_unserved_paths_and_methods(api: Api) -> None:
    assert api.get("/_nope/x?x=1").body == {"error": "no handler found for uri [/_nope/x] and method [GET]"}
    refused = (400, "invalid_index_name_exception", "Invalid index name [_nope], must not start with '_'.")
    assert api.get("/_nope").error == refused
    assert api.get("/_nope/_search").error == refused
    assert "must not start with '_', '-', or '+'" in api.put("/_nope").error[2]
    assert api.post("/_nope").headers["allow"] == "GET,PUT,DELETE,HEAD"
    wrong = api.delete("/_search")
    assert (wrong.status, wrong.headers["allow"]) == (405, "GET,POST")
    assert wrong.body["error"] == "Incorrect HTTP method for uri [/_search] and method [DELETE], allowed: [GET, POST]"
    assert api.call("OPTIONS", "/_search").headers["allow"] == "GET,POST"


@pytest.mark.parametrize(
    ("target", "part"),
    [
        ("/_search?sise=1", "request [/_search] contains unrecognized parameter: [sise] -> did you mean"),
        ("/_search?zzzzzzzzz=1", "request [/_search] contains unrecognized parameter: [zzzzzzzzz]"),
        (
            "/_cluster/health?levle=x&tmeout=1s",
            "contains unrecognized parameters: [levle] -> did you mean [level]?, [tmeout]",
        ),
    ],
)
def test_unknown_parameters(api: Api, target: str, part: str) -> None:
    status, kind, reason = api.get(target).error
    assert (status, kind) == (400, "illegal_argument_exception")
    assert part in reason


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("/_cluster/health?local=maybe", None),
        ("/_cat/indices?v=maybe", "Failed to parse value [maybe] as only [true] or [false] are allowed."),
        ("/_search?from=x", "Failed to parse int parameter [from] with value [x]"),
        ("/_cluster/health?timeout=5", "failed to parse setting [timeout] with value [5] as a time value: "
         "unit is missing or unrecognized"),
        ("/_search?expand_wildcards=some", "No valid expand wildcard value [some]"),
    ],
)  # fmt: skip
def test_wrong_parameters(api: Api, target: str, reason: str | None) -> None:
    answer = api.get(target)
    if reason is None:
        assert answer.status == 200
    else:
        assert answer.error == (400, "illegal_argument_exception", reason)


def test_pretty_and_formats(api: Api) -> None:
    pretty = api.get("/?pretty&filter_path=tagline")
    assert pretty.text == '{\n  "tagline": "You Know, for Search"\n}\n'
    answer = api.get("/?format=yaml")
    assert answer.headers["content-type"] == "application/yaml"
    assert yaml.safe_load(answer.text)["tagline"] == "You Know, for Search"
    assert yaml.safe_load(api.get("/", accept="application/yaml").text)["name"] == "findling-1"
    assert api.get("/?format=xml").body["tagline"] == "You Know, for Search"
    assert api.get("/_cat/health?format=json").body[0]["status"] == "green"
    assert api.get("/_cat/health").headers["content-type"] == "text/plain; charset=UTF-8"
    assert api.get("/_cat/health", accept="application/json").body[0]["status"] == "green"


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        (V8, "application/vnd.elasticsearch+json;compatible-with=8"),
        (
            "application/vnd.elasticsearch+json;compatible-with=9",
            "application/vnd.elasticsearch+json;compatible-with=9",
        ),
        ("application/json", "application/json"),
        ("*/*", "application/json"),
        ("text/html", "application/json"),
    ],
)
def test_media_types_are_echoed(api: Api, accept: str, content_type: str) -> None:
    assert api.get("/", accept=accept).headers["content-type"] == content_type


def test_versions_ahead_are_refused(api: Api) -> None:
    answer = api.get("/", accept="application/vnd.elasticsearch+json;compatible-with=10")
    assert answer.error[:2] == (400, "media_type_header_exception")


def test_version_seven_gets_types(api: Api) -> None:
    accept = "application/vnd.elasticsearch+json;compatible-with=7"
    written = api.call("PUT", "/s/_doc/1?refresh=true", {"a": 1}, {"accept": accept})
    assert written.body["_type"] == "_doc"
    assert api.get("/s/_search", accept=accept).body["hits"]["hits"][0]["_type"] == "_doc"
    assert "_type" not in api.get("/s/_doc/1").body


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("application/json", 201),
        (V8, 201),
        ("application/yaml", 201),
        ("text/plain", 406),
        ("application/x-ndjson", 406),
        ("application/x-www-form-urlencoded", 406),
        ("nonsense", 406),
    ],
)
def test_content_types(api: Api, content_type: str, status: int) -> None:
    answer = api.call("PUT", "/s/_doc/1", b'{"a": 1}', {"content-type": content_type})
    assert answer.status == status
    if status == 406:
        assert answer.body["error"] == f"Content-Type header [{content_type}] is not supported"


def test_a_body_needs_a_content_type(api: Api) -> None:
    rendered = api.call("PUT", "/s/_doc/1", b"{}", {"content-type": ""})
    assert rendered.body == {"error": "Content-Type header is missing", "status": 406}


def test_yaml_bodies(api: Api) -> None:
    api.call("PUT", "/s/_doc/1", b"a: 1\nb: [x]\n", {"content-type": "application/yaml"})
    assert api.get("/s/_source/1").body == {"a": 1, "b": ["x"]}


def test_the_body_in_the_url(api: Api) -> None:
    api.put("/s/_doc/1?refresh=true", {"a": 1})
    source = '{"query":{"term":{"a":2}}}'
    found = api.get(f"/s/_search?source={source}&source_content_type=application/json").body
    assert found["hits"]["total"]["value"] == 0
    assert api.get(f"/s/_search?source={source}").error[2] == "source and source_content_type parameters are required"


@pytest.mark.parametrize(
    ("raw", "place"),
    [
        (b'{"query": ', "[1:11] Unexpected end of file"),
        (b'{\n  "query": {]\n}', "[2:13] Unexpected close marker ']': expected '}'"),
        (b'{"a": 1} x', "[1:11] Unrecognized token 'x'"),
    ],
)
def test_malformed_json_is_located(api: Api, raw: bytes, place: str) -> None:
    status, kind, reason = api.post("/_search", raw).error
    assert (status, kind) == (
        400,
        "x_content_e_o_f_exception" if "end of file" in place else "x_content_parse_exception",
    )
    assert reason.startswith(place)


@pytest.mark.parametrize("raw", [b"[]", b"5", b'"x"', b"true"])
def test_a_body_must_be_an_object(api: Api, raw: bytes) -> None:
    assert api.post("/_search", raw).status == 400


def test_opaque_ids_come_back(api: Api) -> None:
    assert api.get("/", x_opaque_id="abc").headers["x-opaque-id"] == "abc"
    assert api.get("/_nope", x_opaque_id="abc").headers["x-opaque-id"] == "abc"


def test_traces_on_request(api: Api) -> None:
    assert "stack_trace" in api.get("/nope/_search?error_trace=true").body["error"]
    assert "stack_trace" not in api.get("/nope/_search").body["error"]


def test_heads_have_no_body(api: Api) -> None:
    answer = api.head("/")
    assert answer.raw == b""
    assert int(answer.headers["content-length"]) > 100
    assert api.head("/nope").status == 404


def test_large_answers_are_compressed(api: Api) -> None:
    api.put("/s/_doc/1", {"text": "lorem ipsum " * 500})
    answer = api.get("/s/_doc/1", accept_encoding="gzip, deflate")
    assert answer.headers["content-encoding"] == "gzip"
    assert orjson.loads(gzip.decompress(answer.raw))["found"] is True
    assert "content-encoding" not in api.get("/", accept_encoding="gzip").headers


def test_unknown_exceptions_become_500(
    api: Api, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def explode(*arguments: Any) -> Any:
        raise ZeroDivisionError("boom")

    monkeypatch.setattr("findling.rest.app.accepted", explode)
    answer = api.get("/")
    assert answer.error == (500, "zero_division_exception", "boom")
    assert caplog.text.count("request failed") == 1


def test_too_long_urls(api: Api) -> None:
    assert api.head("/" + "x" * 300).status in (400, 404)


def test_filter_path_on_lists(api: Api) -> None:
    assert api.get("/_cat/health?format=json&filter_path=-*").body == {}


def test_the_first_page_is_indented_unless_told_otherwise(api: Api) -> None:
    assert api.call("GET", "/").text.startswith('{\n  "name"')
    assert "\n" not in api.call("GET", "/?pretty=false").text


def test_pretty_indents_sources_and_leaves_their_numbers(api: Api) -> None:
    api.put("/store/_doc/1", {"a": {"b": [1, 2]}})
    assert '\n  "_source": {\n    "a": {\n      "b": [\n        1,\n' in api.call("GET", "/store/_doc/1?pretty").text


def test_browsers_get_their_icon(api: Api) -> None:
    answer = api.call("GET", "/favicon.ico")
    assert (answer.status, answer.headers["content-type"]) == (200, "image/x-icon")
