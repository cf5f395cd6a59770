"""The policy decides about Findling's own requests, hides documents and fields, and its decisions are noted."""

from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from findling.node.policy.decision_index import INDEX
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.security.authc.authentication import User
from tests.reference.api import Answer, Api

ALLOW_ALL = b"package findling.authz\n\ndecision := true\n"


class As:
    """Calls in the name of a user."""

    def __init__(self, api: Api, name: str) -> None:
        self._api = api
        self._headers = {"authorization": f"Basic {b64encode(f'{name}:{name}-password'.encode()).decode()}"}

    def __call__(self, method: str, target: str, body: Any = None) -> Answer:
        return self._api.call(method, target, body, self._headers)

    def ids(self, target: str) -> list[str]:
        return sorted(hit["_id"] for hit in self("GET", target).body["hits"]["hits"])


@pytest.fixture
def api(tmp_path: Path) -> Iterator[Api]:
    config = NodeConfig(data=tmp_path / "data", sync=False, background=False, threads=2, security=True)
    with Node(config) as node:
        assert node.security is not None
        node.security.users.bootstrap("elastic-password")
        for name, metadata in (("ann", {"tenant": "a"}), ("bob", {"tenant": "b"}), ("eve", {})):
            node.security.users.put(User(name, ("superuser",), metadata=metadata), f"{name}-password", None)
        yield Api(node)


@pytest.fixture
def elastic(api: Api) -> As:
    admin = As(api, "elastic")
    fields = {"tenant": {"type": "keyword"}, "level": {"type": "long"}, "secret": {"type": "keyword"}}
    admin("PUT", "/docs", {"mappings": {"properties": fields}})
    for id_, tenant in enumerate("abab"):
        admin("PUT", f"/docs/_doc/{id_}?refresh=true", {"tenant": tenant, "level": id_, "secret": "s"})
    admin("PUT", "/private", {})
    return admin


@pytest.fixture
def ann(api: Api) -> As:
    return As(api, "ann")


@pytest.fixture
def bob(api: Api) -> As:
    return As(api, "bob")


def put(admin: As, name: str, text: str) -> None:
    answer = admin("PUT", f"/_policy/v1/policies/{name}", text.encode())
    assert answer.status == 200, answer.text


def test_with_other_policies_nothing_is_asked(elastic: As, bob: As) -> None:
    put(elastic, "ci", "package ci\n\nallow := false\n")
    assert bob("GET", "/docs/_search").status == 200


def test_what_no_rule_allows_is_refused(elastic: As, ann: As, bob: As) -> None:
    put(elastic, "authz", 'package findling.authz\n\ndecision := {"allow": true} if input.user.name == "ann"\n')
    assert ann("GET", "/docs/_search").status == 200
    refused = bob("GET", "/docs/_search")
    assert refused.status == 403
    error = refused.body["error"]
    assert error["reason"] == (
        "action [indices:data/read/search] is unauthorized for user [bob] with effective roles [superuser], refused by "
        f"policy: the policy does not allow it [decision {error['decision_id']}]"
    )
    assert error["policy_revision"] == 1
    assert elastic("GET", "/docs/_search").status == 403
    assert elastic("GET", "/_policy/v1/policies").status == 200  # whoever manages policies is judged by roles only
    assert elastic("DELETE", "/_policy/v1/policies/authz").status == 200
    assert bob("GET", "/docs/_search").status == 200


def test_the_rules_see_the_request(elastic: As, bob: As) -> None:
    put(
        elastic,
        "authz",
        """package findling.authz

decision := {"allow": false, "reason": json.marshal(object.remove(input, ["time"]))}
""",
    )
    error = bob("POST", "/do*,new/_search?size=3", {"query": {"match_all": {}}}).body["error"]["reason"]
    seen = orjson.loads(error[error.index("{") : error.rindex("}") + 1])
    assert seen["user"] == {
        "name": "bob",
        "roles": ["superuser"],
        "full_name": None,
        "email": None,
        "metadata": {"tenant": "b"},
        "realm": "default_native",
        "authentication": "realm",
    }
    del seen["user"]
    assert seen == {
        "roles": ["superuser"],
        "action": "indices:data/read/search",
        "method": "POST",
        "path": "/do*,new/_search",
        "indices": ["docs", "new"],
        "parameters": {"size": "3"},
        "body": {"bytes": 26, "members": ["query"]},
        "address": None,
    }


