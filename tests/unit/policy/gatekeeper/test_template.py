"""Which templates and constraints are taken."""

from typing import Any

import pytest

from findling.policy.gatekeeper.constraint import Constraint
from findling.policy.gatekeeper.errors import InvalidConstraintError, InvalidTemplateError, ParametersError
from findling.policy.gatekeeper.template import ConstraintTemplate
from tests.reference.kubernetes import LABEL_SCHEMA, REGO, constraint, template

LIB = "package lib.labels\nhas(object, name) { object.metadata.labels[name] }"


def changed(body: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """Returns a body with another value at a path, None: with nothing there."""
    *way, last = path.split(".")
    below = body
    for name in way:
        below = below[int(name)] if isinstance(below, list) else below.setdefault(name, {})
    below.update({last: value}) if value is not None else below.pop(last)
    return body


def with_code(*codes: Any) -> dict[str, Any]:
    return template(rego="", code=list(codes))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (changed(template(), "apiVersion", "apps/v1"),
         '"apps/v1" "ConstraintTemplate" is no ConstraintTemplate of templates.gatekeeper.sh'),
        (changed(template(), "spec.crd.spec.names.kind", None),
         'ConstraintTemplate "needslabel" does not specify CRD Kind'),
        (changed(template(), "metadata.name", "other"),
         'the ConstraintTemplate\'s name "other" is not equal to the lowercase of CRD\'s Kind: "needslabel"'),
        (changed(template(), "spec.targets", []), "must declare exactly one target"),
        (changed(template(), "spec.targets.0.target", ""), "target name must not be empty"),
        (changed(template(), "spec.targets.0.target", "x"),
         'target "x" not recognized, known targets [admission.k8s.gatekeeper.sh]'),
        (template(operations=["*", "CREATE"]), "if '*' is present, must not specify other operations"),
        (template(operations=["PATCH"]), 'spec.targets[0].operations[0]: Unsupported value: "PATCH": supported values: '
         '"*", "CREATE", "DELETE", "UPDATE", "CONNECT"'),
        (changed(template(), "spec.crd.spec.validations", {}), 'unknown field "spec.crd.spec.validations"'),
        (changed(template(), "spec.targets", "x"),
         'spec.targets: Invalid value: "string": spec.targets in body must be of type array: "string"'),
        (template(schema={"type": "object", "properties": {"a": {}}}),
         "spec.validation.openAPIV3Schema.properties[spec].properties[parameters].properties[a].type: Required value: "
         "must not be empty for specified object fields"),
        (template(rego=REGO.replace("violation", "deny")),
         "invalid rego: invalid module: missing required rules: [violation]"),
        (template(rego=f"{REGO}\nother {{ data.other.x }}"),
         "check refs failed on module: disallowed ref data.other"),
        (template(rego=f"{REGO}\nother {{ data[input.x] }}"), "check refs failed on module: disallowed ref data"),
        (template(rego=REGO.replace("\nviolation", "\nimport data.other.x\nviolation")),
         'invalid import: bad import: "data.other.x"'),
        (template(rego=REGO.replace("\nviolation", "\nimport input.review\nviolation")),
         'invalid import: cannot import input: "input.review"'),
        (template(libs=["package other\nx = 1"]), "invalid libs: path data.other not found in lib prefixes"),
        (template(libs=["package lib\nx = 1"]), "invalid libs: path data.lib not found in lib prefixes"),
        (with_code({"engine": "K8sNativeValidation", "source": {}}),
         "no language driver is installed that handles this constraint template: available drivers: [Rego], "
         'wanted "K8sNativeValidation"'),
        (with_code({"engine": "Rego", "source": {}}), "source.rego: Required value"),
        (with_code({"source": {}}), "spec.targets[0].code[0].engine: Required value"),
    ],
)  # fmt: skip
def test_templates_that_are_refused(body: dict[str, Any], reason: str) -> None:
    with pytest.raises(InvalidTemplateError) as caught:
        ConstraintTemplate.parse(body)
    assert caught.value.reason == f"invalid ConstraintTemplate: {reason}"


def test_a_template_becomes_modules_of_v1_in_a_package_of_ours() -> None:
    parsed = ConstraintTemplate.parse(template(libs=[LIB], operations=["CREATE"]))
    assert (parsed.name, parsed.kind) == ("needslabel", "NeedsLabel")
    assert parsed.code.modules["rego"].text.startswith("package template\nviolation contains {")
    assert parsed.code.modules["libs[0]"].text == LIB.replace(") {", ") if {")
    assert parsed.code.modules["rego"].where(2, 1) == (2, 1)
    assert parsed.judges("CREATE")
    assert not parsed.judges("DELETE")
    assert not parsed.code.uses_inventory


def test_code_of_v1_stays_and_rego_of_the_target_wins() -> None:
    source = {"version": "v1", "rego": "package a\nviolation contains {} if { data.inventory.x }", "libs": []}
    parsed = ConstraintTemplate.parse(with_code({"engine": "Rego", "source": source}))
    assert parsed.code.modules["rego"].text == source["rego"].replace("package a", "package template")  # type: ignore[attr-defined]
    assert parsed.code.uses_inventory
    both = ConstraintTemplate.parse(template(code=[{"engine": "Rego", "source": source}]))
    assert "required.labels" not in both.code.modules["rego"].text
    assert not both.code.uses_inventory


