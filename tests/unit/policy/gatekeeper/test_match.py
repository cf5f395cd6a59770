"""What a constraint's `spec.match` is about."""

from typing import Any

import pytest

from findling.policy.gatekeeper.errors import MatchError
from findling.policy.gatekeeper.match import GENERATED, Candidate, Match
from tests.reference.kubernetes import thing

DEV = thing("dev", "Namespace", labels={"stage": "test"})
IN_DEV = Candidate(thing(namespace="dev"), "dev", DEV)
OF_CLUSTER = Candidate(thing(kind="ClusterRole", version="rbac.authorization.k8s.io/v1"))
A_NAMESPACE = Candidate(DEV)


@pytest.mark.parametrize(
    ("match", "candidate", "expected"),
    [
        ({}, IN_DEV, True),
        ({"kinds": [{"apiGroups": [""], "kinds": ["Pod"]}]}, IN_DEV, True),
        ({"kinds": [{"apiGroups": ["apps"], "kinds": ["Pod"]}]}, IN_DEV, False),
        ({"kinds": [{"apiGroups": ["apps"]}, {"kinds": ["Pod"]}]}, IN_DEV, True),
        ({"kinds": [{"apiGroups": ["*"], "kinds": ["*"]}]}, OF_CLUSTER, True),
        ({"kinds": []}, IN_DEV, True),
        ({"namespaces": ["dev"]}, IN_DEV, True),
        ({"namespaces": ["prod", "de*"]}, IN_DEV, True),
        ({"namespaces": ["*ev"]}, IN_DEV, True),
        ({"namespaces": ["*e*"]}, IN_DEV, True),
        ({"namespaces": ["d*v"]}, IN_DEV, False),
        ({"namespaces": ["prod"]}, IN_DEV, False),
        ({"namespaces": ["prod"]}, OF_CLUSTER, True),
        ({"namespaces": ["dev"]}, A_NAMESPACE, True),
        ({"namespaces": ["prod"]}, A_NAMESPACE, False),
        ({"namespaces": ["dev"]}, Candidate(thing(), "dev"), True),
        ({"namespaces": ["dev"]}, Candidate(thing(namespace="dev")), True),
        ({"excludedNamespaces": ["dev"]}, IN_DEV, False),
        ({"excludedNamespaces": ["*-system"]}, IN_DEV, True),
        ({"excludedNamespaces": ["dev"]}, OF_CLUSTER, True),
        ({"excludedNamespaces": ["d*"]}, A_NAMESPACE, False),
        ({"scope": "Namespaced"}, IN_DEV, True),
        ({"scope": "Namespaced"}, OF_CLUSTER, False),
        ({"scope": "Namespaced"}, A_NAMESPACE, False),
        ({"scope": "Cluster"}, IN_DEV, False),
        ({"scope": "Cluster"}, OF_CLUSTER, True),
        ({"scope": "Cluster"}, A_NAMESPACE, True),
        ({"scope": "*"}, IN_DEV, True),
        ({"scope": "cluster"}, IN_DEV, True),
        ({"name": "we*"}, IN_DEV, True),
        ({"name": "db"}, IN_DEV, False),
        ({"name": "web-*"}, Candidate(thing("", generateName="web-")), True),
        ({"name": "*-web"}, Candidate(thing("", generateName="web-")), False),
        ({"source": "Original"}, IN_DEV, True),
        ({"source": "Generated"}, IN_DEV, False),
        ({"source": "Generated"}, Candidate(thing(), source=GENERATED), True),
        ({"source": "All"}, Candidate(thing(), source=GENERATED), True),
        ({"labelSelector": {"matchLabels": {"app": "web"}}}, Candidate(thing(labels={"app": "web"})), True),
        ({"labelSelector": {"matchLabels": {"app": "web"}}}, Candidate(thing()), False),
        ({"namespaceSelector": {"matchLabels": {"stage": "test"}}}, IN_DEV, True),
        ({"namespaceSelector": {"matchLabels": {"stage": "prod"}}}, IN_DEV, False),
        ({"namespaceSelector": {"matchLabels": {"stage": "test"}}}, A_NAMESPACE, True),
        ({"namespaceSelector": {"matchLabels": {"stage": "test"}}}, OF_CLUSTER, True),
    ],
)
def test_matches(match: dict[str, Any], candidate: Candidate, expected: bool) -> None:
    assert Match.parse(match).matches(candidate) is expected


@pytest.mark.parametrize(
    ("expression", "with_a", "without"),
    [
        ({"key": "app", "operator": "In", "values": ["a", "b"]}, True, False),
        ({"key": "app", "operator": "NotIn", "values": ["a"]}, False, True),
        ({"key": "app", "operator": "NotIn", "values": ["c"]}, True, True),
        ({"key": "app", "operator": "Exists"}, True, False),
        ({"key": "app", "operator": "DoesNotExist"}, False, True),
    ],
)
def test_expressions_of_selectors(expression: dict[str, Any], with_a: bool, without: bool) -> None:
    match = Match.parse({"labelSelector": {"matchExpressions": [expression]}})
    assert match.matches(Candidate(thing(labels={"app": "a"}))) is with_a
    assert match.matches(Candidate(thing())) is without


def test_a_namespace_that_is_not_known_cannot_be_selected() -> None:
    match = Match.parse({"namespaceSelector": {"matchLabels": {"stage": "test"}}})
    with pytest.raises(MatchError, match="missing Namespace"):
        match.matches(Candidate(thing(namespace="dev")))
