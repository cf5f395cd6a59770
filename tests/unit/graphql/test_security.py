"""Who asks sees in the schema what its roles let it see, and gets in answers what roles and policies let it get."""

from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.security.authc.authentication import User
from findling.security.roles.parse import parse_role
from tests.reference.api import Answer, Api

ROLES: dict[str, dict[str, Any]] = {
    "reader": {
        "indices": [
            {
                "names": ["docs"],
                "privileges": ["read"],
                "field_security": {"grant": ["*"], "except": ["secret", "home.street"]},
                "query": {"term": {"tenant": "a"}},
            }
        ]
    },
    "writer": {"indices": [{"names": ["docs"], "privileges": ["create_doc"]}]},
    "alias": {"indices": [{"names": ["seen"], "privileges": ["read"]}]},
    "keeper": {"indices": [{"names": ["docs"], "privileges": ["read", "write"]}]},
    "nobody": {"cluster": ["monitor"]},
}
PROPERTIES = {
    "tenant": {"type": "keyword"},
    "secret": {"type": "keyword"},
    "owner": {"type": "keyword"},
    "home": {"properties": {"city": {"type": "keyword"}, "street": {"type": "keyword"}}},
}
RELATIONS = {
    "owners": {"target": "people", "from": "owner", "many": True},
    "twins": {"target": "docs", "from": "tenant", "to": "tenant"},
    "hidden": {"target": "docs", "from": "secret", "to": "secret"},
}


class As:
    """Asks in the name of a user."""

    def __init__(self, api: Api, name: str) -> None:
        self.api = api
        credentials = b64encode(f"{name}:{name}-password".encode()).decode()
        self.headers = {"authorization": f"Basic {credentials}", "accept": "application/graphql-response+json"}

    def post(self, query: str, **variables: Any) -> Answer:
        return self.api.call("POST", "/_graphql", {"query": query, "variables": variables}, self.headers)

    def data(self, query: str, **variables: Any) -> Any:
        body = self.post(query, **variables).body
        assert "errors" not in body, body
        return body["data"]

    def error(self, query: str) -> dict[str, Any]:
        found: dict[str, Any] = self.post(query).body["errors"][0]
        return found

    def fields(self, type_name: str) -> set[str]:
        found = self.data(f'{{__type(name: "{type_name}") {{fields {{name}} inputFields {{name}}}}}}')["__type"]
        return set() if found is None else {one["name"] for one in found["fields"] or found["inputFields"]}


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    data: Path = tmp_path_factory.mktemp("graphql") / "data"
    with Node(NodeConfig(data=data, sync=False, background=False, threads=2, security=True)) as node:
        assert node.security is not None
        node.security.users.bootstrap("elastic-password")
        for name, body in ROLES.items():
            node.security.roles.put(parse_role(name, body))
            node.security.users.put(User(name, (name,)), f"{name}-password", None)
        api = Api(node)
        admin = As(api, "elastic").headers
        mapping = {"_meta": {"graphql": {"relations": RELATIONS}}, "properties": PROPERTIES}
        api.call(
            "PUT", "/docs", {"mappings": mapping, "aliases": {"seen": {"filter": {"term": {"tenant": "b"}}}}}, admin
        )
        api.call("PUT", "/people", {"mappings": {"properties": {"name": {"type": "keyword"}}}}, admin)
        for id_, tenant in enumerate("abab"):
            body = {"tenant": tenant, "secret": "s", "owner": "1", "home": {"city": "Ulm", "street": "Hof"}}
            api.call("PUT", f"/docs/_doc/{id_}?refresh=true", body, admin)
        yield api


@pytest.fixture
def as_(api: Api) -> Any:
    return lambda name: As(api, name)


def test_whoever_may_do_all_sees_all(as_: Any) -> None:
    elastic = as_("elastic")
    assert {"docs", "docs_by_pk", "docs_aggregate", "seen", "people"} <= elastic.fields("Query")
    assert {"create_docs", "delete_people"} <= elastic.fields("Mutation")
    assert {"secret", "owners", "twins", "hidden"} <= elastic.fields("Docs")


def test_what_a_role_may_not_see_is_not_there(as_: Any) -> None:
    reader = as_("reader")
    assert reader.fields("Query") == {"docs", "docs_by_pk", "docs_aggregate", "search", "suggest"}
    assert reader.fields("Mutation") == set()
    docs = reader.fields("Docs")
    assert {"secret", "owners", "hidden"}.isdisjoint(docs)
    assert {"tenant", "owner", "twins"} <= docs
    assert reader.fields("Docs__home") == {"city"}
    for type_name in ("DocsWhere", "DocsSort"):
        assert "secret" not in reader.fields(type_name)
    assert reader.post('{docs(where: {secret: {_eq: "s"}}) {nodes {_id}}}').status == 400


def test_documents_and_fields_that_a_role_may_not_see_are_not_in_answers(as_: Any) -> None:
    reader = as_("reader")
    query = """{
        docs(sort: {_seq_no: ASC}) {nodes {_id _source twins {_id}} totalCount {value}}
        docs_aggregate {count terms(field: tenant) {key}}
        own: docs_by_pk(_id: "0") {home {city}} other: docs_by_pk(_id: "1") {_id}
        search(index: "docs", body: {query: {match: {secret: "s"}}}) {total {value}}
    }"""
    source = {"tenant": "a", "owner": "1", "home": {"city": "Ulm"}}
    twins = [{"_id": "0"}, {"_id": "2"}]
    assert reader.data(query) == {
        "docs": {
            "nodes": [{"_id": id_, "_source": source, "twins": twins} for id_ in ("0", "2")],
            "totalCount": {"value": 2},
        },
        "docs_aggregate": {"count": 2, "terms": [{"key": "a"}]},
        "own": {"home": {"city": "Ulm"}},
        "other": None,
        "search": {"total": {"value": 0}},
    }