def test_before_v1_a_schema_takes_what_it_does_not_mention() -> None:
    for version, schema, fits in (
        ("v1", LABEL_SCHEMA, False),
        ("v1beta1", LABEL_SCHEMA, True),
        ("v1beta1", None, True),
    ):
        body = changed(template(schema=schema), "apiVersion", f"templates.gatekeeper.sh/{version}")
        parsed = ConstraintTemplate.parse(body)
        asked = constraint(parameters={"label": "a", "more": 1})
        if fits:
            assert Constraint.parse(asked, parsed).parameters == {"label": "a", "more": 1}
        else:
            with pytest.raises(InvalidConstraintError, match=r"unknown fields: \[spec.parameters.more\]"):
                Constraint.parse(asked, parsed)


LABEL: dict[str, Any] = {"parameters": {"label": "owner"}}
_NAME = (
    "invalid name: \"a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', "
    'and must start and end with an alphanumeric character"'
)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (changed(constraint(), "metadata.name", None), "missing metadata.name"),
        (constraint("Owner"), _NAME),
        (changed(constraint(), "apiVersion", "v1"),
         'wrong API Group for Constraint "owner", got "" but need "constraints.gatekeeper.sh"'),
        (changed(constraint(), "apiVersion", "constraints.gatekeeper.sh/v1"),
         'unsupported version "v1" for Constraint "owner"; supported versions: map[v1alpha1:true v1beta1:true]'),
        (constraint(kind="NEEDSLABEL"), 'wrong kind "NEEDSLABEL" for constraint "owner"; want "NeedsLabel"'),
        (constraint(enforcementAction="allow", **LABEL),
         'unrecognized enforcementAction: "allow" is not within the supported list [deny dryrun warn scoped]'),
        (constraint(enforcementAction="scoped", **LABEL),
         "error fetching scopedEnforcementActions: scopedEnforcementActions is required"),
        (constraint(enforcementAction="scoped", scopedEnforcementActions=[{"action": "deny"}], **LABEL),
         "unrecognized enforcement points: constraint will not be enforced for enforcement points [], supported "
         "enforcement points are [validation.gatekeeper.sh audit.gatekeeper.sh gator.gatekeeper.sh vap.k8s.io]"),
        (constraint(match={"kind": []}, **LABEL), "unknown fields: [spec.match.kind]"),
        (constraint(match={"labelSelector": {"matchExpressions": [{"key": "a", "operator": "Is"}]}}, **LABEL),
         'spec.labelSelector.matchExpressions[0].operator: Invalid value: "Is": not a valid selector operator'),
        (constraint(match={"namespaceSelector": {"matchExpressions": [{"key": "a", "operator": "In"}]}}, **LABEL),
         "spec.namespaceSelector.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' "
         "or 'NotIn'"),
    ],
)  # fmt: skip
def test_constraints_that_are_refused(body: dict[str, Any], reason: str) -> None:
    with pytest.raises(InvalidConstraintError) as caught:
        Constraint.parse(body, ConstraintTemplate.parse(template()))
    assert caught.value.reason == f"invalid Constraint: {reason}"


@pytest.mark.parametrize(
    ("spec", "reason"),
    [
        ({"parameters": {"label": 1}}, 'spec.parameters.label: Invalid value: "integer": spec.parameters.label in body '
         'must be of type string: "integer"'),
        ({"parameters": {}}, "spec.parameters.label: Required value"),
        ({"match": {"namespaces": ["Dev_1"]}, **LABEL}, 'spec.match.namespaces[0]: Invalid value: "Dev_1": '
         r"spec.match.namespaces[0] in body should match '^\*?[-:a-z0-9]*\*?$'"),
        ({"match": {"kinds": {}}, **LABEL},
         'spec.match.kinds: Invalid value: "object": spec.match.kinds in body must be of type array: "object"'),
        ({"match": {"source": "Made"}, **LABEL}, 'spec.match.source: Unsupported value: "Made": supported values: '
         '"All", "Generated", "Original"'),
    ],
)  # fmt: skip
def test_parameters_that_the_schema_refuses(spec: dict[str, Any], reason: str) -> None:
    with pytest.raises(ParametersError) as caught:
        Constraint.parse(constraint(**spec), ConstraintTemplate.parse(template()))
    assert caught.value.reason == f"schema validation failed: {reason}"


def test_defaults_of_the_schema_are_parameters() -> None:
    schema = {"type": "object", "properties": {"label": {"type": "string", "default": "team"}}}
    parsed = Constraint.parse(constraint(parameters={}), ConstraintTemplate.parse(template(schema=schema)))
    assert parsed.parameters == {"label": "team"}
    assert parsed.action == "deny"


def test_scoped_actions() -> None:
    points = [{"name": "audit.gatekeeper.sh"}, {"name": "validation.gatekeeper.sh"}]
    actions = [
        {"action": "warn", "enforcementPoints": points},
        {"action": "deny", "enforcementPoints": [{"name": "*"}]},
    ]
    spec = {"enforcementAction": "scoped", "scopedEnforcementActions": actions, **LABEL}
    parsed = Constraint.parse(constraint(**spec), ConstraintTemplate.parse(template()))
    assert parsed.scoped_actions("validation.gatekeeper.sh") == ("warn", "deny")
    assert parsed.scoped_actions("gator.gatekeeper.sh") == ("deny",)
