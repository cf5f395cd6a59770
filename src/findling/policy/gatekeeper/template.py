"""ConstraintTemplates: a kind of constraint, the schema of its parameters, and the Rego that judges."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from findling.policy.gatekeeper.errors import InvalidTemplateError
from findling.policy.gatekeeper.object_schemas import TEMPLATE, constraint_schema
from findling.policy.gatekeeper.objects import JsonObject, kind_of, name_of, spec_of
from findling.policy.gatekeeper.rego_code import RegoCode, rego_code
from findling.policy.gatekeeper.schema import structural
from findling.policy.gatekeeper.schema.legacy import preserving
from findling.policy.gatekeeper.schema.unknown_fields import unknown_fields
from findling.policy.gatekeeper.schema.validate import problems as value_problems

GROUP: Final = "templates.gatekeeper.sh"
KIND: Final = "ConstraintTemplate"
VERSIONS: Final = ("v1", "v1beta1", "v1alpha1")
TARGET: Final = "admission.k8s.gatekeeper.sh"
_SCHEMA_PATH: Final = "spec.validation.openAPIV3Schema.properties[spec].properties[parameters]"


@dataclass(frozen=True)
class ConstraintTemplate:
    """A template that can be used, as far as can be said without compiling its Rego.

    name: the lower case of `kind`; schema: that of its constraints; operations: on which it judges, none: on all
    """

    body: JsonObject
    name: str
    kind: str
    schema: Mapping[str, Any]
    code: RegoCode
    operations: frozenset[str]

    @classmethod
    def parse(cls, body: JsonObject) -> "ConstraintTemplate":
        """Reads a template. Raises InvalidTemplateError."""
        _check(body)
        spec = spec_of(body)
        crd = _below(spec, "crd", "spec")
        kind = _below(crd, "names").get("kind") or ""
        _check_names(name_of(body), kind)
        target = _target(spec)
        schema = constraint_schema(_parameters(crd.get("validation"), kind_of(body).version))
        return cls(body, name_of(body), kind, schema, rego_code(target), frozenset(target.get("operations") or ()))

    def judges(self, operation: str) -> bool:
        """Whether the template is asked on an operation, such as CREATE."""
        return not self.operations or "*" in self.operations or operation in self.operations


def _check(body: JsonObject) -> None:
    kind = kind_of(body)
    if kind.group != GROUP or kind.kind != KIND or kind.version not in VERSIONS:
        raise InvalidTemplateError(f'"{kind.api_version}" "{kind.kind}" is no ConstraintTemplate of {GROUP}')
    unknown = next(unknown_fields(body, TEMPLATE), None)
    if unknown is not None:
        raise InvalidTemplateError(f'unknown field "{unknown}"')
    problem = next(value_problems(body, TEMPLATE), None)
    if problem is not None:
        raise InvalidTemplateError(problem)


def _check_names(name: str, kind: str) -> None:
    if not kind:
        raise InvalidTemplateError(f'ConstraintTemplate "{name}" does not specify CRD Kind')
    if name != kind.lower():
        raise InvalidTemplateError(
            f'the ConstraintTemplate\'s name "{name}" is not equal to the lowercase of CRD\'s Kind: "{kind.lower()}"'
        )
    if not (kind.isascii() and kind.isalnum() and kind[0].isalpha()) or len(kind) > 63:
        raise InvalidTemplateError(
            f'spec.names.kind: Invalid value: "{kind}": a DNS-1035 label must consist of lower case alphanumeric '
            "characters or '-', start with an alphabetic character, and end with an alphanumeric character"
        )


def _target(spec: Mapping[str, Any]) -> Mapping[str, Any]:
    targets: list[Mapping[str, Any]] = spec.get("targets") or []
    if len(targets) != 1:
        raise InvalidTemplateError("must declare exactly one target")
    name = targets[0].get("target") or ""
    if not name:
        raise InvalidTemplateError("target name must not be empty")
    if name != TARGET:
        raise InvalidTemplateError(f'target "{name}" not recognized, known targets [{TARGET}]')
    operations = targets[0].get("operations") or ()
    if "*" in operations and len(operations) > 1:
        raise InvalidTemplateError("if '*' is present, must not specify other operations")
    return targets[0]


def _parameters(validation: Mapping[str, Any] | None, version: str) -> Mapping[str, Any] | None:
    """Returns the schema of the parameters: before v1, a schema takes also what it does not mention."""
    is_legacy = (validation or {}).get("legacySchema", version != "v1")
    schema = (validation or {}).get("openAPIV3Schema")
    if is_legacy:
        schema = preserving(schema or {})
    if schema is None:
        return None
    found = list(structural.problems(schema, _SCHEMA_PATH))
    if found:
        raise InvalidTemplateError(found[0] if len(found) == 1 else f"[{', '.join(found)}]")
    return dict(schema)


def _below(body: Mapping[str, Any], *names: str) -> Mapping[str, Any]:
    for name in names:
        body = body.get(name) or {}
    return body
