"""Composable index templates, component templates and legacy templates."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from findling.base.errors import (
    ActionRequestValidationError,
    FindlingError,
    IllegalArgumentError,
    IndexTemplateMissingError,
    MapperParsingError,
    ResourceNotFoundError,
)
from findling.base.ids import random_uuid
from findling.base.settings import unflatten
from findling.base.wildcards import matches, matches_any, overlap
from findling.cluster.index_settings import DEFAULT_SETTINGS, check_each
from findling.cluster.index_sort import check_sort_settings
from findling.cluster.state import ClusterState
from findling.cluster.templates import (
    STREAM_MAPPING,
    TemplateResult,
    check_components,
    check_rivals,
    check_streams_kept,
    composable_rivals,
    compose,
    find_stream_template,
    find_template,
    legacy_rivals,
    merge_mappings,
)
from findling.mapping.mapping import Mapping as IndexMapping
from findling.mapping.time_series.bounds import check_time_series_settings
from findling.node.indices.create_index import parse_alias
from findling.node.indices.template_bodies import (
    parse_component_template,
    parse_index_template,
    parse_legacy_template,
)
from findling.node.indices.template_faults import check_definition
from findling.node.services.index_service import analysis_of
from findling.node.services.node import Node


def put_index_template(node: Node, name: str, body: Mapping[str, Any], create: bool = False) -> str | None:
    """Stores a composable template. Returns a warning about legacy templates that it hides.

    create: only if there is none of this name
    Raises what is wrong with it.
    """
    parsed = parse_index_template(body)

    def change(state: ClusterState) -> ClusterState:
        check_components(state, name, parsed)
        if create and name in state.index_templates:
            raise IllegalArgumentError(f"index template [{name}] already exists")
        _check_whole(state, name, parsed)
        changed = replace(state, index_templates={**state.index_templates, name: parsed})
        check_streams_kept(state, changed, name, parsed)
        return changed

    node.cluster.change(change)
    return legacy_rivals(node.cluster.state, name, parsed)


def _check_whole(state: ClusterState, name: str, parsed: Mapping[str, Any]) -> None:
    """Raises what forbids a template whose components are there."""
    if not parsed["index_patterns"]:
        raise IllegalArgumentError("There must be at least one pattern, zero given")
    check_rivals(state, name, parsed)
    own = parsed.get("template") or {}
    check_definition(name, parsed["index_patterns"], own.get("settings", {}), own.get("aliases", {}))
    _check_composed(state, name, parsed)


def _check_composed(state: ClusterState, name: str, parsed: Mapping[str, Any]) -> None:
    result = compose(state, name, parsed)
    for what, said in (("lifecycle configuration", result.lifecycle), ("data stream options", result.options)):
        if said is not None and result.stream is None:
            raise IllegalArgumentError(
                f"index template [{name}] specifies {what} that can only be used in combination with a data stream"
            )
    used = parsed.get("composed_of")
    components = f"with component templates [{', '.join(used)}] " if used else ""
    fault = IllegalArgumentError(f"composable template [{name}] template after composition {components}is invalid")
    try:
        check_sort_settings(result.settings)
        for alias, definition in result.aliases.items():
            parse_alias(state, alias, definition)
    except FindlingError as error:
        raise fault from error
    try:
        mapping = IndexMapping.from_json(result.mappings, analysis_of(result.settings), result.settings)
        if result.stream is not None and not result.stream["allow_custom_routing"] and mapping.routing_required:
            raise MapperParsingError("contradicting `_routing.required` settings")
    except FindlingError as error:
        invalid = IllegalArgumentError(f"invalid composite mappings for [{name}]")
        invalid.__cause__ = error
        raise fault from invalid


def get_index_templates(node: Node, name: str | None, flat: bool = False) -> dict[str, object]:
    """Returns composable templates by name or pattern. Raises ResourceNotFoundError for a name that is missing."""
    if name is not None and "," in name:
        raise IllegalArgumentError("template name may not contain ','")
    found = _whole(node.cluster.state.index_templates, name, "index template")
    return {"index_templates": [{"name": key, "index_template": _shown(body, flat)} for key, body in found]}


def delete_index_templates(node: Node, names: list[str]) -> dict[str, object]:
    """Removes composable templates."""

    def change(state: ClusterState) -> ClusterState:
        doomed = _doomed(state.index_templates, names, _missing)
        used = [stream.name for stream in state.streams if find_stream_template(state, stream.name) in doomed]
        left = {key: body for key, body in state.index_templates.items() if key not in doomed}
        changed = replace(state, index_templates=left)
        if any(find_stream_template(changed, stream) is None for stream in used):
            raise IllegalArgumentError(
                f"unable to remove composable templates [{', '.join(sorted(doomed))}] as they are in use by a data "
                f"streams [{', '.join(used)}]"
            )
        return changed

    node.cluster.change(change)
    return {"acknowledged": True}


def _missing(names: str) -> FindlingError:
    return IndexTemplateMissingError(f"index_template [{names}] missing")


def _doomed(templates: Mapping[str, Any], names: list[str], refusal: Callable[[str], FindlingError]) -> set[str]:
    missing = [name for name in names if "*" not in name and name not in templates]
    doomed = {key for key in templates if matches_any(names, key)}
    if missing:
        raise refusal(",".join(missing))
    if not doomed and names != ["*"]:
        raise refusal(",".join(names))
    return doomed


def _whole(templates: Mapping[str, dict[str, Any]], name: str | None, what: str) -> list[tuple[str, dict[str, Any]]]:
    """Returns templates by a name or pattern that is one, whatever commas it has."""
    found = [(key, templates[key]) for key in sorted(templates) if name is None or matches(name, key)]
    if not found and name is not None and "*" not in name:
        raise ResourceNotFoundError(f"{what} matching [{name}] not found")
    return found


def _shown(body: Mapping[str, Any], flat: bool) -> dict[str, Any]:
    shown = dict(body)
    if "template" in shown:
        shown["template"] = _shown_part(shown["template"], flat)
    return shown


def _shown_part(part: Mapping[str, Any], flat: bool) -> dict[str, object]:
    shown = dict(part)
    if "settings" in shown:
        shown["settings"] = dict(sorted(shown["settings"].items())) if flat else unflatten(shown["settings"])
    return shown


def _check_mapping(part: Mapping[str, Any]) -> None:
    """Raises what forbids the mapping of a part, beside its settings."""
    settings = part.get("settings", {})
    check_sort_settings(settings)
    check_time_series_settings(settings)
    if part.get("mappings"):
        is_series = settings.get("index.mode") == "time_series" and "_data_stream_timestamp" not in part["mappings"]
        below = STREAM_MAPPING if is_series else {}
        IndexMapping.from_json(merge_mappings(below, part["mappings"]), analysis_of(settings), settings)


def put_component_template(node: Node, name: str, body: Mapping[str, Any], create: bool = False) -> dict[str, Any]:
    """Stores a component template."""
    parsed = parse_component_template(body)

    def change(state: ClusterState) -> ClusterState:
        if create and name in state.component_templates:
            raise IllegalArgumentError(f"component template [{name}] already exists")
        part = parsed["template"]
        check_each(part.get("settings", {}))
        _check_mapping(part)
        check_definition(name, [], part.get("settings", {}), part.get("aliases", {}))
        changed = replace(state, component_templates={**state.component_templates, name: parsed})
        for user, template in state.index_templates.items():
            if name in template.get("composed_of", []):
                _check_composed(changed, user, template)
        return changed

    node.cluster.change(change)
    return {"acknowledged": True}


def get_component_templates(node: Node, name: str | None, flat: bool = False) -> dict[str, Any]:
    """Returns component templates by name or pattern."""
    found = _whole(node.cluster.state.component_templates, name, "component template")
    return {"component_templates": [{"name": key, "component_template": _shown(body, flat)} for key, body in found]}


def delete_component_templates(node: Node, names: list[str]) -> dict[str, object]:
    """Removes component templates that no index template uses."""

    def change(state: ClusterState) -> ClusterState:
        doomed = _doomed(state.component_templates, names, ResourceNotFoundError)
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


def simulate_index(node: Node, index: str, body: Mapping[str, Any]) -> dict[str, object]:
    """Returns what a new index of this name would get, with a template not stored yet if the body has one."""
    state = node.cluster.state
    if body:
        state = _simulated(state, body, f"simulate_index_template_{random_uuid().lower()}")
    name = find_template(state, index)
    if name is None:
        return {}
    result = compose(state, name, state.index_templates[name])
    return {"template": shown_result(result, index), "overlapping": _overlapping(state, [index], name)}


def _simulated(state: ClusterState, body: Mapping[str, Any], name: str) -> ClusterState:
    """Returns the state as if it had a template. Raises what is wrong with that."""
    parsed = parse_index_template(body)
    check_components(state, name, parsed)
    _check_whole(state, name, parsed)
    return replace(state, index_templates={**state.index_templates, name: parsed})


def simulate_template(node: Node, name: str | None, body: Mapping[str, Any]) -> dict[str, Any]:
    """Returns what a template, stored or in the body, gives with all its components."""
    state = node.cluster.state
    if body:
        name = name or f"simulate_template_{random_uuid().lower()}"
        template = _simulated(state, body, name).index_templates[name]
    elif name is not None and name in state.index_templates:
        template = state.index_templates[name]
    elif name is None:
        raise ActionRequestValidationError.of(
            "either index name or index template body must be specified for simulation"
        )
    else:
        raise IllegalArgumentError(f"unable to simulate template [{name}] that does not exist")
    result = compose(state, name, template)
    shown = shown_result(result, f"simulate_template_index_{random_uuid().lower()}")
    return {"template": shown, "overlapping": _overlapping(state, template["index_patterns"], name)}


def shown_result(result: TemplateResult, index: str) -> dict[str, Any]:
    """Returns the sum of templates as the simulation shows it, for an index of this name."""
    mapping = IndexMapping.from_json(result.mappings, analysis_of(result.settings), result.settings).to_json()
    shown: dict[str, Any] = {"settings": unflatten({**DEFAULT_SETTINGS, **result.settings})}
    if mapping:
        shown["mappings"] = mapping
    shown["aliases"] = {name.replace("{index}", index): body for name, body in result.aliases.items()}
    if result.lifecycle is not None:
        shown["lifecycle"] = {"enabled": True, **result.lifecycle}
    if result.options:
        shown["data_stream_options"] = result.options
    return shown


def _overlapping(state: ClusterState, patterns: list[str], chosen: str | None) -> list[dict[str, Any]]:
    others = {name: body for name, body in state.index_templates.items() if name != chosen}
    return [
        {"name": name, "index_patterns": body["index_patterns"]}
        for templates in (state.legacy_templates, others)
        for name, body in sorted(templates.items())
        if any(overlap(a, b) for a in body["index_patterns"] for b in patterns)
    ]


def put_legacy_template(node: Node, name: str, body: Mapping[str, Any], create: bool = False) -> str | None:
    """Stores a legacy template (`_template`). Returns a warning about composable templates that hide it."""
    parsed = parse_legacy_template(body)
    check_each(parsed["settings"])
    check_definition(name, parsed["index_patterns"], {}, parsed["aliases"])

    def change(state: ClusterState) -> ClusterState:
        _check_mapping(parsed)
        if create and name in state.legacy_templates:
            raise IllegalArgumentError(f"index_template [{name}] already exists")
        composable_rivals(state, name, parsed)
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


def delete_legacy_template(node: Node, name: str) -> dict[str, object]:
    """Removes legacy templates."""

    def change(state: ClusterState) -> ClusterState:
        doomed = {key for key in state.legacy_templates if matches(name, key)}
        if not doomed and name != "*":
            raise IndexTemplateMissingError(f"index_template [{name}] missing")
        left = {key: body for key, body in state.legacy_templates.items() if key not in doomed}
        return replace(state, legacy_templates=left)

    node.cluster.change(change)
    return {"acknowledged": True}
