"""Gatekeeper's Config."""

from typing import Any

import pytest

from findling.policy.gatekeeper.configuration import Configuration
from findling.policy.gatekeeper.errors import InvalidObjectError
from tests.reference.kubernetes import JsonObject, thing


def config(**spec: Any) -> JsonObject:
    return {**thing("config", "Config", "gatekeeper-system", "config.gatekeeper.sh/v1alpha1"), "spec": spec}


def test_processes_leave_namespaces_alone() -> None:
    match = [{"processes": ["webhook", "sync"], "excludedNamespaces": ["kube-*"]}, {"processes": ["*"],
             "excludedNamespaces": ["*-private"]}]  # fmt: skip
    parsed = Configuration.parse(config(match=match))
    for process, namespace, excluded in (
        ("webhook", "kube-system", True), ("audit", "kube-system", False), ("audit", "my-private", True),
        ("webhook", "dev", False),
    ):  # fmt: skip
        assert parsed.excludes(process, thing(namespace=namespace)) is excluded
        assert parsed.excludes(process, thing(), namespace) is excluded
        assert parsed.excludes(process, thing(namespace, "Namespace")) is excluded
    assert not parsed.excludes("webhook", thing())
    assert not parsed.shows(thing(namespace="kube-system"))


def test_what_templates_see() -> None:
    parsed = Configuration.parse(config(sync={"syncOnly": [{"group": "apps", "version": "v1", "kind": "Deployment"}]}))
    assert parsed.shows(thing(kind="Deployment", version="apps/v1"))
    assert not parsed.shows(thing())
    assert Configuration.parse(config()).shows(thing())


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (thing("config"), '"Pod" is no Config of config.gatekeeper.sh'),
        ({**config(), "metadata": {"name": "x"}}, "Config resource must have name 'config'"),
        (config(sink={}), 'unknown field "spec.sink"'),
        (config(match=[{"processes": ["web"]}]),
         "invalid process web: must be one of *, audit, sync, webhook, mutation-webhook"),
        (config(match=[{"processes": "audit"}]), 'spec.match[0].processes: Invalid value: "string": '
         'spec.match[0].processes in body must be of type array: "string"'),
    ],
)  # fmt: skip
def test_what_is_refused(body: JsonObject, reason: str) -> None:
    with pytest.raises(InvalidObjectError) as caught:
        Configuration.parse(body)
    assert caught.value.reason == reason
