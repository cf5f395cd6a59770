"""The moment in which one index takes another's place: names, aliases and settings change in one step of the state."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from findling.base.errors import IndexNotFoundError
from findling.base.ids import random_uuid
from findling.cluster.rebuilds import KEPT_PREFIX, SECTION, Swap
from findling.cluster.state import ClusterState, IndexMetadata
from findling.node.services.node import Node

_HIDING: Final = {"index.hidden": "true", "index.blocks.write": "true"}


@dataclass(frozen=True, slots=True)
class Change:
    """old takes a name that nobody looks at, new gets the old one's.

    settings: that the new one has from now on
    undo_ms: how long the old one is kept; 0: it goes at once
    """

    old: IndexMetadata
    new: IndexMetadata
    settings: Mapping[str, Any]
    undo_ms: int


def swap(node: Node, change: Change) -> IndexMetadata:
    """Puts the new index in the old one's place, and returns it. Nobody writes to either meanwhile.

    What the new one holds is on stable storage then. Raises IndexNotFoundError if one of them is gone.
    """
    kept = f"{KEPT_PREFIX}{random_uuid().lower().strip('_-')}"
    new, name, now_ms = change.new, change.old.name, node.clock.now_ms()
    shards = node.indices.get(new).shards()
    term = _term(change.old, new)
    for shard in shards:
        shard.begin_term(term)
        shard.flush(force=True)
    seq_nos = tuple(shard.max_seq_no for shard in shards)

    def swapped(state: ClusterState) -> ClusterState:
        old, copy = state.indices.get(name), state.indices.get(new.name)
        if old is None or copy is None or old.uuid != change.old.uuid or copy.uuid != new.uuid:
            raise IndexNotFoundError(name)
        hidden = {key: old.settings.get(key) for key in _HIDING}
        note = Swap(old.uuid, kept, now_ms, now_ms + change.undo_ms, seq_nos, hidden)
        custom = {key: value for key, value in old.custom.items() if key != SECTION}
        indices = {other: index for other, index in state.indices.items() if other != new.name}
        indices[name] = replace(
            copy,
            name=name,
            settings={**change.settings, "index.uuid": copy.uuid},
            aliases=old.aliases,
            rolled_over_ms=old.rolled_over_ms,
            type_name=old.type_name,
            custom={**custom, SECTION: note.to_json()},
            version=max(old.version, copy.version) + 1,
            settings_version=max(old.settings_version, copy.settings_version) + 1,
            aliases_version=old.aliases_version,
            primary_terms=(term,) * copy.number_of_shards,
        )
        indices[kept] = replace(
            old,
            name=kept,
            aliases={},
            rolled_over_ms=None,
            settings={**old.settings, **_HIDING},
            settings_version=old.settings_version + 1,
            version=old.version + 1,
            custom={SECTION: {"kept_for": name}},
        )
        after = replace(state, indices=indices)
        return after if change.undo_ms else after.without_indices({kept})

    return node.cluster.change(swapped).indices[name]


def _term(old: IndexMetadata, new: IndexMetadata) -> int:
    """Returns a primary term that the old index has never had: sequence numbers known of it mean nothing any more."""
    before, after = max(old.primary_terms), max(new.primary_terms)
    return after if after > before else before + 1
