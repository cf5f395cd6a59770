"""OPA's REST API: modules, data, decisions, queries, partial evaluation, bundles, revisions."""

import base64
import hashlib
import hmac
import io
import json
import tarfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.rest.app import create_policy_app
from findling.rest.server import ServerThread
from tests.reference.api import Answer, Api

MODULE = """package authz

default allow := false

allow if input.user in data.teams[input.team]

noted if {
    input.x == 1
    trace("seen")
}

shown if input.doc.tenant == input.user.tenant

shown if { input.doc.level > 3; not input.doc.closed == true }
"""
UCAST = "application/vnd.opa.ucast.all+json"


@pytest.fixture
def opa(api: Api) -> Api:
    return filled(api)


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """One that no test changes."""
    data = tmp_path_factory.mktemp("policy") / "data"
    with Node(NodeConfig(data=data, sync=False, background=False, threads=2)) as node:
        yield filled(Api(node))


def filled(api: Api) -> Api:
    assert api.put("/_policy/v1/policies/team/authz.rego", MODULE.encode()).status == 200
    assert api.put("/_policy/v1/data/teams", {"a": ["ann"]}).status == 204
    return api


def test_modules(opa: Api) -> None:
    found = opa.get("/_policy/v1/policies/team/authz.rego").body["result"]
    assert (found["id"], found["raw"]) == ("team/authz.rego", MODULE)
    assert found["ast"]["package"]["path"][1] == {"type": "string", "value": "authz"}
    assert [one["id"] for one in opa.get("/_policy/v1/policies").body["result"]] == ["team/authz.rego"]
    assert opa.delete("/_policy/v1/policies/team/authz.rego").body == {}
    assert opa.get("/_policy/v1/policies").body == {"result": []}
    missing = opa.delete("/_policy/v1/policies/team/authz.rego")
    assert (missing.status, missing.body["code"]) == (404, "resource_not_found")
    assert opa.put("/_policy/v1/policies/a?metrics", b"package a").body["metrics"]["timer_server_handler_ns"] > 0


def test_a_bad_module_is_told_with_file_line_and_message_and_the_old_stays(opa: Api) -> None:
    answer = opa.put("/_policy/v1/policies/team/authz.rego", b"package authz\n\nallow if {\n  x ==\n}\n")
    assert (answer.status, answer.body) == (
        400,
        {
            "code": "invalid_parameter",
            "message": "error(s) occurred while compiling module(s)",
            "errors": [
                {
                    "code": "rego_parse_error",
                    "message": "unexpected } token",
                    "location": {"file": "team/authz.rego", "row": 5, "col": 1},
                    "details": {"line": "}", "idx": 0},
                }
            ],
        },
    )
    for text, code in (
        ("package authz\n\np := http.send({})\n", "rego_type_error"),
        ("package authz\n\nallow if y\n", "rego_unsafe_var_error"),
        ("package teams\n\na := 1\n", "rego_compile_error"),
    ):
        refused = opa.put("/_policy/v1/policies/other.rego", text.encode())
        assert (refused.status, refused.body["errors"][0]["code"]) == (400, code)
    assert opa.put("/_policy/v1/policies/empty", b" ").body["message"] == "empty module"
    assert opa.post("/_policy/v1/data/authz/allow", {"input": {"user": "ann", "team": "a"}}).body == {"result": True}
    assert opa.get("/_policy/revisions").body["current"] == 2


def test_decisions(opa: Api) -> None:
    asked = {"input": {"user": "ann", "team": "a"}}
    assert opa.post("/_policy/v1/data/authz/allow", asked).body == {"result": True}
    assert opa.post("/_policy/v1/data/authz/nothing", asked).body == {}
    assert opa.post("/_policy/v1/data/no/where", asked).body == {}
    assert opa.post("/_policy/v1/data/teams/a/0", asked).body == {"result": "ann"}
    assert opa.post("/_policy/v1/data/with%20blank/x", asked).body == {}
    warned = opa.post("/_policy/v1/data/authz/allow").body
    assert warned == {
        "result": False,
        "warning": {"code": "api_usage_warning", "message": "'input' key missing from the request"},
    }
    assert opa.get("/_policy/v1/data/authz/allow?input=%7B%22user%22%3A%22ann%22%2C%22team%22%3A%22a%22%7D").body == {
        "result": True
    }
    assert opa.post("/_policy/v0/data/authz/allow", {"user": "ann", "team": "a"}).text == "true"
    undefined = opa.post("/_policy/v0/data/authz/noted", {})
    assert (undefined.status, undefined.body["code"]) == (404, "undefined_document")
    assert undefined.body["message"] == "document undefined: data.authz.noted"
    assert opa.post("/_policy/v0/data/no/where", {}).body["message"] == "document missing: data.no.where"
    assert opa.post("/_policy/", {}).body["message"] == "document missing: data.system.main"
    opa.put("/_policy/v1/policies/main", b"package system\n\nmain := input.x\n")
    assert opa.post("/_policy/", {"x": "y"}).text == '"y"'


