"""What a user may not see is not there, whatever is asked and whoever asked before."""

import logging
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.security.authc.authentication import User
from findling.security.roles.parse import parse_role
from tests.reference.api import Api

DOCUMENTS = [
    {"team": "a", "name": "red fox", "price": 1, "parts": [{"k": "x"}]},
    {"team": "b", "name": "blue fox", "price": 2, "parts": [{"k": "y"}, {"k": "z"}]},
    {"team": "a", "name": "green dog", "price": 4},
    {"team": "b", "name": "white dog", "price": 8},
]
MAPPING = {
    "properties": {
        "team": {"type": "keyword"},
        "name": {"type": "text", "fielddata": True},
        "price": {"type": "long"},
        "parts": {"type": "nested", "properties": {"k": {"type": "keyword"}}},
    }
}
ROLES = {
    "team_a": {"query": {"term": {"team": "a"}}},
    "team_b": {"query": {"template": {"source": '{"term":{"team":"{{_user.metadata.team}}"}}'}}},
    "no_price": {"field_security": {"grant": ["*"], "except": ["price"]}},
}


def as_user(name: str) -> dict[str, str]:
    return {"authorization": f"Basic {b64encode(f'{name}:{name}-password'.encode()).decode()}"}


@pytest.fixture
def api(tmp_path: Path) -> Iterator[Api]:
    config = NodeConfig(data=tmp_path / "data", sync=False, background=False, threads=2, security=True)
    with Node(config) as node:
        assert node.security is not None
        for name, limits in ROLES.items():
            group = {"names": ["shop"], "privileges": ["read"], **limits}
            node.security.roles.put(parse_role(name, {"indices": [group]}))
            node.security.users.put(User(name, (name,), metadata={"team": name[-1]}), f"{name}-password", None)
        node.security.users.put(User("admin", ("superuser",)), "admin-password", None)
        made = Api(node)
        call(made, "admin", "PUT", "/shop", {"mappings": MAPPING, "settings": {"number_of_shards": 2}})
        for number, document in enumerate(DOCUMENTS):
            call(made, "admin", "PUT", f"/shop/_doc/{number}?refresh=true", document)
        yield made


def call(api: Api, who: str, method: str, path: str, body: Any = None) -> Any:
    answer = api.call(method, path, body, as_user(who))
    assert answer.status < 300 or answer.status == 404, answer.text
    return answer.body


def ids(answer: Any) -> list[str]:
    return sorted(hit["_id"] for hit in answer["hits"]["hits"])


def test_slow_logs_say_who_asked_where_an_index_wants_it(api: Api, caplog: pytest.LogCaptureFixture) -> None:
    slow = ("index.search.slowlog", "index.indexing.slowlog")
    limits = {f"{slow[0]}.threshold.query.warn": "0ms", f"{slow[1]}.threshold.index.warn": "0ms"}
    call(api, "admin", "PUT", "/shop/_settings", {**limits, f"{slow[0]}.include.user": True})
    with caplog.at_level(logging.INFO, slow[0]), caplog.at_level(logging.INFO, slow[1]):
        call(api, "team_a", "POST", "/shop/_search", {})
        call(api, "admin", "PUT", "/shop/_doc/9", {"team": "c"})
        call(api, "admin", "PUT", "/shop/_settings", {f"{slow[1]}.include.user": True})
        call(api, "admin", "PUT", "/shop/_doc/9", {"team": "c"})
    told = [record.__dict__["ecs"].get("user.name") for record in caplog.records if record.name.startswith(slow)]
    assert told == ["team_a", None, "admin"]


def test_hits(api: Api) -> None:
    assert ids(call(api, "team_a", "POST", "/shop/_search", {})) == ["0", "2"]
    assert ids(call(api, "team_b", "POST", "/shop/_search", {})) == ["1", "3"]
    assert ids(call(api, "admin", "POST", "/shop/_search", {})) == ["0", "1", "2", "3"]
    nested = {"query": {"nested": {"path": "parts", "query": {"exists": {"field": "parts.k"}}}}}
    assert ids(call(api, "team_a", "POST", "/shop/_search", nested)) == ["0"]


def test_answers_kept_for_one_are_not_given_to_another(api: Api) -> None:
    body = {"size": 0, "aggs": {"sum": {"sum": {"field": "price"}}}}
    for _ in range(2):
        for who, total in (("admin", 15.0), ("team_a", 5.0), ("team_b", 10.0), ("no_price", 0.0)):
            answer = call(api, who, "POST", "/shop/_search?request_cache=true", body)
            assert answer["aggregations"]["sum"]["value"] == total, who


