"""Objects of Kubernetes and Gatekeeper for tests."""

from typing import Any

JsonObject = dict[str, Any]

# v0: as most templates are written
REGO = """package required.labels
violation[{"msg": msg, "details": {"missing": missing}}] {
  missing := input.parameters.label
  not input.review.object.metadata.labels[missing]
  msg := sprintf("label %v is missing", [missing])
}
"""
LABEL_SCHEMA: JsonObject = {"type": "object", "properties": {"label": {"type": "string"}}, "required": ["label"]}


def template(
    kind: str = "NeedsLabel", rego: str = REGO, schema: JsonObject | None = LABEL_SCHEMA, **target: Any
) -> JsonObject:
    """Returns a ConstraintTemplate of v1. target: further members of its only target"""
    validation = {} if schema is None else {"validation": {"openAPIV3Schema": schema}}
    return {
        "apiVersion": "templates.gatekeeper.sh/v1",
        "kind": "ConstraintTemplate",
        "metadata": {"name": kind.lower()},
        "spec": {
            "crd": {"spec": {"names": {"kind": kind}, **validation}},
            "targets": [{"target": "admission.k8s.gatekeeper.sh", "rego": rego, **target}],
        },
    }


def constraint(name: str = "owner", kind: str = "NeedsLabel", **spec: Any) -> JsonObject:
    """Returns a constraint; without a spec, one that wants the label `owner`."""
    return {
        "apiVersion": "constraints.gatekeeper.sh/v1beta1",
        "kind": kind,
        "metadata": {"name": name},
        "spec": spec or {"parameters": {"label": "owner"}},
    }


def thing(
    name: str = "web", kind: str = "Pod", namespace: str = "", version: str = "v1", **metadata: Any
) -> JsonObject:
    """Returns an object. metadata: further members of it, such as labels"""
    whole = {"name": name, **({"namespace": namespace} if namespace else {}), **metadata}
    return {"apiVersion": version, "kind": kind, "metadata": whole}


def admission(body: JsonObject, operation: str = "CREATE", **request: Any) -> JsonObject:
    """Returns an AdmissionReview of an object. request: further members of the request"""
    group, _, version = body["apiVersion"].rpartition("/")
    return {
        "apiVersion": "admission.k8s.io/v1",
        "kind": "AdmissionReview",
        "request": {
            "uid": "705ab4f5-6393-11e8-b7cc-42010a800002",
            "kind": {"group": group, "version": version, "kind": body["kind"]},
            "resource": {"group": group, "version": version, "resource": body["kind"].lower() + "s"},
            "operation": operation,
            "name": body["metadata"].get("name", ""),
            "namespace": body["metadata"].get("namespace", ""),
            "userInfo": {"username": "ann"},
            "object": None if operation == "DELETE" else body,
            "oldObject": body if operation == "DELETE" else None,
            **request,
        },
    }