def test_what_comes_with_a_decision(standing: Api) -> None:
    asked = {"input": {"x": 1}}
    shown = standing.post("/_policy/v1/data/authz/noted?metrics=true&provenance=true&explain=notes", asked).body
    assert shown["result"] is True
    assert shown["metrics"]["timer_rego_query_eval_ns"] > 0
    assert shown["provenance"]["revision"] == "2"
    assert "note" in [event["op"] for event in shown["explanation"]]
    lines = standing.post("/_policy/v1/data/authz/noted?explain=notes&pretty", asked).body["explanation"]
    assert any('Note "seen"' in line for line in lines)
    fails = standing.post("/_policy/v1/data/authz/noted?explain=full", {"input": {"x": 2}}).body
    assert "result" not in fails
    assert "fail" in [event["op"] for event in fails["explanation"]]


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "message"),
    [
        ("POST", "v1/data/authz", b"{", 400, "body contains malformed input document"),
        ("POST", "v1/data/authz", b"[1]", 400, "body contains malformed input document"),
        ("POST", "v1/data/authz", b'{"input":' + b"[" * 600 + b"]" * 600 + b"}", 400, "nested deeper"),
        ("GET", "v1/data/authz?input=%7B", None, 400, "parameter contains malformed input document"),
        ("POST", "v1/data/a%22b", b"{}", 400, "invalid ref term"),
        ("PUT", "v1/data", b"[]", 400, "root must be object"),
        ("PUT", "v1/data/authz/allow", b"1", 400, "error(s) occurred while compiling"),
        ("PATCH", "v1/data", b"{}", 400, "not an array"),
        ("PATCH", "v1/data", b'[{"op":"move","path":"/a"}]', 400, "bad patch operation: move"),
        ("PATCH", "v1/data", b'[{"op":"add"}]', 400, "bad patch path"),
        ("PATCH", "v1/data", b'[{"op":"remove","path":"/x"}]', 404, "storage_not_found_error: /x"),
        ("DELETE", "v1/data/x/y", None, 404, "storage_not_found_error: /x/y"),
        ("GET", "v1/query", None, 400, "missing parameter 'q'"),
        ("POST", "v1/query", b'{"query": "x ="}', 400, "error(s) occurred while parsing query"),
        ("POST", "v1/query", b'{"query": "http.send({})"}', 400, "error(s) occurred while parsing query"),
        ("POST", "v1/query", b'{"query": ""}', 400, "missing required 'query' value"),
        ("POST", "v1/query", b"1", 400, "error(s) occurred while decoding request"),
        ("POST", "v1/query", b'{"query": "x := 1 / 0"}', 500, "error(s) occurred while evaluating query"),
        ("POST", "v1/compile", b"{}", 400, "missing required 'query' value"),
        ("POST", "v1/compile/authz/shown", b"{}", 400, "Accept header"),
        ("PUT", "bundles/b", b"no archive", 400, "not a tar.gz archive"),
        ("DELETE", "bundles/b", None, 404, "bundle [b] not found"),
    ],
)
def test_what_is_wrong(standing: Api, method: str, path: str, body: bytes | None, status: int, message: str) -> None:
    answer = standing.call(method, f"/_policy/{path}", body)
    assert answer.status == status
    assert message in answer.body["message"]


def test_data_is_changed(opa: Api) -> None:
    assert opa.call("PATCH", "/_policy/v1/data/teams", [{"op": "add", "path": "/a/-", "value": "bob"}]).status == 204
    assert opa.get("/_policy/v1/data/teams").body == {"result": {"a": ["ann", "bob"]}}
    assert opa.put("/_policy/v1/data/deep/er/x%2Fy", str(10**30).encode()).status == 204
    assert opa.get("/_policy/v1/data/deep").text == '{"result":{"er":{"x/y":1000000000000000000000000000000}}}'
    kept = opa.call("PUT", "/_policy/v1/data/teams", {}, {"if-none-match": "*"})
    assert kept.status == 304
    assert opa.delete("/_policy/v1/data/deep").status == 204
    assert opa.get("/_policy/v1/data/deep").body == {}
    steps = [{"op": "replace", "path": "/teams/a", "value": []}, {"op": "remove", "path": "/no"}]
    assert opa.call("PATCH", "/_policy/v1/data", steps).status == 404
    assert opa.get("/_policy/v1/data/teams/a").body == {"result": ["ann", "bob"]}