def test_what_is_not_named_in_the_schema_is_refused_as_in_rest(as_: Any) -> None:
    error = as_("reader").error('{search(index: "people") {total {value}}}')
    assert (error["extensions"]["type"], error["extensions"]["status"]) == ("security_exception", 403)
    assert as_("reader").data("{search {hits {_index _id node {_id}}}}")["search"]["hits"] == [
        {"_index": "docs", "_id": id_, "node": {"_id": id_}} for id_ in ("0", "2")
    ]


def test_whoever_may_only_write_has_only_what_writes(as_: Any) -> None:
    writer = as_("writer")
    assert writer.fields("Query") == {"search", "suggest"}
    assert writer.fields("Mutation") == {"create_docs", "bulk_docs"}
    assert "node" not in writer.fields("DocsWritten")
    written = writer.data('mutation {create_docs(_id: "w", source: {tenant: "w"}) {result}}')
    assert written == {"create_docs": {"result": "created"}}
    assert writer.error("{search {total {value}}}")["extensions"]["status"] == 403


def test_through_an_alias_alone(as_: Any) -> None:
    alias = as_("alias")
    assert alias.fields("Query") == {"seen", "seen_by_pk", "seen_aggregate", "search", "suggest"}
    nodes = alias.data("{seen(sort: {_seq_no: ASC}) {nodes {__typename _id tenant}}}")["seen"]["nodes"]
    assert nodes == [{"__typename": "Docs", "_id": id_, "tenant": "b"} for id_ in ("1", "3")]


def test_without_any_index_there_is_nothing_to_ask(as_: Any, api: Api) -> None:
    assert as_("nobody").fields("Query") == {"search", "suggest"}
    assert api.post("/_graphql", {"query": "{__typename}"}).status == 401


def test_relations_are_declared_by_who_manages_the_cluster(as_: Any, api: Api) -> None:
    answer = api.call("PUT", "/_graphql/relations", {"relations": []}, as_("keeper").headers)
    assert answer.status == 403
    assert api.call("GET", "/_graphql/relations", None, as_("elastic").headers).status == 200


def test_a_policy_holds_as_in_rest(as_: Any, api: Api) -> None:
    rules = b"""package findling.authz

decision := {"allow": allow, "filters": {"docs": [{"term": {"tenant": "b"}}]}, "masks": {"docs": ["home.*"]}}

default allow := true

allow := false if {
    input.user.name == "keeper"
    input.action == "indices:data/write/delete"
}
"""
    admin = as_("elastic").headers
    assert api.call("PUT", "/_policy/v1/policies/own", rules, admin).status == 200
    try:
        keeper = as_("keeper")
        data = keeper.data("{docs(sort: {_seq_no: ASC}) {nodes {_id home {city} _source}} docs_aggregate {count}}")
        nodes = [{"_id": id_, "home": None} for id_ in ("1", "3")]
        assert [{"_id": one["_id"], "home": one["home"]} for one in data["docs"]["nodes"]] == nodes
        assert data["docs_aggregate"] == {"count": 2}
        assert "home" not in data["docs"]["nodes"][0]["_source"]
        error = keeper.error('mutation {delete_docs(_id: "1") {result}}')
        assert (error["path"], error["extensions"]["status"]) == (["delete_docs"], 403)
    finally:
        assert api.call("DELETE", "/_policy/v1/policies/own", None, admin).status == 200


DECLARED = {
    "types": {"Doc": {"index": "docs", "fields": {"id": "_id", "tenant": {}, "secret": {}}}},
    "queries": {"all": {"type": "Doc"}, "one": {"type": "Doc", "by": "secret"}, "doc": {"type": "Doc", "by": "id"}},
    "mutations": {"drop": {"type": "Doc", "action": "delete"}},
}


def test_a_declared_schema_has_what_a_role_may_see_and_do(api: Api, as_: Any) -> None:
    assert api.call("PUT", "/_graphql/schema", DECLARED, as_("keeper").headers).status == 403
    assert api.call("PUT", "/_graphql/schema", DECLARED, as_("elastic").headers).status == 200

    def ask(name: str, query: str) -> Any:
        return api.call("POST", "/_graphql/declared", {"query": query}, as_(name).headers).body

    assert ask("reader", "{all {id tenant}}")["data"]["all"] == [{"id": "0", "tenant": "a"}, {"id": "2", "tenant": "a"}]
    assert ask("reader", "{doc(id: 1) {id}}")["data"] == {"doc": None}
    for name, query in (
        ("reader", "{all {secret}}"),
        ("reader", '{one(secret: "s") {id}}'),
        ("reader", "mutation {drop(id: 0) {id}}"),
        ("writer", "{all {id}}"),
    ):
        assert "data" not in ask(name, query)
    assert ask("keeper", "mutation {drop(id: 9) {id}}")["data"] == {"drop": None}
    assert api.call("DELETE", "/_graphql/schema", None, as_("keeper").headers).status == 403
    assert api.call("DELETE", "/_graphql/schema", None, as_("elastic").headers).status == 200
