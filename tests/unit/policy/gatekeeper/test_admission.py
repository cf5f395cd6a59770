"""AdmissionReviews are answered as the API server expects."""

from typing import Any

import pytest

from findling.policy.gatekeeper.admission import admit
from findling.policy.gatekeeper.configuration import Configuration
from findling.policy.gatekeeper.errors import InvalidObjectError
from findling.policy.gatekeeper.framework import Framework
from tests.reference.kubernetes import admission, constraint, template, thing

UID = "705ab4f5-6393-11e8-b7cc-42010a800002"
EVERYBODY = Configuration()


@pytest.fixture
def strict(framework: Framework) -> Framework:
    framework.put_template(template())
    framework.put_constraint(constraint())
    return framework


def test_what_is_allowed(strict: Framework) -> None:
    assert admit(admission(thing(labels={"owner": "ann"})), strict, EVERYBODY) == {
        "apiVersion": "admission.k8s.io/v1",
        "kind": "AdmissionReview",
        "response": {"uid": UID, "allowed": True, "status": {"metadata": {}, "code": 200}},
    }


def test_a_denial_names_webhook_and_constraint(strict: Framework) -> None:
    strict.put_constraint(constraint("team", parameters={"label": "team"}))
    assert admit(admission(thing()), strict, EVERYBODY)["response"] == {
        "uid": UID,
        "allowed": False,
        "status": {
            "metadata": {},
            "status": "Failure",
            "message": "[owner] label owner is missing\n[team] label team is missing",
            "reason": "Forbidden",
            "details": {
                "causes": [
                    {"reason": "validation.gatekeeper.sh", "message": f"label {name} is missing",
                     "field": f"NeedsLabel/{name}"} for name in ("owner", "team")
                ]
            },
            "code": 403,
        },
    }  # fmt: skip


def test_warnings_and_dry_runs_allow(framework: Framework) -> None:
    framework.put_template(template())
    framework.put_constraint(constraint(enforcementAction="warn", parameters={"label": "owner"}))
    framework.put_constraint(constraint("dry", enforcementAction="dryrun", parameters={"label": "team"}))
    assert admit(admission(thing()), framework, EVERYBODY)["response"] == {
        "uid": UID,
        "allowed": True,
        "status": {"metadata": {}, "code": 299},
        "warnings": ["[owner] label owner is missing"],
    }


def test_a_deletion_is_judged_by_the_object_as_it_is(strict: Framework) -> None:
    assert admit(admission(thing(), "DELETE"), strict, EVERYBODY)["response"]["allowed"] is False
    without = admission(thing(), "DELETE", oldObject=None, object=thing())
    response = admit(without, strict, EVERYBODY)["response"]
    assert response["status"]["message"] == "oldObject cannot be nil for DELETE operations"
    assert response["allowed"] is False


def test_an_update_matches_by_what_it_was_too(framework: Framework) -> None:
    framework.put_template(template())
    match = {"labelSelector": {"matchLabels": {"app": "web"}}}
    framework.put_constraint(constraint(parameters={"label": "owner"}, match=match))
    changed = admission(thing(), "UPDATE", oldObject=thing(labels={"app": "web"}))
    assert admit(changed, framework, EVERYBODY)["response"]["allowed"] is False
    assert admit(admission(thing(), "UPDATE", oldObject=thing()), framework, EVERYBODY)["response"]["allowed"] is True


def test_the_namespace_of_the_request_counts(framework: Framework) -> None:
    framework.put_template(template())
    framework.put_constraint(constraint(parameters={"label": "owner"}, match={"namespaces": ["dev"]}))
    for namespace, allowed in (("dev", False), ("default", True)):
        asked = admission(thing(), namespace=namespace)
        assert admit(asked, framework, EVERYBODY)["response"]["allowed"] is allowed


def test_templates_see_the_namespace_object(framework: Framework) -> None:
    rego = 'package a\nviolation[{"msg": m}] { m := input.review.namespaceObject.metadata.labels.stage }'
    framework.put_template(template("Stage", rego, None))
    framework.put_constraint(constraint("stage", "Stage", match={}))
    framework.inventory.put(thing("dev", "Namespace", labels={"stage": "test"}))
    assert (
        admit(admission(thing(namespace="dev")), framework, EVERYBODY)["response"]["status"]["message"]
        == "[stage] test"
    )
    assert admit(admission(thing(namespace="prod")), framework, EVERYBODY)["response"]["allowed"] is True


def test_a_namespace_that_the_configuration_excludes_is_left_alone(strict: Framework) -> None:
    config = Configuration(excluded=(("webhook", "kube-*"),))
    response = admit(admission(thing(namespace="kube-system")), strict, config)["response"]
    assert response["allowed"] is True
    assert response["status"]["message"] == "Namespace is set to be ignored by Gatekeeper config"
    assert admit(admission(thing(namespace="dev")), strict, config)["response"]["allowed"] is False


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (admission(thing(), object=7), "request.object is no object"),
        (admission(thing(), object=None), 'AdmissionRequest does not contain an "object" or "oldObject" to review'),
        (admission(thing(), object={"metadata": {"name": "x"}}), "resource x has no apiVersion"),
        (
            admission(thing(), object={"apiVersion": "v1", "kind": "Pod", "metadata": []}),
            "metadata of Pod is no object",
        ),
    ],
)
def test_what_cannot_be_judged_is_not_allowed(strict: Framework, body: Any, message: str) -> None:
    response = admit(body, strict, EVERYBODY)["response"]
    assert (response["allowed"], response["status"]["code"], response["status"]["message"]) == (False, 400, message)


def test_what_is_no_review_is_an_error(framework: Framework) -> None:
    for body in ([], thing(), {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview"}):
        with pytest.raises(InvalidObjectError, match="AdmissionReview"):
            admit(body, framework, EVERYBODY)


def test_odd_members_of_a_request_are_no_faults_of_ours(strict: Framework) -> None:
    odd = admission(thing(labels="no map"), namespace=7, operation=[], kind="x", uid=7, userInfo=None)
    response = admit(odd, strict, EVERYBODY)["response"]
    assert response["allowed"] is False
    assert response["uid"] == ""


def test_the_version_of_the_answer_is_that_of_the_question(framework: Framework) -> None:
    asked = {**admission(thing()), "apiVersion": "admission.k8s.io/v1beta1"}
    assert admit(asked, framework, EVERYBODY)["apiVersion"] == "admission.k8s.io/v1beta1"