def test_queries(standing: Api) -> None:
    assert standing.get("/_policy/v1/query?q=x%3Ddata.teams.a%5B_%5D").body == {"result": [{"x": "ann"}]}
    asked = {"query": "input.n > 1; y := input.n", "input": {"n": 2}}
    assert standing.post("/_policy/v1/query", asked).body == {"result": [{"y": 2}]}
    assert standing.post("/_policy/v1/query", {"query": "1 == 2"}).body == {}


def test_partial_evaluation(standing: Api) -> None:
    known = {"input": {"user": {"tenant": "t1"}}, "unknowns": ["input.doc"]}
    answer = standing.call("POST", "/_policy/v1/compile/authz/shown", known, {"accept": UCAST})
    assert answer.headers["content-type"] == UCAST
    tenant = {"type": "field", "operator": "eq", "field": "doc.tenant", "value": "t1"}
    level = {"type": "field", "operator": "gt", "field": "doc.level", "value": 3}
    closed = {"type": "field", "operator": "eq", "field": "doc.closed", "value": True}
    inner = {"type": "compound", "operator": "not", "value": [closed]}
    both = {"type": "compound", "operator": "and", "value": [level, inner]}
    assert answer.body == {"result": {"query": {"type": "compound", "operator": "or", "value": [tenant, both]}}}
    sql = {"accept": "application/vnd.opa.sql.postgresql+json"}
    where = standing.call("POST", "/_policy/v1/compile/authz/shown", known, sql).body["result"]["query"]
    assert where.startswith("WHERE (doc.tenant = E't1' OR ")
    several = {**known, "options": {"targetDialects": ["sql+mysql", "ucast+all"]}}
    many = {"accept": "application/vnd.opa.multitarget+json"}
    found = standing.call("POST", "/_policy/v1/compile/authz/shown", several, many).body["result"]
    assert found.keys() == {"mysql", "ucast"}
    older = standing.post("/_policy/v1/compile", {**known, "query": "data.authz.shown == true"}).body["result"][
        "queries"
    ]
    assert [len(query) for query in older] == [1, 2]
    assert older[1][1]["negated"] is True
    assert standing.post("/_policy/v1/compile", {"query": "1 == 1"}).body == {"result": {"queries": [[]]}}
    assert standing.post("/_policy/v1/compile", {"query": "1 == 2"}).body == {"result": {}}
    beyond = standing.post("/_policy/v1/compile", {"query": 'lower(input.doc.x) == "a"', "unknowns": ["input.doc"]})
    assert (beyond.status, beyond.body["errors"][0]["code"]) == (400, "pe_fragment_error")


def test_health_and_status(opa: Api) -> None:
    assert opa.get("/_policy/health").body == {}
    assert opa.get("/_policy/health/live").status == 500
    opa.put("/_policy/v1/policies/health", b"package system.health\n\nlive if input.plugins_ready\n")
    assert opa.get("/_policy/health/live").body == {}
    status = opa.get("/_policy/v1/status").body["result"]
    assert status["engine"].startswith("OPA 1")
    assert status["policies"] == ["health", "team/authz.rego"]
    assert opa.get("/_policy/v1/config").body["result"]["default_decision"] == "/system/main"


def test_revisions_are_listed_compared_and_rolled_back(opa: Api) -> None:
    opa.put("/_policy/v1/policies/team/authz.rego", b"package authz\n\nallow := true\n")
    listed = opa.get("/_policy/revisions").body
    assert listed["current"] == 3
    assert [one["note"] for one in listed["revisions"]] == [
        "put policy [team/authz.rego]",
        "PUT data [/teams]",
        "put policy [team/authz.rego]",
    ]
    diff = opa.get("/_policy/revisions/2/_diff").body
    assert (diff["from"], diff["to"]) == (2, 3)
    assert "-default allow := false\n" in diff["diff"]
    assert "+allow := true" in diff["diff"]
    assert opa.get("/_policy/revisions/3/_diff?to=3").body["diff"] == ""
    assert opa.post("/_policy/v1/data/authz/allow", {"input": {}}).body == {"result": True}
    assert opa.post("/_policy/revisions/2/_rollback").body == {"acknowledged": True, "revision": 4}
    assert opa.post("/_policy/v1/data/authz/allow", {"input": {}}).body == {"result": False}
    assert opa.get("/_policy/revisions/4").body["policies"] == {"team/authz.rego": MODULE}
    assert opa.get("/_policy/revisions/77").error[:2] == (404, "resource_not_found_exception")
    assert opa.get("/_policy/revisions/x").error[:2] == (400, "illegal_argument_exception")


