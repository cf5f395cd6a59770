"""Objects are judged by the templates and constraints in force."""

import pytest

from findling.policy.gatekeeper.enforcement import AUDIT, GATOR, WEBHOOK
from findling.policy.gatekeeper.errors import InvalidTemplateError, MissingTemplateError
from findling.policy.gatekeeper.framework import Framework
from findling.policy.gatekeeper.review import review_of_object
from tests.reference.kubernetes import REGO, JsonObject, constraint, template, thing

UNIQUE = """package unique.hosts
violation[{"msg": msg}] {
  other := data.inventory.namespace[_][_]["Ingress"][name]
  name != input.review.object.metadata.name
  other.spec.host == input.review.object.spec.host
  msg := sprintf("host %v is taken by %v", [other.spec.host, name])
}
"""
EXPANSION: JsonObject = {
    "apiVersion": "expansion.gatekeeper.sh/v1beta1",
    "kind": "ExpansionTemplate",
    "metadata": {"name": "pods"},
    "spec": {
        "applyTo": [{"groups": ["apps"], "versions": ["v1"], "kinds": ["Deployment"]}],
        "templateSource": "spec.template",
        "generatedGVK": {"group": "", "version": "v1", "kind": "Pod"},
    },
}


def messages(framework: Framework, body: JsonObject, point: str = GATOR) -> list[str]:
    return [f"{one.action} {one.told}" for one in framework.review(review_of_object(body), point)]


def ingress(name: str, host: str) -> JsonObject:
    return {**thing(name, "Ingress", "dev", "networking.k8s.io/v1"), "spec": {"host": host}}


def test_constraints_judge_what_they_are_about(framework: Framework) -> None:
    framework.put_template(template())
    framework.put_constraint(constraint())
    framework.put_constraint(constraint("team", parameters={"label": "team"}, enforcementAction="warn"))
    framework.put_constraint(constraint("none", parameters={"label": "x"}, match={"kinds": [{"kinds": ["Service"]}]}))
    assert messages(framework, thing()) == ["deny [owner] label owner is missing", "warn [team] label team is missing"]
    assert messages(framework, thing(labels={"owner": "ann", "team": "a"})) == []
    (violation,) = framework.review(review_of_object(thing(labels={"team": "a"})), GATOR)
    assert violation.details == {"missing": "owner"}


def test_a_constraint_before_its_template_is_refused_by_name(framework: Framework) -> None:
    with pytest.raises(MissingTemplateError) as caught:
        framework.put_constraint(constraint())
    assert caught.value.reason == 'missing ConstraintTemplate: template "needslabel" not found'


def test_rego_that_does_not_compile_is_told_with_the_authors_lines(framework: Framework) -> None:
    framework.put_template(template())
    framework.put_constraint(constraint())
    wrong = REGO.replace("  msg :=", "  nobody(1)\n  msg :=")
    with pytest.raises(InvalidTemplateError) as caught:
        framework.put_template(template(rego=wrong))
    (problem,) = caught.value.problems
    assert (problem.code, problem.location) == ("rego_type_error", "rego:5:3")
    assert "nobody" in problem.message
    with pytest.raises(InvalidTemplateError) as caught:
        framework.put_template(template(libs=["package lib.a\nx {\n"]))
    assert caught.value.problems[0].location.startswith("libs[0]:3:")
    assert messages(framework, thing()) == ["deny [owner] label owner is missing"]  # the old one stays in force


def test_constraints_stay_with_a_template_that_changes_and_go_with_it(framework: Framework) -> None:
    framework.put_template(template())
    framework.put_constraint(constraint())
    framework.put_template(template(rego=REGO.replace("is missing", "is not there")))
    assert messages(framework, thing()) == ["deny [owner] label owner is not there"]
    other = {"type": "object", "properties": {"label": {"type": "integer"}}}
    with pytest.raises(InvalidTemplateError, match='it does not fit its constraint "owner": schema validation failed'):
        framework.put_template(template(schema=other))
    framework.remove_template("needslabel")
    assert list(framework.constraints()) == []
    assert messages(framework, thing()) == []


