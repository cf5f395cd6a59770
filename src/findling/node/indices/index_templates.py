"""Composable index templates, component templates and legacy templates."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from findling.base.errors import (
    ActionRequestValidationError,
    IllegalArgumentError,
    IndexTemplateMissingError,
    InvalidIndexTemplateError,
    NumberFormatError,
    ParseError,
    ParsingError,
    ResourceNotFoundError,
    XContentParseError,
)
from findling.base.json_values import json_token
from findling.base.settings import unflatten
from findling.base.wildcards import matches, matches_any, overlap
from findling.cluster.index_settings import INDEX_SETTINGS, normal_form
from findling.cluster.state import AliasMetadata, ClusterState
from findling.cluster.templates import (
    TemplateResult,
    check_index_template,
    composable_rivals,
    compose,
    find_template,
    legacy_rivals,
)
from findling.mapping.mapping import Mapping as IndexMapping
from findling.node.indices.mapping_body import untyped
from findling.node.services.index_service import analysis_of
from findling.node.services.node import Node

_INDEX_KEYS: Final = frozenset(
    {
        "index_patterns", "template", "composed_of", "priority", "version", "_meta", "data_stream", "allow_auto_create",
        "ignore_missing_component_templates", "deprecated",
    }
)  # fmt: skip
_FORBIDDEN: Final = {"a space": " ", "a ','": ",", "a '#'": "#", "a '*'": "*"}
_COMPONENT_KEYS: Final = frozenset({"template", "version", "_meta", "deprecated"})
_LEGACY_KEYS: Final = frozenset({"index_patterns", "template", "order", "version", "settings", "mappings", "aliases"})


def _template_part(body: Any) -> dict[str, Any]:
    """Returns the `template` member in normal form: flat settings, a mapping without type, aliases."""
    if not isinstance(body, Mapping):
        raise XContentParseError("[1:1] [template] expected an object", line=1, col=1)
    part: dict[str, Any] = {}
    for key, value in body.items():
        if key not in ("settings", "mappings", "aliases", "lifecycle", "data_stream_options"):
            raise XContentParseError(f"[1:1] [template] unknown field [{key}]", line=1, col=1)
        if value is not None and not isinstance(value, Mapping):
            raise XContentParseError(f"[1:1] [template] failed to parse field [{key}]", line=1, col=1)
        if key == "settings":
            part[key] = normal_form(value or {})
        elif key == "mappings":
            part[key] = untyped(value)[0]
        elif key == "aliases":
            part[key] = {name: _alias(name, {} if body is None else body) for name, body in (value or {}).items()}
        else:
            part[key] = dict(value or {})
    _check_part(part)
    return part


def _alias(name: str, body: Any) -> dict[str, Any]:
    if not isinstance(body, Mapping):
        raise ParsingError(f"Expected START_OBJECT but was: {json_token(body)} for alias [{name}]")
    return AliasMetadata.from_json(name, body).to_json()


def _check_part(part: dict[str, Any]) -> None:
    settings = part.get("settings", {})
    INDEX_SETTINGS.validate(settings)
    if part.get("mappings"):
        IndexMapping.from_json(part["mappings"], analysis_of(settings), settings)


def _patterns(body: Mapping[str, Any], name: str) -> list[str]:
    value = body.get("index_patterns")
    patterns = [value] if isinstance(value, str) else value
    if not isinstance(patterns, list) or not patterns or not all(isinstance(item, str) and item for item in patterns):
        raise ActionRequestValidationError("Validation Failed: 1: index patterns are missing;")
    for pattern in patterns:
        if any(character in pattern for character in '\\/?"<>| ,#:'):
            raise InvalidIndexTemplateError(
                f"index_template [{name}] invalid, cause [Validation Failed: 1: index_pattern [{pattern}] must not "
                "contain "
                'a space or one of the characters \\, /, ?, ", <, >, |, #, :;]'
            )
        if pattern.startswith("_"):
            raise InvalidIndexTemplateError(
                f"index_template [{name}] invalid, cause [Validation Failed: 1: index_pattern [{pattern}] must not "
                "start with '_';]"
            )
    return list(patterns)


def _check_name(name: str) -> None:
    """Raises InvalidIndexTemplateError unless a template may have this name."""
    faults = [f"name must not contain {shown}" for shown, part in _FORBIDDEN.items() if part in name]
    if name.startswith("_"):
        faults.append("name must not start with '_'")
    if name != name.lower():
        faults.append("name must be lower cased")
    if faults:
        listed = "".join(f"{number}: {fault};" for number, fault in enumerate(faults, 1))
        raise InvalidIndexTemplateError(f"index_template [{name}] invalid, cause [Validation Failed: {listed}]")


def _check_keys(body: Mapping[str, Any], known: frozenset[str], what: str) -> None:
    for key in body:
        if key not in known:
            raise XContentParseError(f"[1:1] [{what}] unknown field [{key}]", line=1, col=1)
        if key in ("_meta", "data_stream") and not isinstance(body[key], Mapping | None):
            raise XContentParseError(f"[1:1] [{what}] failed to parse field [{key}]", line=1, col=1)


def parse_index_template(body: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Returns a composable template in normal form."""
    _check_keys(body, _INDEX_KEYS, "index_template")
    parsed: dict[str, Any] = {"index_patterns": _patterns(body, name)}
    if body.get("template") is not None:
        parsed["template"] = _template_part(body["template"])
    composed_of = body.get("composed_of") or []
    composed_of = composed_of if isinstance(composed_of, list) else [composed_of]
    ignored = body.get("ignore_missing_component_templates") or []
    for key, names in (("composed_of", composed_of), ("ignore_missing_component_templates", ignored)):
        if not (isinstance(names, list) and all(isinstance(part, str) for part in names)):
            raise XContentParseError(f"[1:1] [index_template] failed to parse field [{key}]", line=1, col=1)
    parsed["composed_of"] = list(composed_of)
    for key in (
        "priority",
        "version",
        "_meta",
        "data_stream",
        "allow_auto_create",
        "ignore_missing_component_templates",
        "deprecated",
    ):
        if body.get(key) is not None:
            parsed[key] = body[key]
    if not isinstance(parsed.get("priority", 0), int) or parsed.get("priority", 0) < 0:
        raise ActionRequestValidationError("Validation Failed: 1: index template priority must be >= 0;")
    return parsed


