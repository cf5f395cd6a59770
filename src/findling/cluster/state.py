"""The cluster's metadata: immutable, versioned, JSON in and out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.base.ids import random_uuid
from findling.base.json_values import json_token
from findling.cluster.streams.stream_set import NO_STREAMS, StreamSet

_TOMBSTONES = 500
"""Deleted indices that are remembered. Source: cluster.indices.tombstones.size."""


@dataclass(frozen=True, slots=True)
class AliasMetadata:
    """One alias on one index."""

    name: str
    filter: dict[str, Any] | None = None
    index_routing: str | None = None
    search_routing: str | None = None
    is_write_index: bool | None = None
    is_hidden: bool | None = None

    def to_json(self) -> dict[str, Any]:
        """Returns the alias as `GET _alias` shows it, without its name."""
        members = {
            "filter": self.filter,
            "index_routing": self.index_routing,
            "search_routing": self.search_routing,
            "is_write_index": self.is_write_index,
            "is_hidden": self.is_hidden,
        }
        return {key: value for key, value in members.items() if value is not None}

    @staticmethod
    def check_members(name: str, body: object) -> None:
        """Raises IllegalArgumentError if an alias cannot be defined so by whoever makes an index or a template."""
        if not isinstance(body, Mapping):
            raise IllegalArgumentError("No alias is specified")
        for key, value in body.items():
            if key not in ALIAS_MEMBERS:
                raise IllegalArgumentError(f"Unknown field [{key}] in alias [{name}]")
            if isinstance(value, bool | str) and not isinstance(value, ALIAS_MEMBERS[key]):
                kind, shown = ("boolean", str(value).lower()) if isinstance(value, bool) else ("String", value)
                raise IllegalArgumentError(
                    f"Unsupported {kind} type value [{shown}] for field [{key}] in alias [{name}]"
                )
            if not isinstance(value, ALIAS_MEMBERS[key]):
                raise IllegalArgumentError(f"Unknown token [{json_token(value)}] in alias [{name}]")

    def check_routing(self) -> None:
        """Raises IllegalArgumentError if documents would go to several places."""
        if self.index_routing is not None and "," in self.index_routing:
            raise IllegalArgumentError(f"alias [{self.name}] has several index routing values associated with it")

    @classmethod
    def from_json(cls, name: str, body: Mapping[str, Any]) -> "AliasMetadata":
        routing = body.get("routing")
        return cls(
            name,
            body.get("filter") or None,
            _text(body.get("index_routing", routing)),
            _text(body.get("search_routing", routing)),
            body.get("is_write_index"),
            body.get("is_hidden"),
        )


ALIAS_MEMBERS: Final[Mapping[str, type]] = {
    "filter": Mapping,
    "routing": str,
    "index_routing": str,
    "search_routing": str,
    "is_write_index": bool,
    "is_hidden": bool,
}


def _text(value: object) -> str | None:
    return None if value is None else str(value)


@dataclass(frozen=True, slots=True)
class IndexMetadata:
    """One index: everything about it but its documents.

    settings: flat, as text, including index.uuid and index.creation_date
    mapping: its definition, as `GET _mapping` shows it
    primary_terms: one per shard
    type_name: the mapping type that clients of Elasticsearch 6 gave it, if any
    rolled_over_ms: when another index took over its writes, None if none has
    custom: what other parts keep with the index, by their names (where its lifecycle policy stands)
    """

    name: str
    uuid: str
    settings: Mapping[str, Any]
    mapping: Mapping[str, Any] = field(default_factory=dict)
    aliases: Mapping[str, AliasMetadata] = field(default_factory=dict)
    closed: bool = False
    version: int = 1
    mapping_version: int = 1
    settings_version: int = 1
    aliases_version: int = 1
    primary_terms: tuple[int, ...] = (1,)
    type_name: str | None = None
    rolled_over_ms: int | None = None
    custom: Mapping[str, Any] = field(default_factory=dict)

    def has_type(self, names: Sequence[str]) -> bool:
        """Tells whether documents have one of these mapping types; none, "_doc", "_all" and "*" stand for any."""
        return not names or not {self.type_name or "_doc", "_doc", "_all", "*"}.isdisjoint(names)

    @property
    def number_of_shards(self) -> int:
        return int(self.settings.get("index.number_of_shards", 1))

    @property
    def number_of_replicas(self) -> int:
        return int(self.settings.get("index.number_of_replicas", 1))

    def check_routed(self, definition: Mapping[str, Any]) -> None:
        """Raises IllegalArgumentError for a mapping without required routing where shards depend on routing and id."""
        routed = definition.get("_routing", {}).get("required") is True
        if definition and self.routing_partition_size > 1 and not routed:
            raise IllegalArgumentError(
                f"mapping type [{self.type_name or '_doc'}] must have routing required for partitioned index "
                f"[{self.name}]"
            )

    @property
    def routing_shards(self) -> int:
        return int(self.settings.get("index.number_of_routing_shards") or default_routing_shards(self.number_of_shards))

    @property
    def routing_partition_size(self) -> int:
        return int(self.settings.get("index.routing_partition_size", 1))

    @property
    def is_time_series(self) -> bool:
        """Whether documents belong to time series, whose dimensions route them."""
        return self.settings.get("index.mode") == "time_series"

    @property
    def hidden(self) -> bool:
        return self.settings.get("index.hidden") == "true"

    @property
    def creation_date(self) -> int:
        return int(self.settings.get("index.creation_date", 0))

    def to_json(self) -> dict[str, Any]:
        return {
            "uuid": self.uuid,
            "settings": dict(self.settings),
            "mapping": dict(self.mapping),
            "aliases": {name: alias.to_json() for name, alias in self.aliases.items()},
            "closed": self.closed,
            "versions": [self.version, self.mapping_version, self.settings_version, self.aliases_version],
            "primary_terms": list(self.primary_terms),
            "type_name": self.type_name,
            **({} if self.rolled_over_ms is None else {"rolled_over_ms": self.rolled_over_ms}),
            **({"custom": dict(self.custom)} if self.custom else {}),
        }

    @classmethod
    def from_json(cls, name: str, body: Mapping[str, Any]) -> "IndexMetadata":
        aliases = {alias: AliasMetadata.from_json(alias, value) for alias, value in body["aliases"].items()}
        version, mapping_version, settings_version, aliases_version = body["versions"]
        return cls(
            name,
            body["uuid"],
            body["settings"],
            body["mapping"],
            aliases,
            body["closed"],
            version,
            mapping_version,
            settings_version,
            aliases_version,
            primary_terms=tuple(body["primary_terms"]),
            type_name=body.get("type_name"),
            rolled_over_ms=body.get("rolled_over_ms"),
            custom=body.get("custom", {}),
        )


def default_routing_shards(number_of_shards: int) -> int:
    """Returns how many virtual shards an index is hashed into: the shard count doubled as often as stays within 1,024.

    Source: Elasticsearch's MetadataCreateIndexService.calculateNumRoutingShards.
    """
    splits = max(1, 10 - (number_of_shards - 1).bit_length())
    return number_of_shards << splits


@dataclass(frozen=True, slots=True)
class ClusterState:
    """All metadata at one moment.

    index_templates, component_templates, legacy_templates: name -> body as it was put, in normal form
    persistent, transient: cluster settings, flat, as text
    custom: further named sections that other parts keep here (pipelines, scripts...)
    streams: data streams and their aliases
    graveyard: uuids of the indices deleted last, the newest at the end; their files may be removed
    """

    version: int = 0
    cluster_uuid: str = field(default_factory=random_uuid)
    indices: Mapping[str, IndexMetadata] = field(default_factory=dict)
    index_templates: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    component_templates: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    legacy_templates: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    persistent: Mapping[str, Any] = field(default_factory=dict)
    transient: Mapping[str, Any] = field(default_factory=dict)
    custom: Mapping[str, Any] = field(default_factory=dict)
    graveyard: tuple[str, ...] = ()
    streams: StreamSet = NO_STREAMS

    def with_index(self, index: IndexMetadata) -> "ClusterState":
        """Returns the state with one index added or replaced."""
        return replace(self, indices={**self.indices, index.name: index})

    def without_indices(self, names: set[str]) -> "ClusterState":
        """Returns the state without some indices; it remembers that they were deleted."""
        gone = (index.uuid for name, index in self.indices.items() if name in names)
        return replace(
            self,
            indices={name: index for name, index in self.indices.items() if name not in names},
            streams=self.streams.without_indices(names),
            graveyard=(*self.graveyard, *gone)[-_TOMBSTONES:],
        )

    def alias_targets(self, alias: str) -> list[IndexMetadata]:
        """Returns the indices an alias stands for, in order of name."""
        return [index for _, index in sorted(self.indices.items()) if alias in index.aliases]

    def alias_names(self) -> set[str]:
        """Returns the names of all aliases, those of data streams among them."""
        return {alias for index in self.indices.values() for alias in index.aliases} | self.streams.aliases.keys()

    def to_json(self) -> dict[str, Any]:
        """Returns what is kept on disk: all but the transient settings."""
        return {
            "version": self.version,
            "cluster_uuid": self.cluster_uuid,
            "indices": {name: index.to_json() for name, index in self.indices.items()},
            "index_templates": dict(self.index_templates),
            "component_templates": dict(self.component_templates),
            "legacy_templates": dict(self.legacy_templates),
            "persistent": dict(self.persistent),
            "custom": dict(self.custom),
            "graveyard": list(self.graveyard),
            **({"streams": self.streams.to_json()} if self.streams else {}),
        }

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> "ClusterState":
        members = dict(body)
        members["indices"] = {name: IndexMetadata.from_json(name, value) for name, value in body["indices"].items()}
        members["graveyard"] = tuple(body.get("graveyard", ()))
        members["streams"] = StreamSet.from_json(body.get("streams", {}))
        return cls(**members)