def test_a_template_without_kinds_of_operations_is_asked_on_all(framework: Framework) -> None:
    framework.put_template(template(operations=["CREATE"]))
    framework.put_constraint(constraint())
    for operation, point, count in (("CREATE", WEBHOOK, 1), ("UPDATE", WEBHOOK, 0), ("", AUDIT, 1)):
        assert len(framework.review(review_of_object(thing(), operation=operation), point)) == count


def test_scoped_actions_say_where_a_constraint_is_asked(framework: Framework) -> None:
    framework.put_template(template())
    actions = [{"action": "warn", "enforcementPoints": [{"name": WEBHOOK}]}]
    spec = {"enforcementAction": "scoped", "scopedEnforcementActions": actions, "parameters": {"label": "owner"}}
    framework.put_constraint(constraint(**spec))
    (violation,) = framework.review(review_of_object(thing()), WEBHOOK)
    assert violation.actions == ("warn",)
    assert framework.review(review_of_object(thing()), AUDIT) == []


def test_templates_see_the_inventory_as_it_is(framework: Framework) -> None:
    framework.put_template(template("UniqueHost", UNIQUE, None))
    framework.put_constraint(constraint("unique", "UniqueHost", match={"kinds": [{"kinds": ["Ingress"]}]}))
    mine = ingress("mine", "a.example")
    assert messages(framework, mine) == []
    framework.inventory.put(ingress("other", "a.example"))
    assert messages(framework, mine) == ["deny [unique] host a.example is taken by other"]
    framework.inventory.put(ingress("other", "b.example"))
    assert messages(framework, mine) == []
    framework.inventory.put(ingress("other", "a.example"))
    framework.inventory.remove(("namespace", "dev", "networking.k8s.io/v1", "Ingress", "other"))
    assert messages(framework, mine) == []
    assert framework.inventory.tree()[1] == {"cluster": {}, "namespace": {}}


def test_what_fails_while_it_is_judged_counts_as_violated(framework: Framework) -> None:
    failing = 'package a\nviolation[{"msg": "x"}] { to_number(input.review.object.metadata.name) > 1 }'
    framework.put_template(template("Fails", failing, None))
    framework.put_constraint(constraint("strict", "Fails", match={}))
    (found,) = messages(framework, thing("web"))
    assert found.startswith("deny [strict] to_number")
    assert messages(framework, thing("7")) == ["deny [strict] x"]


def test_a_namespace_that_cannot_be_selected_counts_as_violated(framework: Framework) -> None:
    framework.put_template(template())
    selector = {"matchLabels": {"stage": "prod"}}
    framework.put_constraint(constraint(parameters={"label": "owner"}, match={"namespaceSelector": selector}))
    (found,) = messages(framework, thing(namespace="dev"))
    assert found == (
        "deny [owner] unable to match constraints: error matching the requested object: web :failed to run Match "
        "criteria: namespace selector for namespace-scoped object but missing Namespace"
    )


def test_what_an_object_will_make_is_judged_with_it(framework: Framework) -> None:
    framework.put_template(template())
    framework.put_constraint(constraint(parameters={"label": "owner"}, match={"kinds": [{"kinds": ["Pod"]}]}))
    framework.put_expansion(EXPANSION)
    deployment = {**thing("web", "Deployment", "dev", "apps/v1"), "spec": {"template": {"metadata": {"labels": {}}}}}
    assert messages(framework, deployment) == ["deny [owner] [Implied by pods] label owner is missing"]
    spec = {**EXPANSION["spec"], "enforcementAction": "warn"}
    framework.put_expansion({**EXPANSION, "spec": spec})
    assert messages(framework, deployment) == ["warn [owner] [Implied by pods] label owner is missing"]
    framework.remove_expansion("pods")
    assert messages(framework, deployment) == []


def test_only_what_a_template_says_is_a_violation(framework: Framework) -> None:
    odd = 'package a\nviolation[x] { x := ["no object", {"no": "msg"}, {"msg": 7}, {"msg": "yes"}][_] }'
    framework.put_template(template("Odd", odd, None))
    framework.put_constraint(constraint("odd", "Odd", match={}))
    assert messages(framework, thing()) == ["deny [odd] 7", "deny [odd] yes"]
