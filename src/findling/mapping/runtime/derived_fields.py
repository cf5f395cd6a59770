"""Derived fields, OpenSearch's runtime fields: a section `derived` of mappings and searches.

Source: OpenSearch's DerivedField, DerivedFieldSupportedTypes and ObjectDerivedFieldType.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from findling.base.errors import IllegalArgumentError, MapperParsingError
from findling.base.java_values import class_name
from findling.mapping.runtime.runtime_field import RuntimeField, read_script
from findling.script.contexts import CONTEXTS
from findling.script.service import UNCHECKED

DERIVED: Final = "derived"
_KINDS: Final[Mapping[str, tuple[str, str]]] = {
    **{name: (name, name) for name in ("boolean", "date", "double", "geo_point", "ip", "keyword", "long")},
    "float": ("double", "double"),
    "object": ("keyword", "keyword"),
    "text": ("text", "keyword"),
}
"""By its name in definitions: the type that a field is searched as, and the kind of runtime fields that emits alike."""
_PARAMETERS: Final = ("type", "script", "format", "ignore_malformed", "properties", "prefilter_field")


def derived_fields(name: str, body: object) -> Iterator[RuntimeField]:
    """Yields the field that an entry of `derived` defines. Raises MapperParsingError, IllegalArgumentError.

    An object emits JSON texts; the fields inside that its `properties` declare are fields of their own.
    """
    if not isinstance(body, Mapping):
        kind = "java.lang.String" if body is None else class_name(body)
        raise MapperParsingError(f"Expected map for property [derived_fields] on field [{name}] but got a class {kind}")
    searched, emits = _kind(body.get("type", ""))
    for key in body:
        if key not in _PARAMETERS:
            raise MapperParsingError(f"unknown parameter [{key}] on mapper [{name}] of type [{body['type']}]")
    script = read_script(name, body.get("script"))
    is_lenient = str(body.get("ignore_malformed", False)).lower() == "true"
    parameters = {"format": body["format"]} if "format" in body else {}
    yield RuntimeField(name, searched, script, parameters, None, is_lenient, emits)
    for inner, inner_kind in (body.get("properties") or {}).items():
        kind, _ = _kind(inner_kind)
        yield RuntimeField(f"{name}.{inner}", kind, script, {}, name, is_lenient, emits)


def derived_definitions(definitions: Mapping[str, Any]) -> dict[str, Any]:
    """Returns a section `derived` as mappings show it. Raises what keeps a script from being compiled."""
    for name, body in definitions.items():
        for found in derived_fields(name, body):
            if found.script is not None:
                UNCHECKED.compile(found.script, CONTEXTS[found.context])
    return {name: _shown(name, body) for name, body in sorted(definitions.items())}


def marked(definitions: Mapping[str, Any]) -> dict[str, Any]:
    """Returns definitions of derived fields as they stand among those of runtime fields."""
    return {name: {DERIVED: body} for name, body in definitions.items()}


def _shown(name: str, body: Mapping[str, Any]) -> dict[str, Any]:
    script = read_script(name, body.get("script"))
    if script is None:
        return dict(body)
    params = {"params": dict(script.params)} if script.params else {}
    return {**body, "script": {"source": script.source, "lang": script.lang, **params}}


def _kind(given: object) -> tuple[str, str]:
    found = _KINDS.get(str(given))
    if found is None:
        raise IllegalArgumentError(f"Type [{given}] isn't supported in Derived field context.")
    return found
