"""Documents are copied out of another cluster: two Findlings, over HTTP."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from findling.node.by_query.remote.host import RemoteHost
from findling.node.by_query.remote.pages import RemotePages
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.testing.instance import Findling
from tests.reference.api import Api


@pytest.fixture(scope="module")
def other() -> Iterator[Findling]:
    with Findling() as findling:
        for i in range(25):
            document = {"n": i, "k": "ab"[i % 2], "secret": "x"}
            findling.client.index(index="store", id=str(i), document=document, routing=f"r{i}" if i < 5 else None)
        findling.client.index(index="store", id="0", document={"n": 0, "k": "a"}, routing="r0")
        yield findling


@pytest.fixture
def api(tmp_path: Path) -> Iterator[Api]:
    config = NodeConfig(data=tmp_path / "data", sync=False, background=False, threads=2)
    with Node(replace(config, reindex_remote=("127.0.0.1:*",))) as node:
        yield Api(node)


def copy(api: Api, other: Findling, source: dict[str, Any] | None = None, query: str = "", **body: Any) -> Any:
    remote = {"host": other.url, **(body.pop("remote", {}))}
    dest = {"index": "copy", **body.pop("dest", {})}
    request = {"source": {"remote": remote, "index": "store", **(source or {})}, "dest": dest, **body}
    return api.post(f"/_reindex?refresh=true{query}", request)


def test_everything_comes_with_ids_and_routing(api: Api, other: Findling) -> None:
    answer = copy(api, other, {"size": 4}).body
    assert (answer["total"], answer["created"], answer["batches"]) == (25, 25, 7)
    assert answer["failures"] == []
    assert api.get("/copy/_count").body["count"] == 25
    found = api.get("/copy/_doc/3?routing=r3").body
    assert (found["_source"], found["_routing"]) == ({"n": 3, "k": "b", "secret": "x"}, "r3")


def test_the_other_one_chooses_sorts_and_leaves_out(api: Api, other: Findling) -> None:
    source = {"query": {"term": {"k.keyword": "a"}}, "_source": ["n"], "sort": [{"n": "desc"}]}
    answer = copy(api, other, source, max_docs=3).body
    assert (answer["total"], answer["created"]) == (3, 3)
    hits = api.post("/copy/_search", {"sort": ["n"]}).body["hits"]["hits"]
    assert [hit["_source"] for hit in hits] == [{"n": 20}, {"n": 22}, {"n": 24}]


def test_scripts_pipelines_and_versions_are_those_of_here(api: Api, other: Findling) -> None:
    api.put("/_ingest/pipeline/p", {"processors": [{"set": {"field": "by", "value": "p"}}]})
    script = {"source": "if (ctx._source.n > 3) { ctx.op = 'noop' } else { ctx._source.n += 100 }"}
    answer = copy(api, other, script=script, dest={"pipeline": "p", "version_type": "external"}).body
    assert (answer["created"], answer["noops"]) == (4, 21)
    found = api.get("/copy/_doc/0?routing=r0").body
    assert (found["_source"], found["_version"]) == ({"n": 100, "k": "a", "by": "p"}, 2)


def test_as_a_task(api: Api, other: Findling) -> None:
    task = copy(api, other, query="&wait_for_completion=false").body["task"]
    found = api.get(f"/_tasks/{task}?wait_for_completion=true").body
    assert found["response"]["created"] == 25


@pytest.mark.parametrize(
    ("remote", "reason"),
    [
        ({"host": "http://elsewhere:9200"}, "[elsewhere:9200] not whitelisted in reindex.remote.whitelist"),
        ({"socket_timeout": "x"}, "failed to parse setting [socket_timeout] with value [x]"),
        ({"headers": 1}, "Expected [headers] to be an object containing strings but was [1]"),
        ({"headers": {"a": 1}}, "Expected [headers] to be an object containing strings but has [a=1]"),
        ({"host": 1}, "Expected [host] to be a string but was [1]"),
        ({"host": None}, "[host] must be specified to reindex from a remote cluster"),
        ({"host": "x:9200"}, "[host] must be of the form [scheme]://[host]:[port](/[pathPrefix])? but was [x:9200]"),
        ({"what": 1}, "Unsupported fields in [remote]: [what]"),
    ],
)
def test_what_is_refused(api: Api, other: Findling, remote: dict[str, Any], reason: str) -> None:
    answer = copy(api, other, remote=remote)
    assert answer.status == 400
    assert reason in answer.text
    assert "copy" not in api.node.cluster.state.indices


def test_slices_are_refused(api: Api, other: Findling) -> None:
    reason = "Validation Failed: 1: reindex from remote sources doesn't support slices > 1 but was [2];"
    assert copy(api, other, query="&slices=2").error == (400, "action_request_validation_exception", reason)


def test_errors_of_the_other_one_are_told(api: Api, other: Findling) -> None:
    status, kind, reason = copy(api, other, {"index": "missing"}).error
    assert (status, kind) == (404, "status_exception")
    assert "no such index [missing]" in reason
    status, kind, _ = copy(api, other, remote={"host": "http://127.0.0.1:1"}).error
    assert (status, kind) == (502, "connect_exception")


@pytest.mark.parametrize(
    "remote", [{"headers": {"x": "a\r\nb"}}, {"headers": {"x": "\u2603"}}, {"host": "http://127.0.0.1:99999"}]
)
def test_what_cannot_be_sent_is_told(api: Api, other: Findling, remote: dict[str, Any]) -> None:
    assert copy(api, other, remote=remote).error[:2] == (502, "connect_exception")


def test_another_kind_of_server_is_told(api: Api, other: Findling) -> None:
    answer = copy(api, other, {"index": "_alias/x?format=json&filter_path=none"}, remote={"host": f"{other.url}/_cat"})
    assert answer.status in (400, 404, 405, 502)


def test_nobody_is_asked_unless_allowed(api: Api, other: Findling, tmp_path: Path) -> None:
    with Node(NodeConfig(data=tmp_path / "closed", sync=False, background=False)) as node:
        assert copy(Api(node), other).error[2].endswith("not whitelisted in reindex.remote.whitelist")


def test_credentials_become_headers(api: Api) -> None:
    task = api.node.tasks.start("x", "")
    for remote, header in (
        (RemoteHost("http", "h", 1, username="u", password="p"), "Basic dTpw"),
        (RemoteHost("http", "h", 1, api_key="abc"), "ApiKey abc"),
        (RemoteHost("http", "h", 1, username="u", headers={"Authorization": "own"}), "own"),
    ):
        assert RemotePages(remote, ["i"], {}, task)._headers()["Authorization"] == header
