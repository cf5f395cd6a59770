"""The objects that objects will make."""

from typing import Any

import pytest

from findling.policy.gatekeeper.errors import InvalidExpansionError
from findling.policy.gatekeeper.expansion import ExpansionTemplate, expand
from tests.reference.kubernetes import thing


def expansion(name: str = "pods", kinds: str = "Deployment", generated: str = "Pod", **spec: Any) -> dict[str, Any]:
    whole = {
        "applyTo": [{"groups": ["apps"], "versions": ["v1"], "kinds": [kinds]}],
        "templateSource": "spec.template",
        "generatedGVK": {"group": "apps", "version": "v1", "kind": generated},
        **spec,
    }
    return {
        "apiVersion": "expansion.gatekeeper.sh/v1alpha1",
        "kind": "ExpansionTemplate",
        "metadata": {"name": name},
        "spec": whole,
    }


def deployment(**template: Any) -> dict[str, Any]:
    return {**thing("Web", "Deployment", "dev", "apps/v1"), "spec": {"template": template}}


def test_an_object_is_made_with_name_namespace_and_owner() -> None:
    (made,) = expand([ExpansionTemplate.parse(expansion())], deployment(spec={"a": 1}), "")
    assert made.body == {
        "apiVersion": "apps/v1",
        "kind": "Pod",
        "metadata": {
            "name": "web-pod",
            "namespace": "dev",
            "ownerReferences": [{"apiVersion": "apps/v1", "kind": "Deployment", "name": "Web", "uid": ""}],
        },
        "spec": {"a": 1},
    }
    (made,) = expand([ExpansionTemplate.parse(expansion())], deployment(), "request")
    assert made.body["metadata"]["namespace"] == "request"


def test_what_is_made_makes_others() -> None:
    templates = [
        ExpansionTemplate.parse(expansion("sets", "Deployment", "ReplicaSet")),
        ExpansionTemplate.parse(expansion("pods", "ReplicaSet", "Pod")),
    ]
    found = expand(templates, deployment(spec={"template": {}}), "")
    assert [(one.body["kind"], one.template.name) for one in found] == [("Pod", "pods"), ("ReplicaSet", "sets")]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (expansion(""), "ExpansionTemplate has empty name field"),
        (expansion("x" * 64), "ExpansionTemplate name must be less than 64 characters"),
        (expansion(templateSource=""), "ExpansionTemplate pods has empty source field"),
        (expansion(generatedGVK={}), "ExpansionTemplate pods has empty generatedGVK field"),
        (expansion(applyTo=[]), "ExpansionTemplate pods must specify ApplyTo"),
        (
            expansion(kinds="Pod"),
            "ExpansionTemplate pods generates GVK apps/v1, Kind=Pod, but also applies to that same GVK",
        ),
        (expansion(template="x"), 'unknown field "spec.template"'),
        ({**expansion(), "kind": "Pod"}, '"Pod" is no ExpansionTemplate of expansion.gatekeeper.sh'),
    ],
)
def test_what_is_refused(body: dict[str, Any], reason: str) -> None:
    with pytest.raises(InvalidExpansionError) as caught:
        ExpansionTemplate.parse(body)
    assert caught.value.reason == reason


def test_an_object_without_the_source_cannot_be_expanded() -> None:
    with pytest.raises(InvalidExpansionError, match=r'could not find source field "spec\.template" in resource web'):
        expand([ExpansionTemplate.parse(expansion())], thing(kind="Deployment", version="apps/v1"), "")


def test_circles_end() -> None:
    templates = [
        ExpansionTemplate.parse(expansion("a", "A", "B", templateSource="spec")),
        ExpansionTemplate.parse(expansion("b", "B", "A", templateSource="spec")),
    ]
    body: dict[str, Any] = {}
    for _ in range(40):
        body = {"spec": body}
    with pytest.raises(InvalidExpansionError, match="maximum recursion depth of 30 reached"):
        expand(templates, {**thing(kind="A", version="apps/v1"), **body}, "")
