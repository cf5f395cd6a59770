"""What a new index is born with: composable index templates with their components, or legacy templates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from findling.base.errors import IllegalArgumentError, InvalidIndexTemplateError
from findling.base.wildcards import matches_any, overlap
from findling.base.work.current import checked
from findling.cluster.cluster_settings import setting_fault
from findling.cluster.index_settings import normal_form
from findling.cluster.state import ClusterState
from findling.cluster.streams.lifecycle import composed
from findling.cluster.streams.options import composed_options

# what the backing indices of a data stream have unless a template says otherwise
STREAM_MAPPING: Final = {"_data_stream_timestamp": {"enabled": True}, "properties": {"@timestamp": {"type": "date"}}}
_STREAM_SETTINGS: Final = {"index.routing.allocation.include._tier_preference": "data_hot"}


@dataclass(frozen=True, slots=True)
class TemplateResult:
    """The sum of the templates that apply to an index name.

    settings: flat; mappings: one definition; aliases: name -> body
    name: the composable template used; legacy: names of legacy templates used
    type_name: the mapping type that the last typed one of the legacy templates has
    stream: what the template says of data streams, None if it makes plain indices
    lifecycle, options: of its data streams, None if nothing is said
    """

    settings: dict[str, Any]
    mappings: dict[str, Any]
    aliases: dict[str, Any]
    name: str | None = None
    legacy: tuple[str, ...] = ()
    type_name: str | None = None
    stream: dict[str, Any] | None = None
    lifecycle: dict[str, Any] | None = None
    options: dict[str, Any] | None = None


def templates_for(state: ClusterState, index: str) -> TemplateResult:
    """Returns what the templates give to a new index of this name. A composable template hides all legacy ones."""
    name = find_template(state, index)
    if name is not None:
        return compose(state, name, state.index_templates[name])
    return _legacy(state, index)


def auto_create_fault(state: ClusterState, index: str) -> str | None:
    """Returns why an index of this name may not be made by a write, or None if it may: a template goes first."""
    name = find_template(state, index)
    template = {} if name is None else state.index_templates[name]
    allowed = template.get("allow_auto_create")
    if allowed is None:
        return setting_fault(state, index)
    return None if allowed else f"composable template {_shown(template['index_patterns'])} forbids index auto creation"


def find_template(state: ClusterState, index: str) -> str | None:
    """Returns the name of the matching composable template of the highest priority."""
    fitting = [
        (body.get("priority", 0), name)
        for name, body in state.index_templates.items()
        if matches_any(body["index_patterns"], index)
    ]
    return max(fitting)[1] if fitting else None


def compose(state: ClusterState, name: str | None, template: Mapping[str, Any]) -> TemplateResult:
    """Returns a composable template with its components laid below it, in their order."""
    ignored = template.get("ignore_missing_component_templates") or []
    layers = []
    for component in template.get("composed_of") or []:
        if component in state.component_templates:
            layers.append(state.component_templates[component].get("template", {}))
        elif component not in ignored:
            raise missing_components(name or "", [component], bool(ignored))
    layers.append(template.get("template") or {})
    stream = template.get("data_stream")
    base = [] if stream is None else [{"settings": _STREAM_SETTINGS, "mappings": STREAM_MAPPING}]
    return replace(
        _lay([*base, *layers], name, ()),
        stream=stream,
        lifecycle=composed([layer["lifecycle"] for layer in layers if layer.get("lifecycle") is not None]),
        options=composed_options([layer["data_stream_options"] for layer in layers if "data_stream_options" in layer]),
    )


def _legacy(state: ClusterState, index: str) -> TemplateResult:
    fitting = sorted(
        (body.get("order", 0), name)
        for name, body in state.legacy_templates.items()
        if matches_any(body["index_patterns"], index)
    )
    layers = [state.legacy_templates[name] for _, name in fitting]
    result = _lay(layers, None, tuple(name for _, name in fitting))
    types = [layer["type_name"] for layer in layers if "type_name" in layer]
    return replace(result, type_name=types[-1]) if types else result


def _lay(layers: Sequence[Mapping[str, Any]], name: str | None, legacy: tuple[str, ...]) -> TemplateResult:
    result = TemplateResult({}, {}, {}, name, legacy)
    for layer in layers:
        result.settings.update(normal_form(layer.get("settings") or {}))
        merged = merge_mappings(result.mappings, layer.get("mappings") or {})
        result.mappings.clear()
        result.mappings.update(merged)
        result.aliases.update(layer.get("aliases") or {})
    return result


def merge_mappings(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Returns two mapping definitions as one: objects field by field, a leaf field as the upper one has it."""
    merged = dict(below)
    for key, value in above.items():
        if key == "properties" and isinstance(value, Mapping):
            merged[key] = _merge_properties(merged.get(key) or {}, value)
        elif key == "dynamic_templates" and isinstance(value, list):
            names = {name for rule in value for name in rule}
            merged[key] = [rule for rule in merged.get(key, []) if not names & rule.keys()] + value
        else:
            merged[key] = value
    return merged


