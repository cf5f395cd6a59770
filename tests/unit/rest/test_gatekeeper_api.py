"""Gatekeeper over REST: objects and their statuses, admission, resources and audits; what is kept lasts."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from findling.cluster.system.gatekeeper import INDEX as GATEKEEPER
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.reference.api import Answer, Api
from tests.reference.kubernetes import REGO, admission, constraint, template, thing
from tests.unit.policy.gatekeeper.test_framework import EXPANSION, UNIQUE, ingress

ROOT = "/_policy/gatekeeper"
TEMPLATE = f"{ROOT}/templates/needslabel"
OWNER = f"{ROOT}/constraints/needslabel/owner"


@pytest.fixture
def strict(api: Api) -> Api:
    assert api.put(TEMPLATE, template()).status == 201
    assert api.put(OWNER, constraint()).status == 201
    return api


def names(answer: Answer) -> list[str]:
    return [item["metadata"]["name"] for item in answer.body["items"]]


def message(api: Api, body: Any, **request: Any) -> str:
    """Returns what the webhook tells of an object, "" if it is allowed."""
    response = api.post("/v1/admit?timeout=10s", admission(body, **request)).body["response"]
    return "" if response["allowed"] else str(response["status"]["message"])


def test_templates_and_their_status(api: Api) -> None:
    made = api.post(f"{ROOT}/templates", template())
    assert (made.status, made.body["status"]["created"]) == (201, True)
    assert made.body["metadata"]["generation"] == 1
    changed = api.put(TEMPLATE, template(rego=REGO.replace('missing", [', 'not there", [')))
    assert (changed.status, changed.body["metadata"]["generation"]) == (200, 2)
    assert changed.body["metadata"]["uid"] == made.body["metadata"]["uid"]
    assert changed.body["status"]["byPod"] == [{"id": "findling-1", "observedGeneration": 2}]
    assert api.get(TEMPLATE).body == changed.body
    assert names(api.get(f"{ROOT}/templates")) == ["needslabel"]
    assert api.delete(TEMPLATE).status == 200
    assert api.get(TEMPLATE).error == (404, "object_not_found_exception", 'constrainttemplates "needslabel" not found')
    assert api.delete(TEMPLATE).status == 404


def test_a_template_that_does_not_compile_is_an_error_with_its_place_and_not_in_force(api: Api) -> None:
    refused = api.put(TEMPLATE, template(rego="package a\nviolation[{}] {\n  x\n}"))
    problem = {"code": "rego_unsafe_var_error", "message": "var x is unsafe", "location": "rego:3:3"}
    reason = "invalid ConstraintTemplate: rego:3:3: var x is unsafe"
    assert refused.error == (400, "invalid_template_exception", reason)
    assert refused.body["error"]["errors"] == [problem]
    status = api.get(TEMPLATE).body["status"]
    assert (status["created"], status["byPod"][0]["errors"]) == (False, [problem])
    assert api.put(OWNER, constraint()).error[:2] == (400, "missing_template_exception")
    mended = api.put(TEMPLATE, template())
    assert (mended.status, mended.body["status"]["created"]) == (200, True)
    assert "errors" not in mended.body["status"]["byPod"][0]


def test_what_reaches_out_is_refused(api: Api) -> None:
    rego = 'package a\nviolation[{"msg": x}] { x := http.send({"url": "http://127.0.0.1", "method": "get"}) }'
    assert "http.send is forbidden here" in api.put(TEMPLATE, template(rego=rego)).error[2]


def test_a_bad_change_leaves_what_is_in_force(strict: Api) -> None:
    assert strict.put(TEMPLATE, template(rego="package a")).status == 400
    status = strict.get(TEMPLATE).body["status"]
    assert status["created"] is True
    assert status["byPod"][0]["errors"][0]["location"] == "rego"
    assert message(strict, thing()) == "[owner] label owner is missing"


def test_constraints(api: Api) -> None:
    assert api.put(OWNER, constraint()).error == (
        400, "missing_template_exception", 'missing ConstraintTemplate: template "needslabel" not found',
    )  # fmt: skip
    api.put(TEMPLATE, template())
    assert api.post(f"{ROOT}/constraints", constraint()).status == 201
    again = api.put(
        f"{ROOT}/constraints/NeedsLabel/owner", constraint(enforcementAction="warn", parameters={"label": "x"})
    )
    assert (again.status, again.body["metadata"]["generation"]) == (200, 2)
    (by_pod,) = again.body["status"]["byPod"]
    assert (by_pod["enforced"], by_pod["constraintUID"]) == (True, again.body["metadata"]["uid"])
    assert names(api.get(f"{ROOT}/constraints")) == names(api.get(f"{ROOT}/constraints/needslabel")) == ["owner"]
    assert api.get(f"{ROOT}/constraints/other").error[:2] == (404, "object_not_found_exception")
    wrong = api.put(OWNER, constraint(parameters={"label": 7}))
    assert wrong.error[:2] == (400, "invalid_parameters_exception")
    for path, body in ((OWNER, constraint("other")), (f"{ROOT}/constraints/other/owner", constraint())):
        assert "does not match the" in api.put(path, body).error[2]
    assert api.delete(OWNER).body["metadata"]["name"] == "owner"
    assert api.get(OWNER).status == api.delete(OWNER).status == 404
    assert api.put(f"{ROOT}/templates/x", template()).error[2] == (
        "the name of the object (needslabel) does not match the name on the URL (x)"
    )


def test_constraints_go_with_their_template(strict: Api) -> None:
    strict.delete(TEMPLATE)
    assert names(strict.get(f"{ROOT}/constraints")) == []
    assert message(strict, thing()) == ""


def test_admission(strict: Api) -> None:
    answer = strict.post("/v1/admit", admission(thing()))
    assert answer.status == 200
    assert answer.body["kind"] == "AdmissionReview"
    assert strict.post("/_policy/v1/admit", admission(thing())).body == answer.body
    assert message(strict, thing()) == "[owner] label owner is missing"
    assert message(strict, thing(labels={"owner": "ann"})) == ""
    assert strict.post("/v1/admit", thing()).error[:2] == (400, "invalid_object_exception")
    assert strict.post("/v1/admit").status == 400


def test_all_kinds_are_applied_in_an_order_that_works(api: Api) -> None:
    objects = [constraint(), thing("dev", "Namespace"), EXPANSION, template(), constraint("bad", parameters={})]
    answer = api.post(f"{ROOT}/apply", {"kind": "List", "items": objects})
    found = [(one["kind"], one["name"], one.get("result", "refused")) for one in answer.body["items"]]
    assert found == [
        ("ConstraintTemplate", "needslabel", "created"), ("Namespace", "dev", "created"),
        ("ExpansionTemplate", "pods", "created"), ("NeedsLabel", "owner", "created"), ("NeedsLabel", "bad", "refused"),
    ]  # fmt: skip
    assert answer.body["errors"] is True
    assert answer.body["items"][-1]["error"]["type"] == "invalid_parameters_exception"
    assert api.post(f"{ROOT}/apply", constraint()).body["items"][0]["result"] == "configured"
    deployment = {**thing("web", "Deployment", "dev", "apps/v1", labels={"owner": "a"}), "spec": {"template": {}}}
    assert message(api, deployment) == "[owner] [Implied by pods] label owner is missing"


def test_bodies_of_yaml_may_have_several_documents(api: Api) -> None:
    text = "---\n".join(yaml.safe_dump(body) for body in (constraint(), template()))
    answer = api.call("POST", f"{ROOT}/apply", text.encode(), {"content-type": "application/yaml"})
    assert [one["result"] for one in answer.body["items"]] == ["created", "created"]
    one = api.call("PUT", TEMPLATE, yaml.safe_dump(template()).encode(), {"content-type": "application/yaml"})
    assert one.status == 200
    assert (
        "needed, and there are [2]"
        in api.call("PUT", TEMPLATE, text.encode(), {"content-type": "application/yaml"}).error[2]
    )


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"kind": "Pod", "metadata": {"name": "x"}}, "resource x has no apiVersion"),
        ({"apiVersion": "v1", "metadata": {"name": "x"}}, "resource x has no kind"),
        ({"apiVersion": "v1", "kind": "Pod", "metadata": 7}, "metadata of Pod is no object"),
        ({"kind": "List", "items": [7]}, "an object is needed, with apiVersion, kind and metadata"),
        (constraint(), "NeedsLabel owner is no resource"),
    ],
)
def test_resources_that_are_none(api: Api, body: Any, reason: str) -> None:
    assert api.post(f"{ROOT}/resources", body).error == (400, "invalid_object_exception", reason)


def test_mutation_is_refused_by_name(api: Api) -> None:
    assign = thing("a", "Assign", version="mutations.gatekeeper.sh/v1")
    (item,) = api.post(f"{ROOT}/apply", assign).body["items"]
    assert (item["status"], "Assign of mutations.gatekeeper.sh" in item["error"]["reason"]) == (400, True)


def test_resources_are_what_templates_see(api: Api) -> None:
    api.put(f"{ROOT}/templates/uniquehost", template("UniqueHost", UNIQUE, None))
    api.post(f"{ROOT}/constraints", constraint("unique", "UniqueHost", match={"kinds": [{"kinds": ["Ingress"]}]}))
    mine, other = ingress("mine", "a.example"), ingress("other", "a.example")
    assert api.post(f"{ROOT}/resources", other).body["items"][0]["result"] == "created"
    taken = "[unique] host a.example is taken by other"
    assert message(api, mine) == taken
    path = f"{ROOT}/resources/namespace/dev/networking.k8s.io/v1/Ingress/other"
    assert api.get(path).body == other
    only = {"sync": {"syncOnly": [{"group": "", "version": "v1", "kind": "Pod"}]}}
    config = {**thing("config", "Config", version="config.gatekeeper.sh/v1alpha1"), "spec": only}
    assert api.put(f"{ROOT}/config", config).status == 201
    assert api.get(f"{ROOT}/config").body["spec"] == only
    assert message(api, mine) == ""
    assert api.delete(f"{ROOT}/config").status == 200
    assert api.get(f"{ROOT}/config").status == 404
    assert message(api, mine) == taken
    assert api.delete(path).body == other
    assert message(api, mine) == ""
    assert api.get(path).error == (404, "object_not_found_exception", 'Ingress.networking.k8s.io/v1 "other" not found')


def test_resources_are_listed_by_kind_and_namespace(api: Api) -> None:
    for body in (thing("b", namespace="dev"), thing("a", namespace="dev"), thing("c"), thing("d", "Service")):
        api.post(f"{ROOT}/resources", body)
    assert names(api.get(f"{ROOT}/resources")) == ["c", "a", "b", "d"]
    assert names(api.get(f"{ROOT}/resources?kind=Pod&namespace=dev")) == ["a", "b"]
    assert api.get(f"{ROOT}/resources/cluster/core/v1/Service/d").body["kind"] == "Service"


def test_expansions(api: Api) -> None:
    assert api.post(f"{ROOT}/expansions", EXPANSION).status == 201
    assert api.put(f"{ROOT}/expansions/pods", EXPANSION).status == 200
    assert names(api.get(f"{ROOT}/expansions")) == ["pods"]
    assert api.get(f"{ROOT}/expansions/pods").body["spec"] == EXPANSION["spec"]
    assert api.delete(f"{ROOT}/expansions/pods").status == 200
    assert api.get(f"{ROOT}/expansions/pods").status == 404


def violations(api: Api) -> list[str]:
    found = api.get("/.findling-violations/_search?sort=resource_name").body["hits"]["hits"]
    return [hit["_source"]["resource_name"] for hit in found]


def test_audits_of_resources_and_of_indices(strict: Api) -> None:
    assert strict.get(f"{ROOT}/audit").body == {"interval": "1m", "last": None}
    strict.post(f"{ROOT}/resources", {"kind": "List", "items": [thing(name) for name in "abc"]})
    for number, body in enumerate((thing("d", labels={"owner": "x"}), thing("e", namespace="dev"), {"no": "object"})):
        strict.put(f"/things/_doc/{number}?refresh=true", body)
    audited = strict.post(f"{ROOT}/audit?index=things")
    assert {name: audited.body[name] for name in ("resources", "skipped", "totalViolations")} == {
        "resources": 5, "skipped": 1, "totalViolations": 4,
    }  # fmt: skip
    assert audited.body["constraints"] == [{"kind": "NeedsLabel", "name": "owner", "totalViolations": 4}]
    status = strict.get(OWNER).body["status"]
    assert (status["totalViolations"], [one["name"] for one in status["violations"]]) == (4, ["a", "b", "c", "e"])
    assert status["auditTimestamp"] == audited.body["auditTimestamp"]
    assert violations(strict) == ["a", "b", "c", "e"]
    assert strict.get(f"{ROOT}/audit").body["last"] == audited.body
    settings = {"policy.gatekeeper.audit.index": "things", "policy.gatekeeper.audit.violations_limit": 1}
    strict.put("/_cluster/settings", {"persistent": settings})
    strict.delete(f"{ROOT}/resources/cluster/core/v1/Pod/a")
    assert strict.post(f"{ROOT}/audit").body["totalViolations"] == 3
    status = strict.get(OWNER).body["status"]
    assert (status["totalViolations"], len(status["violations"])) == (3, 1)
    assert violations(strict) == ["b", "c", "e"]
    strict.put(OWNER, constraint(parameters={"label": "x"}, match={"kinds": [{"kinds": ["Service"]}]}))
    strict.post(f"{ROOT}/audit")
    assert "violations" not in strict.get(OWNER).body["status"]
    assert violations(strict) == []
    assert strict.post(f"{ROOT}/audit?index=none").error[:2] == (404, "index_not_found_exception")


def test_audits_are_periodic_while_there_is_a_constraint(tmp_path: Path) -> None:
    with Node(NodeConfig(data=tmp_path / "data", sync=False, background=False, threads=2)) as node:
        api = Api(node)
        (look,) = node.background.also
        api.put("/_cluster/settings", {"persistent": {"policy.gatekeeper.audit.interval": "1ms"}})
        look()
        assert node.gatekeeper.schedule.last is None  # nothing to be violated
        api.put(TEMPLATE, template())
        api.put(OWNER, constraint())
        api.post(f"{ROOT}/resources", thing())
        while node.gatekeeper.schedule.last is None:
            look()
        assert node.gatekeeper.schedule.last["totalViolations"] == 1


def test_what_is_kept_lasts(tmp_path: Path) -> None:
    config = NodeConfig(data=tmp_path / "data", sync=False, background=False, threads=2)
    with Node(config) as node:
        api = Api(node)
        api.put(TEMPLATE, template())
        api.put(OWNER, constraint())
        api.post(f"{ROOT}/expansions", EXPANSION)
        api.post(f"{ROOT}/resources", thing("dev", "Namespace"))
        api.put(f"{ROOT}/templates/bad", template("Bad", "package a\nviolation[x] { y }"))
        kept = [api.get(f"{ROOT}/{what}").body for what in ("templates", "constraints", "expansions", "resources")]
    with Node(config) as node:
        api = Api(node)
        assert message(api, thing()) == "[owner] label owner is missing"
        assert [
            api.get(f"{ROOT}/{what}").body for what in ("templates", "constraints", "expansions", "resources")
        ] == kept
        assert node.gatekeeper.framework.inventory.namespace("dev") is not None


def test_with_nothing_kept_nothing_is_made(api: Api) -> None:
    assert message(api, thing()) == ""
    assert api.get(f"{ROOT}/constraints").body["items"] == []
    assert not (api.node.data.path / "system").exists()


def test_an_audit_can_be_a_task(strict: Api) -> None:
    strict.post(f"{ROOT}/resources", thing())
    started = strict.post(f"{ROOT}/audit?wait_for_completion=false")
    done = strict.get(f"/_tasks/{started.body['task']}?wait_for_completion=true")
    assert done.body["response"]["totalViolations"] == 1


def test_what_a_later_version_refuses_is_told_and_leaves_the_rest_in_force(tmp_path: Path) -> None:
    config = NodeConfig(data=tmp_path / "data", sync=False, background=False, threads=2)
    with Node(config) as node:
        api = Api(node)
        api.put(TEMPLATE, template())
        api.put(OWNER, constraint())
        api.put(f"{ROOT}/constraints/needslabel/team", constraint("team", parameters={"label": "team"}))
        documents = node.system.index(GATEKEEPER)
        for id_, path in (("constraints/needslabel/team", "spec"), ("templates/old", "kind")):
            found = documents.get(id_) or documents.get("templates/needslabel")
            assert found is not None
            changed = {**found.source, "object": {**found.source["object"], path: "wrong"}}
            documents.put(id_, {**changed, "key": id_.split("/", 1)[1]})
    with Node(config) as node:
        api = Api(node)
        assert message(api, thing()) == "[owner] label owner is missing"
        (by_pod,) = api.get(f"{ROOT}/constraints/needslabel/team").body["status"]["byPod"]
        assert (by_pod["enforced"], by_pod["errors"][0]["code"]) == (False, "invalid_parameters_exception")
        status = api.get(f"{ROOT}/templates/old").body["status"]
        assert (status["created"], status["byPod"][0]["errors"][0]["code"]) == (False, "create_error")
        api.delete(TEMPLATE)
        assert names(api.get(f"{ROOT}/constraints")) == []  # also what was not in force