def put_index_template(node: Node, name: str, body: Mapping[str, Any], create: bool = False) -> str | None:
    """Stores a composable template. Returns a warning about legacy templates that it hides.

    create: only if there is none of this name
    Raises what is wrong with it.
    """
    parsed = parse_index_template(body, name)
    _check_name(name)

    def change(state: ClusterState) -> ClusterState:
        if create and name in state.index_templates:
            raise IllegalArgumentError(f"index template [{name}] already exists")
        check_index_template(state, name, parsed)
        _check_composed(state, name, parsed)
        return replace(state, index_templates={**state.index_templates, name: parsed})

    node.cluster.change(change)
    return legacy_rivals(node.cluster.state, name, parsed)


def _check_composed(state: ClusterState, name: str, parsed: Mapping[str, Any]) -> None:
    result = compose(state, name, parsed)
    IndexMapping.from_json(result.mappings, analysis_of(result.settings), result.settings)


def get_index_templates(node: Node, name: str | None, flat: bool = False) -> dict[str, Any]:
    """Returns composable templates by name or pattern. Raises ResourceNotFoundError for a name that is missing."""
    found = _named(node.cluster.state.index_templates, name, "index template")
    return {"index_templates": [{"name": key, "index_template": _shown(body, flat)} for key, body in found]}


def delete_index_templates(node: Node, names: list[str]) -> dict[str, Any]:
    """Removes composable templates."""

    def change(state: ClusterState) -> ClusterState:
        doomed = _doomed(state.index_templates, names, "index_template")
        left = {key: body for key, body in state.index_templates.items() if key not in doomed}
        return replace(state, index_templates=left)

    node.cluster.change(change)
    return {"acknowledged": True}