def test_single_documents(api: Api) -> None:
    assert not call(api, "team_a", "GET", "/shop/_doc/1")["found"]
    assert call(api, "team_b", "GET", "/shop/_doc/1")["found"]
    assert "price" not in call(api, "no_price", "GET", "/shop/_doc/1")["_source"]
    found = call(api, "team_a", "POST", "/shop/_mget", {"ids": ["0", "1"]})["docs"]
    assert [document["found"] for document in found] == [True, False]


def test_a_new_document_is_seen_or_not_before_anybody_refreshes(api: Api) -> None:
    call(api, "admin", "PUT", "/shop/_doc/new", {"team": "a"})
    assert call(api, "team_a", "GET", "/shop/_doc/new")["found"]
    assert not call(api, "team_b", "GET", "/shop/_doc/new")["found"]


def test_hidden_fields(api: Api) -> None:
    for query in ({"exists": {"field": "price"}}, {"range": {"price": {"gt": 0}}}, {"term": {"price": 1}}):
        assert ids(call(api, "no_price", "POST", "/shop/_search", {"query": query})) == []
    answer = call(
        api, "no_price", "POST", "/shop/_search", {"sort": ["price"], "fields": ["*"], "docvalue_fields": ["price"]}
    )
    assert "price" not in str(answer["hits"]["hits"])
    script = {"script_fields": {"p": {"script": "params._source.toString()"}}}
    assert "price" not in str(call(api, "no_price", "POST", "/shop/_search", script))
    assert "price" not in call(api, "no_price", "GET", "/shop/_field_caps?fields=*")["fields"]
    computed = {
        "runtime_mappings": {"r": {"type": "keyword", "script": "emit(params._source.toString())"}},
        "fields": ["r"],
    }
    assert "price" not in str(call(api, "no_price", "POST", "/shop/_search", computed)["hits"]["hits"])


def test_scrolls_and_points_in_time(api: Api) -> None:
    first = call(api, "team_a", "POST", "/shop/_search?scroll=1m", {"size": 1})
    second = call(api, "team_a", "POST", "/_search/scroll", {"scroll_id": first["_scroll_id"]})
    assert sorted(ids(first) + ids(second)) == ["0", "2"]
    assert call(api, "team_b", "POST", "/_search/scroll", {"scroll_id": first["_scroll_id"]})["status"] == 404
    point = call(api, "admin", "POST", "/shop/_pit?keep_alive=1m")["id"]
    assert ids(call(api, "team_a", "POST", "/_search", {"pit": {"id": point}})) == ["0", "2"]


def test_what_would_tell_of_hidden_documents_is_refused(api: Api) -> None:
    for body in ({"profile": True}, {"suggest": {"s": {"text": "foxx", "term": {"field": "name"}}}}):
        answer = api.call("POST", "/shop/_search", body, as_user("team_a"))
        assert (answer.status, answer.body["error"]["type"]) == (400, "security_exception"), answer.text
    assert call(api, "team_a", "POST", "/shop/_terms_enum", {"field": "team"})["terms"] == []


def test_what_is_looked_up_in_another_index_is_what_who_asks_may_see(api: Api) -> None:
    call(api, "admin", "PUT", "/visits", {"mappings": {"properties": {"team": {"type": "keyword"}}}})
    call(api, "admin", "PUT", "/visits/_doc/1?refresh=true", {"team": ["a", "b"]})
    security = api.node.security
    assert security is not None
    for who in ("team_a", "no_price"):
        group = {"names": ["visits"], "privileges": ["read"]}
        own = {"names": ["shop"], "privileges": ["read"], **ROLES[who]}
        security.roles.put(parse_role(who, {"indices": [own, group]}))
    shown = {
        "runtime_mappings": {
            "sold": {
                "type": "lookup",
                "target_index": "shop",
                "input_field": "team",
                "target_field": "team",
                "fetch_fields": ["team", "price"],
            }
        },
        "fields": ["sold"],
    }

    def sold(who: str) -> list[dict[str, Any]]:
        hits = call(api, who, "POST", "/visits/_search", shown)["hits"]["hits"]
        return list(hits[0]["fields"]["sold"])

    assert [each["team"] for each in sold("admin")] == [["a"], ["b"]]
    assert [each["team"] for each in sold("team_a")] == [["a"]]
    assert [each for each in sold("no_price") if "price" in each] == []
    security.roles.put(parse_role("no_price", {"indices": [{"names": ["visits"], "privileges": ["read"]}]}))
    answer = api.call("POST", "/visits/_search", shown, as_user("no_price"))
    assert answer.status == 403
    assert answer.body["error"]["caused_by"]["type"] == "security_exception"
