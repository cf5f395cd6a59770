"""Audits count violations of what is there."""

from findling.policy.gatekeeper.audit import Audit
from findling.policy.gatekeeper.configuration import Configuration
from findling.policy.gatekeeper.framework import Framework
from tests.reference.kubernetes import constraint, template, thing

NOW = "2026-11-30T12:00:00Z"


def test_totals_are_whole_and_what_is_shown_is_the_first_in_order(framework: Framework) -> None:
    framework.put_template(template())
    audited = framework.put_constraint(constraint())
    audit = Audit(framework, Configuration(), NOW, limit=3)
    documents = [one for n in (5, 1, 4, 2, 3) for one in audit.judge(thing(f"p{n}", namespace="dev"))]
    assert (audit.objects, audit.violations, len(documents)) == (5, 5, 5)
    assert audit.status(audited) == {
        "auditTimestamp": NOW,
        "totalViolations": 5,
        "violations": [
            {"group": "", "version": "v1", "kind": "Pod", "name": f"p{n}", "namespace": "dev",
             "message": "label owner is missing", "enforcementAction": "deny"} for n in (1, 2, 3)
        ],
    }  # fmt: skip
    assert documents[0] == {
        "@timestamp": NOW,
        "event_type": "violation_audited",
        "constraint_group": "constraints.gatekeeper.sh",
        "constraint_api_version": "v1beta1",
        "constraint_kind": "NeedsLabel",
        "constraint_name": "owner",
        "constraint_action": "deny",
        "constraint_enforcement_actions": [],
        "message": "label owner is missing",
        "details": {"missing": "owner"},
        "resource_group": "",
        "resource_api_version": "v1",
        "resource_kind": "Pod",
        "resource_namespace": "dev",
        "resource_name": "p5",
        "resource_labels": {},
    }


def test_a_constraint_without_violations_shows_none(framework: Framework) -> None:
    framework.put_template(template())
    audited = framework.put_constraint(constraint())
    audit = Audit(framework, Configuration(), NOW)
    assert list(audit.judge(thing(labels={"owner": "ann"}))) == []
    assert audit.status(audited) == {"auditTimestamp": NOW, "totalViolations": 0, "violations": None}


def test_namespaces_that_the_configuration_excludes_are_not_audited(framework: Framework) -> None:
    framework.put_template(template())
    framework.put_constraint(constraint())
    audit = Audit(framework, Configuration(excluded=(("audit", "kube-*"), ("webhook", "dev"))), NOW)
    for namespace in ("kube-system", "dev"):
        list(audit.judge(thing(namespace=namespace)))
    assert (audit.objects, audit.violations) == (1, 1)


def test_long_messages_are_cut_in_the_status_only(framework: Framework) -> None:
    framework.put_template(template())
    audited = framework.put_constraint(constraint(parameters={"label": "x" * 300}))
    audit = Audit(framework, Configuration(), NOW)
    (document,) = audit.judge(thing())
    (shown,) = audit.status(audited)["violations"]
    assert (len(document["message"]), len(shown["message"]), shown["message"][-3:]) == (317, 256, "...")
