"""The webhook over HTTPS, as the API server calls it, and the manifest that tells the API server to."""

import http.client
import json
import ssl
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from findling.cli.certutil import command as certutil
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.rest.router import Router
from findling.rest.routes import ALL_ROUTES
from findling.rest.server import ServerThread
from findling.security.authc.authentication import User
from findling.security.roles.parse import parse_role
from tests.reference.api import Api
from tests.reference.kubernetes import admission, constraint, template, thing

MANIFEST = Path(__file__).parents[3] / "deploy" / "kubernetes" / "webhook.yaml"
ADMIT = "cluster:admin/findling/policy/gatekeeper/admit"


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory: Path = tmp_path_factory.mktemp("certificates")
    for arguments in (["ca", str(directory)], ["cert", str(directory), "findling", "--dns", "localhost"]):
        assert CliRunner().invoke(certutil, arguments).exit_code == 0
    return directory


def test_a_review_over_https(tmp_path: Path, certificates: Path) -> None:
    config = NodeConfig(
        data=tmp_path / "data", sync=False, background=False, threads=2,
        tls_certificate=certificates / "findling.crt", tls_key=certificates / "findling.key",
    )  # fmt: skip
    with Node(config) as node, ServerThread(node) as server:
        api = Api(node)
        api.put("/_policy/gatekeeper/templates/needslabel", template())
        api.put("/_policy/gatekeeper/constraints/needslabel/owner", constraint())
        trusted = ssl.create_default_context(cafile=str(certificates / "ca.crt"))
        connection = http.client.HTTPSConnection("localhost", int(server.url.rpartition(":")[2]), context=trusted)
        body = json.dumps(admission(thing()))
        connection.request("POST", "/v1/admit?timeout=3s", body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        review = json.load(answer)
        connection.close()
    assert answer.status == 200
    assert (review["response"]["allowed"], review["response"]["uid"]) == (False, admission(thing())["request"]["uid"])


def test_who_may_ask_and_who_may_change(tmp_path: Path) -> None:
    with Node(NodeConfig(data=tmp_path / "data", sync=False, background=False, threads=2, security=True)) as node:
        assert node.security is not None
        node.security.users.bootstrap("elastic-password")
        node.security.roles.put(parse_role("webhook", {"cluster": [ADMIT]}))
        node.security.roles.put(parse_role("watcher", {"cluster": ["monitor"]}))
        node.security.roles.put(parse_role("manager", {"cluster": ["manage"]}))
        node.security.users.put(User("ann", ("manager",)), "ann-password", None)
        node.security.users.put(User("kube", ("webhook",)), "kube-password", None)
        node.security.users.put(User("bob", ("watcher",)), "bob-password", None)
        api = Api(node)

        def status(user: str, method: str, path: str, body: Any = None) -> int:
            return api.call(method, path, body, {"authorization": basic(user)}).status

        path = "/_policy/gatekeeper/templates/needslabel"
        assert status("elastic", "PUT", path, template()) == 201
        assert status("ann", "PUT", path, template()) == status("ann", "POST", "/_policy/gatekeeper/audit") == 200
        assert status("kube", "POST", "/v1/admit", admission(thing())) == 200
        assert status("kube", "GET", path) == status("kube", "DELETE", path) == 403
        assert status("bob", "POST", "/v1/admit", admission(thing())) == 403
        assert status("bob", "PUT", path, template()) == 403
        assert api.post("/v1/admit", admission(thing())).status == 401


def basic(user: str) -> str:
    return f"Basic {b64encode(f'{user}:{user}-password'.encode()).decode()}"


def test_the_manifest_is_of_one_piece() -> None:
    objects = {body["kind"]: body for body in yaml.safe_load_all(MANIFEST.read_text())}
    (webhook,) = objects["ValidatingWebhookConfiguration"]["webhooks"]
    service, deployment = objects["Service"], objects["Deployment"]
    client = webhook["clientConfig"]
    assert (client["service"]["name"], client["service"]["namespace"]) == tuple(
        service["metadata"][name] for name in ("name", "namespace")
    )
    assert client["service"]["port"] in [one["port"] for one in service["spec"]["ports"]]
    found = Router(ALL_ROUTES).find("POST", client["service"]["path"])
    assert found is not None
    assert found.route is not None
    assert found.route.path == "/v1/admit"
    assert webhook["name"] == "validation.gatekeeper.sh"
    assert client["caBundle"] == "CA_BUNDLE"
    assert service["spec"]["selector"] == deployment["spec"]["template"]["metadata"]["labels"]
    (container,) = deployment["spec"]["template"]["spec"]["containers"]
    variables = {one["name"]: one["value"] for one in container["env"]}
    host = f"{service['metadata']['name']}.{service['metadata']['namespace']}.svc"
    assert variables["FINDLING_ALLOWED_HOSTS"] == host
    mounted = {one["name"] for one in container["volumeMounts"]}
    assert mounted == {one["name"] for one in deployment["spec"]["template"]["spec"]["volumes"]}
    label = webhook["namespaceSelector"]["matchExpressions"][0]["key"]
    assert label in objects["Namespace"]["metadata"]["labels"]
