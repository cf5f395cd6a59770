"""GraphQL over HTTP: methods, media types, status codes, batches, documents that are named by their hash."""

import hashlib
from typing import Any
from urllib.parse import quote

import orjson
import pytest

from tests.reference.api import Answer, Api

RESPONSE = "application/graphql-response+json"
QUERY = "query ($n: JSON) {posts(query: $n) {nodes {_id}}}"
ONE = "{__typename}"
MANY = {"data": {"posts": {"nodes": [{"_id": "1"}]}}}


@pytest.fixture(autouse=True)
def documents(api: Api) -> None:
    api.put("/posts/_doc/1?refresh=true", {"title": "a", "n": 1})


def ask(api: Api, body: Any, accept: str | None = None, **headers: str) -> Answer:
    named = headers if accept is None else {**headers, "accept": accept}
    return api.call("POST", "/_graphql", body, {name.replace("_", "-"): value for name, value in named.items()})


def test_both_kinds_of_answers(api: Api) -> None:
    for accept in (None, "*/*", "application/json", RESPONSE):
        answer = ask(api, {"query": QUERY}, accept)
        kind = RESPONSE if accept == RESPONSE else "application/json"
        assert (answer.status, answer.headers["content-type"]) == (200, f"{kind}; charset=utf-8")
        assert answer.body == MANY


@pytest.mark.parametrize("body", [{"query": "{"}, {"query": "{nothing}"}, {"query": "query ($a: Int!) {__typename}"}])
def test_what_cannot_be_executed(api: Api, body: dict[str, Any]) -> None:
    assert ask(api, body).status == 200
    answer = ask(api, body, RESPONSE)
    assert answer.status == 400
    assert "data" not in answer.body
    assert answer.body["errors"][0]["message"]


@pytest.mark.parametrize(
    "body",
    [
        b"{", b"1", b"null", b"[]", b"[1]", {}, {"query": 1}, {"query": {}}, {"query": None},
        {"query": ONE, "variables": "x"}, {"query": ONE, "variables": []}, {"query": ONE, "operationName": 1},
        {"query": ONE, "extensions": "x"}, [{"query": ONE}] * 11, {"documentId": 1}, {"documentId": "md5:1"},
    ],
)  # fmt: skip
def test_what_is_no_request(api: Api, body: Any) -> None:
    for accept in (None, RESPONSE):
        answer = ask(api, body, accept, content_type="application/json")
        assert answer.status == 400
        assert answer.body["errors"][0]["message"]
        assert "data" not in answer.body


def test_members_that_are_null_are_not_there(api: Api) -> None:
    body = {"query": ONE, "variables": None, "operationName": None, "extensions": None}
    assert ask(api, body).body == {"data": {"__typename": "Query"}}


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""]
)
def test_only_json_is_read_so_that_no_page_can_send_it_unasked(api: Api, kind: str) -> None:
    assert ask(api, b'{"query":"{__typename}"}', content_type=kind).status == 415


def test_kinds_of_answers_that_there_are_not(api: Api) -> None:
    assert ask(api, {"query": ONE}, "image/png").status == 406


def test_queries_in_the_url(api: Api) -> None:
    variables = quote(orjson.dumps({"n": {"term": {"n": 1}}}))
    answer = api.get(f"/_graphql?query={quote(QUERY)}&variables={variables}")
    assert (answer.status, answer.body) == (200, MANY)
    assert api.get(f"/_graphql?query={quote(QUERY)}&variables=x").status == 400
    assert api.get("/_graphql", accept=RESPONSE).status == 400
    assert api.get("/_graphql?query=%7B", accept=RESPONSE).status == 400


def test_a_mutation_is_not_for_urls(api: Api) -> None:
    mutation = "mutation {delete_posts(_id: 1) {_id}}"
    answer = api.get(f"/_graphql?query={quote(mutation)}")
    assert (answer.status, answer.headers["allow"]) == (405, "POST")
    assert api.get("/posts/_doc/1").status == 200
    assert ask(api, {"query": mutation}).body["data"]


