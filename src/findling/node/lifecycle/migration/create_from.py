"""`_create_from`: an empty index with the settings and the mapping of another."""

from collections.abc import Mapping
from typing import Any, Final

from findling.base.errors import IndexNotFoundError
from findling.base.json_values import as_boolean
from findling.base.object_parser import BOOLEAN, OBJECT, Member, parse_object
from findling.base.settings import Change
from findling.cluster.index_settings import INDEX_SETTINGS, normal_form
from findling.cluster.templates import merge_mappings
from findling.node.indices.create_index import CreateIndexBody, create_index
from findling.node.services.node import Node

_MEMBERS: Final = {
    "settings_override": Member(OBJECT),
    "mappings_override": Member(OBJECT),
    "remove_index_blocks": Member(BOOLEAN, as_boolean),
}
_BLOCKS: Final = "index.blocks."


def create_from(node: Node, source: str, target: str, body: Mapping[str, Any]) -> dict[str, object]:
    """Makes the index. Raises IndexNotFoundError, XContentParseError and what is wrong with the new index."""
    parsed = parse_object("create_index_from_request", body, _MEMBERS)
    index = node.cluster.state.indices.get(source)
    if index is None:
        raise IndexNotFoundError(source)
    settings = {key: value for key, value in index.settings.items() if _is_copied(key)}
    if parsed.get("remove_index_blocks", True):
        settings = {key: value for key, value in settings.items() if not key.startswith(_BLOCKS)}
    for key, value in normal_form(parsed.get("settings_override", {})).items():
        if value is None:
            settings.pop(key, None)
        else:
            settings[key] = value
    mappings = merge_mappings(index.mapping, parsed.get("mappings_override", {}))
    return create_index(node, target, CreateIndexBody(settings, mappings))


def _is_copied(key: str) -> bool:
    setting = INDEX_SETTINGS.find(key)
    return setting is not None and setting.change is not Change.PRIVATE
