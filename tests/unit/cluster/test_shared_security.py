"""Users, roles, keys and policies are the cluster's: what one node is told holds on the others, and after a restart."""

import base64
from pathlib import Path

import pytest

from findling.node.services.node import Node
from tests.cluster.in_process import nodes, wait_for
from tests.reference.api import Answer, Api

pytestmark = pytest.mark.slow


def asked(api: Api, method: str, path: str, credentials: str, body: object = None) -> Answer:
    return api.call(method, path, body, {"authorization": credentials})


def basic(user: str, password: str) -> str:
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"


def test_what_one_node_is_told_holds_everywhere(tmp_path: Path) -> None:
    elastic, ann = basic("elastic", "elastic-password"), basic("ann", "ann-password")
    with nodes(tmp_path, 2, authorization=elastic, security=True) as (one, two):
        assert one.node.security is not None
        assert two.node.security is not None
        assert two.node.security.users.bootstrap("second-password") is None  # there was a first
        role = {"indices": [{"names": "a", "privileges": ["read"]}]}
        asked(two, "PUT", "/_security/role/reader", elastic, role)
        asked(one, "PUT", "/_security/user/ann", elastic, {"password": "ann-password", "roles": ["reader"]})
        wait_for(lambda: asked(two, "GET", "/_security/_authenticate", ann).status == 200)
        asked(one, "PUT", "/a/_doc/1?refresh=true", elastic, {"text": "kept", "secret": "none"})
        for api in (one, two):
            wait_for(lambda api=api: asked(api, "GET", "/a/_search", ann).status == 200)
            assert asked(api, "PUT", "/a/_doc/2", ann, {}).status == 403
        fields = {"indices": [{"names": "a", "privileges": ["read"], "field_security": {"grant": ["text"]}}]}
        asked(one, "PUT", "/_security/role/reader", elastic, fields)
        for api in (two, one):  # wherever the shard is, whoever is asked
            wait_for(
                lambda api=api: (
                    asked(api, "GET", "/a/_search", ann).body["hits"]["hits"][0]["_source"] == {"text": "kept"}
                )
            )
        made = asked(two, "POST", "/_security/api_key", elastic, {"name": "k"}).body
        key = f"ApiKey {made['encoded']}"
        wait_for(lambda: asked(one, "GET", "/a/_search", key).status == 200)
        asked(one, "DELETE", "/_security/api_key", elastic, {"ids": [made["id"]]})
        wait_for(lambda: asked(two, "GET", "/a/_search", key).status == 401)
        two.node.close()
        asked(one, "DELETE", "/_security/user/ann", elastic)
        again = Node(two.node.config).start()
        try:
            assert asked(Api(again), "GET", "/_security/_authenticate", ann).status == 401
            assert asked(Api(again), "GET", "/_security/_authenticate", elastic).status == 200
        finally:
            again.close()