def _doomed(templates: Mapping[str, Any], names: list[str], what: str) -> set[str]:
    missing = [name for name in names if "*" not in name and name not in templates]
    doomed = {key for key in templates if matches_any(names, key)}
    if missing:
        raise IndexTemplateMissingError(f"{what} [{','.join(missing)}] missing")
    if not doomed and names != ["*"]:
        raise IndexTemplateMissingError(f"{what} [{','.join(names)}] missing")
    return doomed


def _named(templates: Mapping[str, dict[str, Any]], name: str | None, what: str) -> list[tuple[str, dict[str, Any]]]:
    names = [part for part in (name or "*").split(",") if part]
    found = [(key, templates[key]) for key in sorted(templates) if matches_any(names, key)]
    if not found and all("*" not in part for part in names):
        raise ResourceNotFoundError(f"{what} matching [{name}] not found")
    return found


def _shown(body: Mapping[str, Any], flat: bool) -> dict[str, Any]:
    shown = dict(body)
    if "template" in shown:
        shown["template"] = _shown_part(shown["template"], flat)
    return shown


def _shown_part(part: Mapping[str, Any], flat: bool) -> dict[str, Any]:
    shown = dict(part)
    if "settings" in shown:
        shown["settings"] = dict(sorted(shown["settings"].items())) if flat else unflatten(shown["settings"])
    return shown


def put_component_template(node: Node, name: str, body: Mapping[str, Any], create: bool = False) -> dict[str, Any]:
    """Stores a component template."""
    _check_keys(body, _COMPONENT_KEYS, "component_template")
    if "template" not in body:
        raise XContentParseError("[1:1] Required [template]", line=1, col=1)
    parsed = {"template": _template_part(body["template"])}
    parsed.update({key: body[key] for key in ("version", "_meta", "deprecated") if body.get(key) is not None})

    def change(state: ClusterState) -> ClusterState:
        if create and name in state.component_templates:
            raise IllegalArgumentError(f"component template [{name}] already exists")
        changed = replace(state, component_templates={**state.component_templates, name: parsed})
        for user, template in state.index_templates.items():
            if name in template.get("composed_of", []):
                _check_composed(changed, user, template)
        return changed

    node.cluster.change(change)
    return {"acknowledged": True}


def get_component_templates(node: Node, name: str | None, flat: bool = False) -> dict[str, Any]:
    """Returns component templates by name or pattern."""
    found = _named(node.cluster.state.component_templates, name, "component template")
    return {"component_templates": [{"name": key, "component_template": _shown(body, flat)} for key, body in found]}


def delete_component_templates(node: Node, names: list[str]) -> dict[str, Any]:
    """Removes component templates that no index template uses."""

    def change(state: ClusterState) -> ClusterState:
        doomed = _doomed(state.component_templates, names, "component_template")
        used = sorted(user for user, body in state.index_templates.items() if doomed & set(body.get("composed_of", [])))
        if used:
            raise IllegalArgumentError(
                f"component templates [{','.join(sorted(doomed))}] cannot be removed as they are still in use by index "
                f"templates [{', '.join(used)}]"
            )
        left = {key: body for key, body in state.component_templates.items() if key not in doomed}
        return replace(state, component_templates=left)

    node.cluster.change(change)
    return {"acknowledged": True}