@pytest.mark.parametrize(
    "rule",
    [
        "decision := 1 / input.zero",
        'decision := "yes"',
        'decision := {"allow": "yes"}',
        'decision := {"allow": true, "masks": [1]}',
        "decision := {true, false}",
    ],
)
def test_what_is_no_decision_refuses(elastic: As, bob: As, rule: str) -> None:
    put(elastic, "authz", f"package findling.authz\n\n{rule.replace('input.zero', 'count(input.parameters)')}\n")
    assert bob("GET", "/docs/_search").status == 403


def test_indices_that_only_a_body_names_are_asked_about(elastic: As, ann: As) -> None:
    put(
        elastic,
        "authz",
        """package findling.authz

default decision := {"allow": true}

decision := {"allow": false, "reason": "private"} if "private" in input.indices
""",
    )
    elastic_writes = '{"index":{"_index":"private"}}\n{"a":1}\n{"index":{"_index":"docs"}}\n{"a":1}\n'
    statuses = [item["index"]["status"] for item in ann("POST", "/_bulk", elastic_writes).body["items"]]
    assert statuses == [403, 201]
    many = '{"index":"private"}\n{}\n{"index":"docs"}\n{}\n'
    assert [one["status"] for one in ann("POST", "/_msearch", many).body["responses"]] == [403, 200]
    assert ann("GET", "/private/_search").status == 403
    assert ann("POST", "/_reindex", {"source": {"index": "docs"}, "dest": {"index": "private"}}).status != 200
    asked = {"docs": [{"_index": "private", "_id": "1"}, {"_index": "docs", "_id": "1"}]}
    assert "error" in ann("GET", "/_mget", asked).body["docs"][0]


def test_a_point_in_time_is_of_its_indices(elastic: As, ann: As) -> None:
    put(
        elastic,
        "authz",
        """package findling.authz

default decision := {"allow": true}

decision := {"allow": false} if { "private" in input.indices; data.closed }

decision := {"allow": true, "masks": ["secret"]} if "docs" in input.indices
""",
    )
    opened = [ann("POST", f"/{index}/_pit?keep_alive=1m").body["id"] for index in ("docs", "private")]
    found, other = (ann("POST", "/_search", {"pit": {"id": id_}}) for id_ in opened)
    assert [hit["_source"] for hit in found.body["hits"]["hits"]][:1] == [{"tenant": "a", "level": 0}]
    assert other.status == 200
    elastic("PUT", "/_policy/v1/data/closed", True)
    assert ann("POST", "/_search", {"pit": {"id": opened[1]}}).status == 403
    assert ann("POST", "/_search", {"pit": {"id": opened[0]}}).status == 200


def test_aliases_stand_for_their_indices(elastic: As, ann: As) -> None:
    elastic("PUT", "/docs/_alias/open", {})
    elastic("PUT", "/private/_alias/closed", {})
    put(
        elastic,
        "authz",
        'package findling.authz\n\ndecision := {"allow": true} if not "private" in input.indices\n',
    )
    assert ann("GET", "/open/_search").status == 200
    assert ann("GET", "/closed/_search").status == 403
    assert ann("POST", "/_msearch", '{"index":"closed"}\n{}\n').body["responses"][0]["status"] == 403


