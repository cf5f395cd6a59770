"""The schemas of the objects that Gatekeeper defines, as structural schemas."""

from collections.abc import Mapping
from typing import Any, Final

_TEXT: Final = {"type": "string"}
_TEXTS: Final = {"type": "array", "items": _TEXT}
_ANYTHING: Final = {"x-kubernetes-preserve-unknown-fields": True}
_OPEN: Final = {"type": "object", **_ANYTHING}
_GLOB: Final = {"type": "string", "pattern": r"^\*?[-:a-z0-9]*\*?$"}
_GLOBS: Final = {"type": "array", "items": _GLOB}


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def _list_of(**properties: Any) -> dict[str, Any]:
    return {"type": "array", "items": _object(**properties)}


def _whole(spec: Mapping[str, Any]) -> dict[str, Any]:
    return _object(apiVersion=_TEXT, kind=_TEXT, metadata=_OPEN, spec=spec, status=_ANYTHING)


_SELECTOR: Final = _object(
    matchLabels={"type": "object", "additionalProperties": _TEXT},
    matchExpressions={
        "type": "array",
        "items": {**_object(key=_TEXT, operator=_TEXT, values=_TEXTS), "required": ["key", "operator"]},
    },
)
MATCH: Final = _object(
    source={"type": "string", "enum": ["All", "Generated", "Original"]},
    kinds=_list_of(apiGroups=_TEXTS, kinds=_TEXTS),
    scope=_TEXT,
    namespaces=_GLOBS,
    excludedNamespaces=_GLOBS,
    labelSelector=_SELECTOR,
    namespaceSelector=_SELECTOR,
    name=_GLOB,
)
_SCOPED_ACTIONS: Final = _list_of(action=_TEXT, enforcementPoints=_list_of(name=_TEXT))
_OPERATION: Final = {"type": "string", "enum": ["*", "CREATE", "DELETE", "UPDATE", "CONNECT"]}
# listKind, plural and singular follow from the kind; many templates have them, and so they are taken
_NAMES: Final = _object(kind=_TEXT, shortNames=_TEXTS, listKind=_TEXT, plural=_TEXT, singular=_TEXT)

TEMPLATE: Final = _whole(
    _object(
        crd=_object(
            spec=_object(names=_NAMES, validation=_object(openAPIV3Schema=_OPEN, legacySchema={"type": "boolean"}))
        ),
        targets=_list_of(
            target=_TEXT,
            rego=_TEXT,
            libs=_TEXTS,
            code={"type": "array", "items": {**_object(engine=_TEXT, source=_OPEN), "required": ["engine", "source"]}},
            operations={"type": "array", "items": _OPERATION},
        ),
    )
)
REGO_SOURCE: Final = {**_object(rego=_TEXT, version=_TEXT, libs=_TEXTS), "required": ["rego"]}
_GVK: Final = {"group": _TEXT, "version": _TEXT, "kind": _TEXT}
EXPANSION: Final = _whole(
    _object(
        applyTo=_list_of(groups=_TEXTS, kinds=_TEXTS, versions=_TEXTS),
        templateSource=_TEXT,
        generatedGVK=_object(**_GVK),
        enforcementAction=_TEXT,
    )
)
CONFIG: Final = _whole(
    _object(
        sync=_object(syncOnly=_list_of(**_GVK)),
        validation=_object(traces=_list_of(user=_TEXT, dump=_TEXT, kind=_object(**_GVK))),
        match=_list_of(processes=_TEXTS, excludedNamespaces=_GLOBS),
        readiness=_object(statsEnabled={"type": "boolean"}),
    )
)


def constraint_schema(parameters: Mapping[str, Any] | None) -> dict[str, Any]:
    """Returns the schema of a template's constraints.

    parameters: that of their parameters; None: they have none
    """
    spec: dict[str, Any] = {
        "match": MATCH,
        "enforcementAction": {"type": "string", "default": "deny"},
        "scopedEnforcementActions": _SCOPED_ACTIONS,
    }
    if parameters is not None:
        spec["parameters"] = parameters
    whole = _whole(_object(**spec))
    whole["properties"]["metadata"] = {**_OPEN, "properties": {"name": {"type": "string", "maxLength": 63}}}
    return whole
