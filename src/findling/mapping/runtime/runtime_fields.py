"""Runtime fields: fields whose values a script computes, or that are read from the source, when they are asked for."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from findling.base.errors import IllegalArgumentError, MapperParsingError
from findling.base.java_values import class_name
from findling.base.json_values import scalar_text
from findling.mapping.runtime.derived_fields import DERIVED, derived_fields
from findling.mapping.runtime.lookup import LOOKUP, check_lookup, shown_lookup
from findling.mapping.runtime.lookup import PARAMETERS as LOOKUP_PARAMETERS
from findling.mapping.runtime.runtime_field import COMPOSITE, RuntimeField, read_script
from findling.script.contexts import CONTEXTS
from findling.script.definition import parse_script
from findling.script.service import UNCHECKED

TYPES: Final = ("boolean", COMPOSITE, "date", "double", "geo_point", "ip", "keyword", "long", LOOKUP)
_PARAMETERS: Final[dict[str, tuple[str, ...]]] = {
    "date": ("format", "locale"), COMPOSITE: ("fields",), LOOKUP: LOOKUP_PARAMETERS
}  # fmt: skip
_UNCOMPUTED: Final = ("type", "meta")
_COMMON: Final = (*_UNCOMPUTED, "script", "on_script_error")


def parse_runtime(definitions: Mapping[str, Any]) -> dict[str, RuntimeField]:
    """Reads the `runtime` section of a mapping, or `runtime_mappings`. Raises MapperParsingError, ParsingError.

    Derived fields stand among them, each in an object of its own (`marked`).
    """
    return {found.name: found for name, body in definitions.items() for found in _fields(name, body)}


def names_of(definitions: Mapping[str, Any]) -> Iterator[str]:
    """Yields the names of the fields with values that a checked `runtime` section defines."""
    for name, body in definitions.items():
        if body["type"] == COMPOSITE:
            yield from (f"{name}.{inner}" for inner in body["fields"])
        else:
            yield name


def runtime_definitions(definitions: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the `runtime` section of a mapping as Elasticsearch shows it; null removes a field.

    Raises MapperParsingError and others for what is no field, and what keeps a script from being compiled.
    """
    fields = parse_runtime({name: body for name, body in definitions.items() if body is not None})
    for each in fields.values():
        if each.script is not None and each.parent is None:
            UNCHECKED.compile(each.script, CONTEXTS[f"{each.kind}_field"])
    return {name: body if body is None else _shown(body) for name, body in sorted(definitions.items())}


def _shown(body: Mapping[str, Any]) -> dict[str, Any]:
    if body["type"] == LOOKUP:
        return shown_lookup(body)
    shown: dict[str, Any] = {"type": body["type"]}
    if body.get("script") is not None:
        script = parse_script(body["script"])
        own = {"source": script.source, "lang": script.lang}
        shown["script"] = {**own, **({"params": dict(script.params)} if script.params else {})}
    return {**shown, **{key: value for key, value in body.items() if key not in shown}}


def _fields(name: str, body: object) -> Iterator[RuntimeField]:
    if body is None:
        raise MapperParsingError(
            f"Runtime field [{name}] was set to null but its removal is not supported in this context"
        )
    if isinstance(body, Mapping) and list(body) == [DERIVED]:
        yield from derived_fields(name, body[DERIVED])
        return
    if not isinstance(body, Mapping):
        raise MapperParsingError(f"Expected map for runtime field [{name}] definition but got a {class_name(body)}")
    kind = body.get("type")
    if kind is None:
        raise MapperParsingError(f"No type specified for runtime field [{name}]")
    if kind not in TYPES:
        raise MapperParsingError(
            f"The mapper type [{scalar_text(kind)}] declared on runtime field [{name}] does not exist. It might have "
            "been created within a future version or requires a plugin to be installed. Check the documentation."
        )
    for key in body:
        if key not in (*(_UNCOMPUTED if kind == LOOKUP else _COMMON), *_PARAMETERS.get(kind, ())):
            raise MapperParsingError(f"unknown parameter [{key}] on runtime field [{name}] of type [{kind}]")
    script = read_script(name, body.get("script"))
    on_error = body.get("on_script_error", "fail")
    if on_error not in ("fail", "continue"):
        raise MapperParsingError(
            f"Unknown value [{on_error}] for field [on_script_error] - accepted values are [fail, continue]"
        )
    parameters = {key: body[key] for key in ("meta", *_PARAMETERS.get(kind, ())) if key in body and key != "fields"}
    if kind == LOOKUP:
        check_lookup(name, parameters)
    found = RuntimeField(name, kind, script, parameters, None, on_error == "continue")
    yield found
    if kind == COMPOSITE:
        yield from _inside(found, body.get("fields"))


def _inside(composite: RuntimeField, fields: object) -> Iterator[RuntimeField]:
    if composite.script is None:
        raise IllegalArgumentError(f"composite runtime field [{composite.name}] must declare a [script]")
    if not isinstance(fields, Mapping) or not fields:
        raise IllegalArgumentError(f"composite runtime field [{composite.name}] must declare its [fields]")
    for name, body in fields.items():
        kind = body.get("type") if isinstance(body, Mapping) else None
        full = f"{composite.name}.{name}"
        for found in _fields(full, body):
            if kind == COMPOSITE or found.script is not None:
                raise IllegalArgumentError(
                    f"Cannot use [script] parameter on sub-field [{name}] of composite field [{composite.name}]"
                )
            yield RuntimeField(
                full, found.kind, composite.script, found.parameters, composite.name, composite.is_lenient
            )