def test_a_decision_hides_documents_and_fields(elastic: As, ann: As) -> None:
    put(
        elastic,
        "authz",
        """package findling.authz

decision := {"allow": true, "filters": {"do*": {"range": {"level": {"lt": 2}}}}, "masks": ["sec*"]}
""",
    )
    found = ann("GET", "/docs/_search").body["hits"]["hits"]
    assert [hit["_source"] for hit in found] == [{"tenant": "a", "level": 0}, {"tenant": "b", "level": 1}]
    assert ann("GET", "/docs/_count").body["count"] == 2
    assert ann("GET", "/docs/_doc/3").status == 404
    put(elastic, "authz", 'package findling.authz\n\ndecision := {"allow": true, "filters": [{"script": {}}]}\n')
    assert ann("GET", "/docs/_search").status == 403


FILTER = """package findling.filter

include if input.doc.tenant == input.user.metadata.tenant

include if input.user.name == "elastic"

exclude if { input.doc.level >= 2; input.index == "docs"; input.user.name != "elastic" }
"""


def test_rules_filter_documents(elastic: As, ann: As, bob: As, api: Api) -> None:
    put(elastic, "filter", FILTER)
    assert ann.ids("/docs/_search") == ["0"]
    assert bob.ids("/docs/_search") == ["1"]
    assert elastic.ids("/docs/_search") == ["0", "1", "2", "3"]
    assert As(api, "eve").ids("/docs/_search") == []
    assert ann("GET", "/docs/_count").body["count"] == 1
    assert [ann("GET", f"/docs/_doc/{id_}").status for id_ in range(3)] == [200, 404, 404]
    aggregated = ann("POST", "/docs/_search", {"size": 0, "aggs": {"t": {"terms": {"field": "tenant"}}}})
    assert [bucket["key"] for bucket in aggregated.body["aggregations"]["t"]["buckets"]] == ["a"]
    assert ann("POST", "/docs/_update/0", {"doc": {"level": 9}}).status in (400, 403)
    refused = ann("GET", "/private/_search")
    assert (refused.status, "not in the mapping" in refused.text) == (403, True)


def test_rules_return_queries(elastic: As, ann: As, bob: As) -> None:
    put(
        elastic,
        "dls",
        """package findling.dls

filter := {"term": {"tenant": input.user.metadata.tenant}} if input.user.name != "elastic"

filter := {} if input.user.name == "elastic"
""",
    )
    assert ann.ids("/docs/_search") == ["0", "2"]
    assert bob.ids("/docs/_search") == ["1", "3"]
    assert len(elastic.ids("/docs/_search")) == 4
    put(elastic, "dls", "package findling.dls\n\nfilter := null\n")
    assert ann.ids("/docs/_search") == []
    put(elastic, "dls", 'package findling.dls\n\nfilter := {"has_child": {}}\n')
    assert ann("GET", "/docs/_search").status == 403


def test_a_change_is_in_force_at_once(elastic: As, ann: As) -> None:
    for allowed in (True, False) * 3:
        put(elastic, "authz", f"package findling.authz\n\ndecision := {str(allowed).lower()}\n")
        assert ann("GET", "/docs/_search").status == (200 if allowed else 403)
    elastic("PUT", "/_policy/v1/data/open", ["ann"])
    put(elastic, "authz", "package findling.authz\n\ndecision if input.user.name in data.open\n")
    assert ann("GET", "/docs/_search").status == 200
    elastic("PUT", "/_policy/v1/data/open", [])
    assert ann("GET", "/docs/_search").status == 403


def test_a_dry_run_refuses_nothing_and_notes_what_it_would(elastic: As, ann: As, api: Api) -> None:
    put(elastic, "authz", 'package findling.authz\n\ndecision := {"allow": input.user.name == "elastic"}\n')
    assert elastic("PUT", "/_policy/settings", {"dry_run": True}).status == 200
    assert ann("GET", "/docs/_search").status == 200
    api.node.decisions.log.flush()
    (noted,) = elastic("GET", f"/{INDEX}/_search?q=dry_run:true").body["hits"]["hits"]
    assert noted["_source"]["result"] == {"allow": False, "reason": "the policy does not allow it"}
    assert noted["_source"]["input"]["action"] == "indices:data/read/search"
    elastic("PUT", "/_policy/settings", {"dry_run": False})
    assert ann("GET", "/docs/_search").status == 403
    assert elastic("GET", "/_policy/settings").body == {"dry_run": False, "decision_log": "denied"}