def test_the_same_again_is_no_revision(opa: Api) -> None:
    opa.put("/_policy/v1/policies/team/authz.rego", MODULE.encode())
    opa.put("/_policy/v1/data/teams", {"a": ["ann"]})
    assert opa.get("/_policy/revisions").body["current"] == 2


def test_what_was_begun_ends_with_its_revision(opa: Api) -> None:
    policies = opa.node.decisions.policies
    before = policies.current
    asked = {"user": "ann", "team": "a"}
    opa.put("/_policy/v1/policies/team/authz.rego", b"package authz\n\nallow := 7\n")
    assert before.evaluate("authz.allow", asked) is True
    assert before.apart.evaluate("authz.allow", asked) is True
    assert policies.current.evaluate("authz.allow", asked) == 7


def archive(files: dict[str, Any]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        for name, content in files.items():
            raw = content if isinstance(content, bytes) else json.dumps(content).encode()
            info = tarfile.TarInfo(f"/{name}")
            info.size = len(raw)
            tar.addfile(info, io.BytesIO(raw))
    return packed.getvalue()


FILES: dict[str, Any] = {
    "app/app.rego": b"package app\n\nallow if input.user in data.app.users\n",
    "app/data.json": {"users": ["ann"]},
    ".manifest": {"revision": "r7", "roots": ["app"]},
}


def signed(files: dict[str, Any], secret: str, algorithm: str = "HS256") -> dict[str, Any]:
    """Returns files with the list of their hashes, signed by a secret or, in PEM, a private key."""

    def part(value: Any) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    listed = []
    for name, content in files.items():
        is_text = isinstance(content, bytes)
        raw = content if is_text else json.dumps(content, sort_keys=True, separators=(",", ":")).encode()
        listed.append({"name": name, "hash": hashlib.sha256(raw).hexdigest(), "algorithm": "SHA-256"})
    text = f"{part({'alg': algorithm})}.{part({'files': listed})}"
    raw = signature(algorithm, text.encode(), secret)
    token = f"{text}.{base64.urlsafe_b64encode(raw).rstrip(b'=').decode()}"
    return {**files, ".signatures.json": {"signatures": [token]}}


def signature(algorithm: str, text: bytes, secret: str) -> bytes:
    if algorithm == "HS256":
        return hmac.new(secret.encode(), text, "sha256").digest()
    key: Any = serialization.load_pem_private_key(secret.encode(), None)
    if algorithm == "RS256":
        return bytes(key.sign(text, padding.PKCS1v15(), hashes.SHA256()))
    numbers = utils.decode_dss_signature(key.sign(text, ec.ECDSA(hashes.SHA256())))
    return b"".join(number.to_bytes(32, "big") for number in numbers)


def test_bundles(opa: Api) -> None:
    answer = opa.call("PUT", "/_policy/bundles/main", archive(FILES))
    assert (answer.status, answer.body["bundle_revision"]) == (200, "r7")
    asked = {"input": {"user": "ann"}}
    shown = opa.post("/_policy/v1/data/app/allow?provenance", asked).body
    assert (shown["result"], shown["provenance"]["bundles"]) == (True, {"main": {"revision": "r7"}})
    refused = opa.put("/_policy/v1/data/app/users", [])
    assert refused.body["message"] == 'path app/users is owned by bundle "main"'
    assert opa.put("/_policy/v1/data/other", {}).status == 204
    assert "owned by bundle" in opa.put("/_policy/v1/policies/main/app/app.rego", b"package x").body["message"]
    assert opa.get("/_policy/bundles").body["bundles"]["main"]["policies"] == ["main/app/app.rego"]
    assert opa.get("/_policy/v1/status").body["result"]["bundles"]["main"]["active_revision"] == "r7"
    broken = opa.call(
        "PUT", "/_policy/bundles/main", archive({**FILES, "app/app.rego": b"package app\n\nallow if y\n"})
    )
    assert broken.body["errors"][0]["location"] == {"file": "main/app/app.rego", "row": 3, "col": 10}
    assert opa.post("/_policy/v1/data/app/allow", asked).body == {"result": True}
    assert opa.delete("/_policy/bundles/main").status == 200
    assert opa.post("/_policy/v1/data/app/allow", asked).body == {}


def test_signatures_of_bundles(opa: Api) -> None:
    key = {"x-bundle-key": "secret"}
    good = signed(FILES, "secret")
    assert opa.call("PUT", "/_policy/bundles/b", archive(good), key).status == 200
    for files, message in (
        (FILES, "not signed"),
        (signed(FILES, "other"), "does not fit its key"),
        ({**good, "app/data.json": {"users": ["eve"]}}, "[app/data.json] is not what was signed"),
        ({**good, "more.rego": b"package more"}, "['more.rego']"),
        ({**FILES, ".signatures.json": {"signatures": ["x"]}}, "malformed"),
    ):
        refused = opa.call("PUT", "/_policy/bundles/b", archive(files), key)
        assert (refused.status, message in refused.body["message"]) == (400, True), refused.text


@pytest.mark.parametrize("algorithm", ["RS256", "ES256"])
def test_signatures_by_private_keys(opa: Api, algorithm: str) -> None:
    made: Any = (
        rsa.generate_private_key(65537, 2048) if algorithm == "RS256" else ec.generate_private_key(ec.SECP256R1())
    )
    pem = serialization.Encoding.PEM
    private = made.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode()
    public = made.public_key().public_bytes(pem, serialization.PublicFormat.SubjectPublicKeyInfo).decode()
    folder = opa.node.data.config
    folder.mkdir()
    source = {"file": "b.tar.gz", "key": public}
    (folder / "b.tar.gz").write_bytes(archive(signed(FILES, private, algorithm)))
    assert opa.put("/_policy/bundles/b", source).status == 200
    other = {**signed(FILES, private, algorithm), "app/app.rego": b"package app\n\nallow := true\n"}
    (folder / "b.tar.gz").write_bytes(archive(other))
    assert "is not what was signed" in opa.put("/_policy/bundles/b", source).body["message"]
    # whoever knows the public key could make this one
    (folder / "b.tar.gz").write_bytes(archive(signed(FILES, public)))
    assert "does not fit its key" in opa.put("/_policy/bundles/b", source).body["message"]


def test_bundles_come_from_files_and_servers(opa: Api, tmp_path: Path) -> None:
    folder = opa.node.data.config
    folder.mkdir()
    (folder / "b.tar.gz").write_bytes(archive(FILES))
    assert opa.put("/_policy/bundles/b", {"file": "b.tar.gz"}).body["bundle_revision"] == "r7"
    (tmp_path / "outside.tar.gz").write_bytes(archive(FILES))
    for source in (
        {"file": "../../outside.tar.gz"},
        {"file": "none"},
        {"url": "file:///b"},
        {},
        {"url": "a", "file": "b"},
    ):
        assert opa.put("/_policy/bundles/b", source).status == 400


def test_opa_has_a_port_of_its_own(opa: Api, tmp_path: Path) -> None:
    app = create_policy_app(opa.node)
    with ServerThread(opa.node, app=app) as server:
        asked = json.dumps({"input": {"user": "ann", "team": "a"}}).encode()
        with urllib.request.urlopen(f"{server.url}/v1/data/authz/allow", asked) as answer:
            assert json.load(answer) == {"result": True}
        with urllib.request.urlopen(f"{server.url}/health") as answer:
            assert json.load(answer) == {}
        archived = opa.put("/_policy/bundles/b", {"url": f"{server.url}/health"})
        assert "not a tar.gz archive" in archived.body["message"]


def test_rules_about_users_need_users(api: Api) -> None:
    refused = api.put("/_policy/v1/policies/a", b"package findling.authz\n\ndecision := true\n")
    assert (refused.status, "security is off" in refused.body["message"]) == (400, True)


def test_what_is_stored_outlives_the_node(tmp_path: Path) -> None:
    config = NodeConfig(data=tmp_path / "data", sync=False, background=False, threads=2)
    with Node(config) as node:
        assert Api(node).put("/_policy/v1/policies/a", b"package a\n\np := data.x\n").status == 200
        assert Api(node).put("/_policy/v1/data/x", [None, {"y": 1}]).status == 204
    with Node(config) as node:
        again: Answer = Api(node).post("/_policy/v1/data/a/p", {"input": {}})
        assert again.body == {"result": [None, {"y": 1}]}
        assert Api(node).get("/_policy/revisions").body["current"] == 2
