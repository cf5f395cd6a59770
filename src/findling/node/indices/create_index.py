"""Creates indices: on request, or because a document arrived."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from findling.base.errors import (
    FindlingError,
    IllegalArgumentError,
    InvalidAliasNameError,
    ParseError,
    ResourceAlreadyExistsError,
    ValidationError,
)
from findling.base.ids import random_uuid
from findling.base.settings import parse_bool
from findling.cluster.access import check_aliases, check_names
from findling.cluster.cluster_settings import cluster_setting
from findling.cluster.date_math_names import resolve_date_math
from findling.cluster.index_names import check_alias_name, check_index_name, invalid_index_name
from findling.cluster.index_settings import (
    DEFAULT_SETTINGS,
    check_each,
    check_new_settings,
    expand_replicas,
    normal_form,
)
from findling.cluster.index_sort import check_sort_settings, index_sort_of
from findling.cluster.routing import check_routing_shards
from findling.cluster.state import AliasMetadata, ClusterState, IndexMetadata
from findling.cluster.streams.origination import check_date_in_name
from findling.cluster.templates import STREAM_MAPPING, TemplateResult, merge_mappings, templates_for
from findling.mapping.mapping import Mapping as IndexMapping
from findling.node.indices.mapping_body import refuse_last_type, untyped
from findling.node.services.active_shards import AT_ONCE, ActiveShards, check_copies
from findling.node.services.config import Flavor
from findling.node.services.index_blocks import check_blocks
from findling.node.services.index_service import analysis_of
from findling.node.services.new_index import add_index
from findling.node.services.node import Node
from findling.search.query.base import parse_query
from findling.version import INDEX_VERSION, OPENSEARCH_INDEX_VERSION

_VERSIONS: Final = {"elasticsearch": INDEX_VERSION, "opensearch": OPENSEARCH_INDEX_VERSION}
"""What `index.version.created` says: an index version of the release that Findling follows."""
_DEFAULTS: Final[dict[Flavor, Mapping[str, str]]] = {
    "elasticsearch": DEFAULT_SETTINGS,
    "opensearch": {"index.replication.type": "DOCUMENT"},
}


ONE_COPY: Final = MappingProxyType({"index.number_of_shards": "1", "index.number_of_replicas": "1"})


@dataclass(slots=True)
class CreateIndexBody:
    """What a client says about a new index: flat settings, a mapping without type, aliases."""

    settings: dict[str, Any] = field(default_factory=dict)
    mappings: dict[str, Any] = field(default_factory=dict)
    aliases: dict[str, Any] = field(default_factory=dict)
    type_name: str | None = None


def parse_create_body(body: Mapping[str, Any], include_type_name: bool | None = None) -> CreateIndexBody:
    """Returns the parts of a create index request. Raises ParseError for an unknown key."""
    for key, value in body.items():
        if key not in ("settings", "mappings", "aliases", "data_stream", "warmers"):
            raise ParseError(f"unknown key [{key}] for create index")
        if value is not None and not isinstance(value, Mapping):
            raise ParseError(f"key [{key}] must be an object")
    checked_aliases(body.get("aliases") or {})
    mappings, type_name = untyped(body.get("mappings"), include_type_name)
    refuse_last_type(type_name, include_type_name)
    return CreateIndexBody(
        normal_form(body.get("settings") or {}), mappings, dict(body.get("aliases") or {}), type_name
    )


def checked_aliases(aliases: Mapping[str, Any]) -> Mapping[str, Any]:
    """Returns the bodies of aliases as they are. Raises IllegalArgumentError if one has what no alias has."""
    for name, body in aliases.items():
        AliasMetadata.check_members(name, body)
    return aliases


def create_index(
    node: Node, name: str, body: CreateIndexBody, active_shards: ActiveShards = AT_ONCE
) -> dict[str, object]:
    """Creates an index.

    active_shards: copies of each shard that `shards_acknowledged` tells of (see active_shards.py)
    Raises what is wrong with its name, settings, mapping or aliases; nothing is left behind then.
    """
    now_ms, uuid = node.clock.now_ms(), random_uuid()
    provided, name = name, resolve_date_math(name, now_ms)

    def plan(state: ClusterState) -> IndexMetadata:
        metadata = new_index(state, name, body, uuid, now_ms, provided, copies_of(node), node.config.flavor)
        check_copies(metadata.number_of_replicas, active_shards.wanted)
        return metadata

    planned_for = node.cluster.state
    planned = plan(planned_for)

    def change(state: ClusterState) -> ClusterState:
        if state is not planned_for:
            plan(state)  # what forbids the index now
        return state.with_index(planned)

    made = add_index(node, planned, change)
    return {"acknowledged": True, "shards_acknowledged": active_shards.reached(node, made), "index": name}


def create_asked(node: Node, name: str, body: CreateIndexBody, active_shards: ActiveShards) -> dict[str, object]:
    """Creates an index for somebody. Raises the refusal of one who may not create one of that name."""
    check_names([resolve_date_math(name, node.clock.now_ms())])
    return create_index(node, name, body, active_shards)


def auto_create_index(node: Node, name: str) -> None:
    """Creates an index for a document that is about to be written, unless somebody else has done so by now."""
    try:
        create_index(node, name, CreateIndexBody())
    except ResourceAlreadyExistsError:
        return


def copies_of(node: Node) -> dict[str, str]:
    """Returns the settings of how many shards and replicas an index has that does not say so."""
    shards, replicas = node.config.default_shards, node.config.default_replicas
    return {"index.number_of_shards": str(shards), "index.number_of_replicas": str(replicas)}


def check_name_free(state: ClusterState, name: str) -> None:
    """Raises unless a new index may have this name."""
    check_index_name(name)
    existing = state.indices.get(name)
    if existing is not None:
        raise ResourceAlreadyExistsError(
            f"index [{name}/{existing.uuid}] already exists", index_uuid=existing.uuid, index=name
        )
    if name in state.alias_names():
        raise invalid_index_name(name, "already exists as alias")
    if name in state.streams.streams:
        raise invalid_index_name(name, "already exists as data stream")


def new_index(
    state: ClusterState,
    name: str,
    body: CreateIndexBody,
    uuid: str,
    now_ms: int,
    provided: str,
    copies: Mapping[str, str] = ONE_COPY,
    flavor: Flavor = "elasticsearch",
) -> IndexMetadata:
    """Returns the metadata of a new index: templates below, the request on top.

    provided: the name before its date maths were computed; copies: as of `complete_settings`; flavor: see NodeConfig
    """
    if name in state.indices:
        check_blocks(state.indices[name], "metadata_write")
    # settings that no index has are told before the name
    check_each({key: value for key, value in body.settings.items() if value is not None})
    check_name_free(state, name)
    template = templates_for(state, name)
    if template.stream is not None:
        raise IllegalArgumentError(
            f"cannot create index with name [{name}], because it matches with template [{template.name}] that creates "
            "data streams only, use create data stream api instead"
        )
    return index_of_template(state, name, template, body, uuid, now_ms, provided, copies, flavor)


def index_of_template(
    state: ClusterState,
    name: str,
    template: TemplateResult,
    body: CreateIndexBody,
    uuid: str,
    now_ms: int,
    provided: str,
    copies: Mapping[str, str] = ONE_COPY,
    flavor: Flavor = "elasticsearch",
) -> IndexMetadata:
    """Returns the metadata of a new index of a free name: these templates below, the request on top."""
    settings = complete_settings(template, body, provided, uuid, now_ms, copies, flavor)
    check_shard_limit(state, settings)
    check_date_in_name(name, settings)
    mapping = _mapping(template, body, settings)
    index_sort_of(settings, mapping)
    check_aliases(list(body.aliases))
    aliases = _aliases(state, name, {**template.aliases, **body.aliases}, now_ms)
    terms = (1,) * int(settings["index.number_of_shards"])
    metadata = IndexMetadata(name, uuid, settings, mapping.to_json(), aliases, primary_terms=terms)
    metadata.check_routed(metadata.mapping)
    type_name = body.type_name or mapping.given_type
    if type_name is None and not body.mappings:
        type_name = template.type_name
    return metadata if type_name is None else _with_type(metadata, type_name)


def _with_type(metadata: IndexMetadata, type_name: str) -> IndexMetadata:
    body = metadata.to_json()
    return IndexMetadata.from_json(metadata.name, {**body, "type_name": type_name})


def complete_settings(
    template: TemplateResult,
    body: CreateIndexBody,
    provided: str,
    uuid: str,
    now_ms: int,
    copies: Mapping[str, str] = ONE_COPY,
    flavor: Flavor = "elasticsearch",
) -> dict[str, Any]:
    """Returns all settings of a new index, flat; raises for those it cannot have.

    copies: numbers of shards and replicas unless something says them
    """
    named = {**_DEFAULTS[flavor], **template.settings, **body.settings}
    # a setting of null counts as one that is given
    check_sort_settings(named)
    given = {key: value for key, value in named.items() if value is not None}
    check_new_settings(given)
    settings = {**copies, **given}
    expand_replicas(settings)
    check_routing_shards(settings, int(settings["index.number_of_shards"]), provided)
    settings.update(
        {
            "index.uuid": uuid,
            "index.creation_date": str(now_ms),
            "index.provided_name": provided,
            "index.version.created": str(_VERSIONS[flavor]),
        }
    )
    return settings


def check_shard_limit(state: ClusterState, settings: Mapping[str, Any]) -> None:
    """Raises ValidationError if a new index would bring more shards than `cluster.max_shards_per_node` allows."""
    adds = int(settings["index.number_of_shards"]) * (1 + int(settings["index.number_of_replicas"]))
    used = sum(
        index.number_of_shards * (1 + index.number_of_replicas) for index in state.indices.values() if not index.closed
    )
    limit = cluster_setting(state, "cluster.max_shards_per_node")
    if used + adds > limit:
        raise ValidationError(
            f"Validation Failed: 1: this action would add [{adds}] shards, but this cluster currently has "
            f"[{used}]/[{limit}] "
            "maximum normal shards open;"
        )


def _mapping(template: TemplateResult, body: CreateIndexBody, settings: Mapping[str, Any]) -> IndexMapping:
    below, _ = untyped(template.mappings)
    if settings.get("index.mode") == "time_series":
        below = merge_mappings(STREAM_MAPPING, below)
    return IndexMapping.from_json(merge_mappings(below, body.mappings), analysis_of(settings), settings)


def _aliases(state: ClusterState, index: str, bodies: Mapping[str, Any], now_ms: int) -> dict[str, AliasMetadata]:
    aliases = {}
    for raw_name, body in bodies.items():
        name = resolve_date_math(raw_name.replace("{index}", index), now_ms)
        aliases[name] = parse_alias(state, name, body or {}, index)
    return aliases


def parse_alias(state: ClusterState, name: str, body: Any, new_index_name: str | None = None) -> AliasMetadata:
    """Returns an alias from its body. Raises InvalidAliasNameError, IllegalArgumentError or ParseError."""
    check_alias_name(name)
    if name in state.indices or name in state.streams.streams or name == new_index_name:
        raise alias_is_index(name)
    alias = AliasMetadata.from_json(name, {**body, **_flags(body)})
    alias.check_routing()
    if body.get("filter"):
        _check_filter(name, body["filter"])
    return alias


def _flags(body: Mapping[str, Any]) -> dict[str, bool]:
    return {key: parse_bool(key, body[key]) for key in ("is_write_index", "is_hidden") if body.get(key) is not None}


def _check_filter(name: str, query: object) -> None:
    try:
        parse_query(query)
    except FindlingError as error:
        raise IllegalArgumentError(f"failed to parse filter for alias [{name}]") from error


def alias_is_index(name: str) -> FindlingError:
    """Returns the error for an alias that has an index's name."""
    return InvalidAliasNameError(
        f"Invalid alias name [{name}]: an index or data stream exists with the same name as the alias"
    )