@pytest.mark.parametrize("body", [{"dry_run": 1}, {"decision_log": "some"}, {"other": 1}])
def test_settings_that_there_are_not(elastic: As, body: dict[str, Any]) -> None:
    assert elastic("PUT", "/_policy/settings", body).error[:2] == (400, "illegal_argument_exception")


def test_decisions_are_noted_masked_and_found(elastic: As, ann: As, api: Api) -> None:
    elastic("PUT", "/_policy/settings", {"decision_log": "all"})
    put(elastic, "mask", 'package system.log\n\nmask contains "/input/password"\n')
    put(elastic, "app", "package app\n\nallow if input.user\n")
    asked = {"input": {"user": "u1", "password": "hush"}}
    answer = ann("POST", "/_policy/v1/data/app/allow", asked).body
    api.node.decisions.log.flush()
    noted = elastic("GET", f"/{INDEX}/_doc/{answer['decision_id']}").body["_source"]
    assert (noted["path"], noted["revision"], noted["result"]) == ("app/allow", 3, {"value": True})
    assert noted["input"] == {"user": "u1"}
    assert noted["erased"] == ["/input/password"]
    query = {"query": {"bool": {"filter": [{"term": {"input.user": "u1"}}, {"term": {"path": "app/allow"}}]}}}
    assert elastic("POST", f"/{INDEX}/_search", query).body["hits"]["total"]["value"] == 1
    assert "hush" not in elastic("GET", f"/{INDEX}/_search?size=100").text


def test_a_refusal_is_found_by_its_id(elastic: As, bob: As, api: Api) -> None:
    put(elastic, "authz", 'package findling.authz\n\ndecision := {"allow": input.user.name == "elastic"}\n')
    id_ = bob("DELETE", "/docs").body["error"]["decision_id"]
    api.node.decisions.log.flush()
    noted = elastic("GET", f"/{INDEX}/_doc/{id_}").body["_source"]
    assert (noted["input"]["method"], noted["input"]["path"]) == ("DELETE", "/docs")
    assert noted["input"]["user"]["name"] == "bob"


def test_the_index_of_decisions_is_restricted(elastic: As, api: Api) -> None:
    put(elastic, "authz", 'package findling.authz\n\ndecision := {"allow": input.user.name == "elastic"}\n')
    As(api, "bob")("DELETE", "/docs")
    api.node.decisions.log.flush()
    elastic("DELETE", "/_policy/v1/policies/authz")
    role = {"indices": [{"names": ["*"], "privileges": ["all"]}]}
    elastic("PUT", "/_security/role/all_indices", role)
    elastic("PUT", "/_security/user/kim", {"password": "kim-password", "roles": ["all_indices"]})
    assert As(api, "kim")("GET", f"/{INDEX}/_search").status == 403


def test_managing_policies_is_a_privilege(elastic: As, api: Api) -> None:
    elastic("PUT", "/_security/user/kim", {"password": "kim-password", "roles": ["monitoring_user"]})
    assert As(api, "kim")("PUT", "/_policy/v1/policies/a", b"package a").status == 403
    assert As(api, "kim")("POST", "/_policy/v1/data/a", {}).status == 403
    role = {"cluster": ["cluster:admin/findling/policy/evaluate"]}
    elastic("PUT", "/_security/role/asks", role)
    elastic("PUT", "/_security/user/lee", {"password": "lee-password", "roles": ["asks"]})
    assert As(api, "lee")("POST", "/_policy/v1/data/a", {"input": 1}).body == {}
    assert As(api, "lee")("PUT", "/_policy/v1/data/a", {}).status == 403