def _merge_properties(below: Mapping[str, object], above: Mapping[str, object]) -> dict[str, object]:
    merged = dict(below)
    for field, definition in checked(above.items()):
        old = merged.get(field)
        if (
            isinstance(old, Mapping)
            and isinstance(definition, Mapping)
            and "properties" in old
            and "properties" in definition
        ):
            merged[field] = merge_mappings(old, definition)
        else:
            merged[field] = definition
    return merged


def missing_components(name: str, components: list[str], some_ignored: bool = False) -> InvalidIndexTemplateError:
    """Returns the error for an index template that names components which do not exist.

    some_ignored: whether the template says of others that they may be missing
    """
    shown = ", ".join(components)
    fault = (
        f"a missing component templates [{shown}] that does not exist and is not part of "
        "'ignore_missing_component_templates'"
        if some_ignored
        else f"component templates [{shown}] that do not exist"
    )
    return InvalidIndexTemplateError(
        f"index_template [{name}] invalid, cause [index template [{name}] specifies {fault}]"
    )


def check_components(state: ClusterState, name: str, body: Mapping[str, Any]) -> None:
    """Raises InvalidIndexTemplateError if a composable template names components that are not there."""
    ignored = body.get("ignore_missing_component_templates") or []
    absent = [part for part in body.get("composed_of") or [] if part not in state.component_templates]
    absent = [part for part in absent if part not in ignored]
    if absent:
        raise missing_components(name, absent, bool(ignored))


def check_rivals(state: ClusterState, name: str, body: Mapping[str, Any]) -> None:
    """Raises IllegalArgumentError if others of the same priority match the same names."""
    rivals = _rivals(state, name, body)
    if rivals:
        shown = ", ".join(f"{rival} => {_shown(state.index_templates[rival]['index_patterns'])}" for rival in rivals)
        raise IllegalArgumentError(
            f"index template [{name}] has index patterns {_shown(body['index_patterns'])} matching patterns from "
            f"existing templates [{','.join(rivals)}] with patterns ({shown}) that have the same priority "
            f"[{body.get('priority', 0)}], multiple index templates may not match during index creation, "
            "please use a different priority"
        )


def check_streams_kept(state: ClusterState, changed: ClusterState, name: str, body: Mapping[str, Any]) -> None:
    """Raises IllegalArgumentError if a template that is put leaves data streams without one."""
    lost = [stream.name for stream in state.streams if find_stream_template(changed, stream.name) is None]
    if lost:
        raise IllegalArgumentError(
            f"composable template [{name}] with index patterns {_shown(body['index_patterns'])}, priority "
            f"[{body.get('priority', 'null')}] would cause data streams [{', '.join(lost)}] to no longer match a data "
            "stream template"
        )


def find_stream_template(state: ClusterState, stream: str) -> str | None:
    """Returns the name of the template that a data stream has, None if the best one makes no streams."""
    name = find_template(state, stream)
    return None if name is None or state.index_templates[name].get("data_stream") is None else name


def legacy_rivals(state: ClusterState, name: str, body: Mapping[str, Any]) -> str | None:
    """Returns the warning about legacy templates that a composable template hides, None if there are none."""
    hidden = _overlapping(state.legacy_templates, body["index_patterns"])
    if not hidden:
        return None
    return (
        f"index template [{name}] has index patterns {_shown(body['index_patterns'])} matching patterns from existing "
        f"older templates [{','.join(hidden)}] with patterns ({_with_patterns(state.legacy_templates, hidden)}); this "
        f"template [{name}] will take precedence during new index creation"
    )


def composable_rivals(state: ClusterState, name: str, body: Mapping[str, Any]) -> str | None:
    """Returns the warning about composable templates that hide a legacy template, None if there are none.

    Raises IllegalArgumentError, unless the template matches everything or its patterns are there already.
    """
    patterns = body["index_patterns"]
    hiding = _overlapping(state.index_templates, patterns)
    if not hiding:
        return None
    told = (
        f"legacy template [{name}] has index patterns {_shown(patterns)} matching patterns from existing "
        f"composable templates [{','.join(hiding)}] with patterns ({_with_patterns(state.index_templates, hiding)})"
    )
    if "*" not in patterns and state.legacy_templates.get(name, {}).get("index_patterns") != patterns:
        raise IllegalArgumentError(f"{told}, use composable templates (/_index_template) instead")
    return f"{told}; this template [{name}] may be ignored in favor of a composable template at index creation time"


def _overlapping(templates: Mapping[str, Mapping[str, Any]], patterns: list[str]) -> list[str]:
    return sorted(
        name for name, body in templates.items() if any(overlap(a, b) for a in body["index_patterns"] for b in patterns)
    )


def _with_patterns(templates: Mapping[str, Mapping[str, Any]], names: list[str]) -> str:
    return ",".join(f"{name} => {_shown(templates[name]['index_patterns'])}" for name in names)


def _rivals(state: ClusterState, name: str, body: Mapping[str, Any]) -> list[str]:
    return sorted(
        other
        for other, existing in state.index_templates.items()
        if other != name
        and existing.get("priority", 0) == body.get("priority", 0)
        and any(overlap(a, b) for a in existing["index_patterns"] for b in body["index_patterns"])
    )


def _shown(patterns: list[str]) -> str:
    return f"[{', '.join(patterns)}]"