def simulate_index(node: Node, index: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """Returns what a new index of this name would get, with a template not stored yet if the body has one."""
    state = _with_simulated(node.cluster.state, body)
    name = find_template(state, index)
    if name is None:
        return {}
    result = compose(state, name, state.index_templates[name])
    return {"template": shown_result(result), "overlapping": _overlapping(state, [index], name)}


_SIMULATED: Final = "simulated"


def _with_simulated(state: ClusterState, body: Mapping[str, Any]) -> ClusterState:
    if not body:
        return state
    parsed = parse_index_template(body, _SIMULATED)
    check_index_template(state, _SIMULATED, parsed)
    return replace(state, index_templates={**state.index_templates, _SIMULATED: parsed})


def simulate_template(node: Node, name: str | None, body: Mapping[str, Any]) -> dict[str, Any]:
    """Returns what a template, stored or in the body, gives with all its components."""
    state = node.cluster.state
    if body:
        template = parse_index_template(body, name or _SIMULATED)
        check_index_template(state, name or _SIMULATED, template)
    elif name is not None and name in state.index_templates:
        template = state.index_templates[name]
    else:
        raise IllegalArgumentError(f"unable to simulate template [{name}] that does not exist")
    result = compose(state, name, template)
    return {"template": shown_result(result), "overlapping": _overlapping(state, template["index_patterns"], name)}


def shown_result(result: TemplateResult) -> dict[str, Any]:
    """Returns the sum of templates as the simulation shows it."""
    mapping = IndexMapping.from_json(result.mappings, analysis_of(result.settings), result.settings)
    return {"settings": unflatten(result.settings), "mappings": mapping.to_json(), "aliases": result.aliases}


def _overlapping(state: ClusterState, patterns: list[str], chosen: str | None) -> list[dict[str, Any]]:
    others = {name: body for name, body in state.index_templates.items() if name != chosen}
    return [
        {"name": name, "index_patterns": body["index_patterns"]}
        for templates in (state.legacy_templates, others)
        for name, body in sorted(templates.items())
        if any(overlap(a, b) for a in body["index_patterns"] for b in patterns)
    ]


def _whole(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        raise NumberFormatError(f'For input string: "{value}"') from None


def put_legacy_template(node: Node, name: str, body: Mapping[str, Any], create: bool = False) -> str | None:
    """Stores a legacy template (`_template`). Returns a warning about composable templates that hide it."""
    for key in body:
        if key not in _LEGACY_KEYS:
            raise ParseError(f"unknown key [{key}] in the template ")
    _check_name(name)
    patterns = body.get("index_patterns", body.get("template"))
    part = {key: body[key] for key in ("settings", "mappings", "aliases") if body.get(key) is not None}
    parsed = {
        "order": _whole(body.get("order") or 0),
        "index_patterns": _patterns({"index_patterns": patterns}, name),
        **({"version": body["version"]} if body.get("version") is not None else {}),
        "settings": {},
        "mappings": {},
        "aliases": {},
        **_template_part(part),
    }
    type_name = untyped(part.get("mappings"))[1]
    if type_name not in (None, "_doc"):
        parsed["type_name"] = type_name

    def change(state: ClusterState) -> ClusterState:
        if create and name in state.legacy_templates:
            raise IllegalArgumentError(f"index_template [{name}] already exists")
        return replace(state, legacy_templates={**state.legacy_templates, name: parsed})

    node.cluster.change(change)
    return composable_rivals(node.cluster.state, name, parsed)


def get_legacy_templates(
    node: Node, names: list[str], flat: bool = False, include_type_name: bool = False
) -> tuple[dict[str, Any], bool]:
    """Returns legacy templates, and whether all that were named are there."""
    found = {}
    for name, body in sorted(node.cluster.state.legacy_templates.items()):
        if not names or matches_any(names, name):
            shown = _shown_part(body, flat)
            type_name = shown.pop("type_name", "_doc")
            if include_type_name:
                shown["mappings"] = {type_name: shown["mappings"]}
            found[name] = shown
    missing = [name for name in names if not any(matches(name, key) for key in found)]
    return found, not missing


def delete_legacy_template(node: Node, name: str) -> dict[str, Any]:
    """Removes legacy templates."""

    def change(state: ClusterState) -> ClusterState:
        doomed = {key for key in state.legacy_templates if matches(name, key)}
        if not doomed and name != "*":
            raise IndexTemplateMissingError(f"index_template [{name}] missing")
        left = {key: body for key, body in state.legacy_templates.items() if key not in doomed}
        return replace(state, legacy_templates=left)

    node.cluster.change(change)
    return {"acknowledged": True}