def test_batches(api: Api) -> None:
    answer = ask(api, [{"query": QUERY}, {"query": "{nothing}"}, {"query": ONE}], RESPONSE)
    assert answer.status == 200
    first, second, third = answer.body
    assert first == MANY
    assert second["errors"]
    assert third == {"data": {"__typename": "Query"}}


def test_documents_by_their_hash(api: Api) -> None:
    digest = hashlib.sha256(QUERY.encode()).hexdigest()
    extensions = {"persistedQuery": {"version": 1, "sha256Hash": digest}}
    missing = ask(api, {"extensions": extensions})
    expected = {"message": "PersistedQueryNotFound", "extensions": {"code": "PERSISTED_QUERY_NOT_FOUND"}}
    assert missing.body == {"errors": [expected]}
    assert ask(api, {"query": QUERY, "extensions": extensions}).body == MANY
    assert ask(api, {"extensions": extensions}).body == MANY
    assert api.get(f"/_graphql?extensions={quote(orjson.dumps(extensions))}").body == MANY
    assert ask(api, {"documentId": f"sha256:{digest}"}).body == MANY
    assert api.get(f"/_graphql?documentId=sha256:{digest}").body == MANY


def test_hashes_that_are_not_the_documents(api: Api) -> None:
    digest = hashlib.sha256(ONE.encode()).hexdigest()
    assert first_error(api, QUERY, digest) == "provided sha does not match query"
    assert first_error(api, ONE, digest, version=2) == "Unsupported persisted query version"
    assert first_error(api, ONE, "x") == "[persistedQuery.sha256Hash] must be a SHA-256 in hexadecimal digits"
    invalid = "{nothing}"
    digest = hashlib.sha256(invalid.encode()).hexdigest()
    assert "nothing" in first_error(api, invalid, digest)
    assert first_error(api, None, digest) == "PersistedQueryNotFound"


def test_only_what_is_stored(api: Api) -> None:
    digest = hashlib.sha256(QUERY.encode()).hexdigest()
    assert api.put(f"/_graphql/documents/{digest}", {"query": ONE}).status == 400
    assert api.put(f"/_graphql/documents/{digest}", {"query": QUERY, "junk": 1}).status == 400
    assert api.put(f"/_graphql/documents/{digest}", {"query": QUERY}).body == {"acknowledged": True}
    assert api.get("/_graphql/documents").body == {"documents": {digest: QUERY}}
    assert ask(api, {"documentId": f"sha256:{digest}"}).body == MANY
    api.put("/_cluster/settings", {"persistent": {"graphql.persisted_only": True}})
    assert ask(api, {"query": QUERY}).body == MANY
    assert ask(api, {"documentId": f"sha256:{digest}"}).body == MANY
    refusal = {"errors": [{"message": "only documents that are stored are carried out here"}]}
    assert ask(api, {"query": ONE}).body == refusal
    assert api.delete(f"/_graphql/documents/{digest}").status == 200
    assert api.delete(f"/_graphql/documents/{digest}").status == 404
    assert ask(api, {"query": QUERY}).body == refusal


def first_error(api: Api, query: str | None, digest: str, version: int = 1) -> str:
    extensions = {"persistedQuery": {"version": version, "sha256Hash": digest}}
    message: str = ask(api, {"query": query, "extensions": extensions}).body["errors"][0]["message"]
    return message


def test_the_page(api: Api) -> None:
    answer = api.get("/_graphql", accept="text/html,*/*;q=0.8")
    assert answer.status in (200, 501)  # 501 without Node.js, where it says why it is not there
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert "/_graphql" in answer.text
    assert "GraphiQL" in answer.text
    assert "http://" not in answer.text
    assert "https://" not in answer.text


@pytest.mark.parametrize("name", ["nothing.js", "..%2Findex.html", "%2e%2e", "index.html"])
def test_files_that_there_are_not(api: Api, name: str) -> None:
    assert api.get(f"/_graphql/assets/{name}").status == 404
