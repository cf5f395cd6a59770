"""The metadata that an index gets when it is made of a snapshot."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from findling.base.ids import random_uuid
from findling.base.wildcards import matches
from findling.cluster.index_names import check_index_name, invalid_index_name
from findling.cluster.index_settings import INDEX_SETTINGS, check_new_settings, expand_replicas
from findling.cluster.rebuilds import SECTION as REBUILDS
from findling.cluster.state import ClusterState, IndexMetadata
from findling.node.indices.create_index import check_shard_limit
from findling.node.snapshots.restore_request import RestoreRequest
from findling.snapshots.details import IndexEntry
from findling.snapshots.errors import SnapshotRestoreError

UNMODIFIABLE: Final = frozenset(
    {
        "index.number_of_shards",
        "index.version.created",
        "index.uuid",
        "index.creation_date",
        "index.history.uuid",
        "index.mapping.source.mode",
    }
)
_UNREMOVABLE: Final = UNMODIFIABLE | {"index.number_of_replicas", "index.auto_expand_replicas"}


def restored_index(
    state: ClusterState, request: RestoreRequest, source: str, entry: IndexEntry, target: str, where: str
) -> IndexMetadata:
    """Returns the metadata of a restored index; one that is closed gives its name up.

    source, target: its name in the snapshot, and its new one; where: the snapshot, for the errors' words
    Raises SnapshotRestoreError, InvalidIndexNameError, IllegalArgumentError, ValidationError.
    """
    kept, uuid = IndexMetadata.from_json(source, entry.metadata), random_uuid()
    # what it took the place of is not in the snapshot
    kept = replace(kept, custom={name: body for name, body in kept.custom.items() if name != REBUILDS})
    settings = {**_settings(kept.settings, request, where), "index.uuid": uuid}
    _check_place(state, kept, target, where)
    check_shard_limit(state, settings)
    aliases = kept.aliases if request.include_aliases else {}
    return replace(
        kept, name=target, uuid=uuid, settings=settings, aliases=aliases, closed=False, version=kept.version + 1
    )


def _check_place(state: ClusterState, kept: IndexMetadata, target: str, where: str) -> None:
    """Raises unless an index may be restored under a name."""
    existing = state.indices.get(target)
    if existing is None:
        check_index_name(target)
        if target in state.alias_names():
            raise invalid_index_name(target, "already exists as alias")
    elif not existing.closed:
        raise SnapshotRestoreError(
            f"{where} cannot restore index [{target}] because an open index with same name already exists in the "
            "cluster. Either close or delete the existing index or restore the index under a different name by "
            "providing a rename pattern and replacement name"
        )
    elif existing.number_of_shards != kept.number_of_shards:
        raise SnapshotRestoreError(
            f"{where} cannot restore index [{target}] with [{existing.number_of_shards}] shards from a snapshot of "
            f"index [{kept.name}] with [{kept.number_of_shards}] shards"
        )


def _settings(kept: Mapping[str, Any], request: RestoreRequest, where: str) -> dict[str, Any]:
    for key in request.settings:
        if key in UNMODIFIABLE:
            raise SnapshotRestoreError(f"{where} cannot modify setting [{key}] on restore")
    ignored = [name if name.startswith("index.") else f"index.{name}" for name in request.ignored]
    for key in ignored:
        if key in _UNREMOVABLE:
            raise SnapshotRestoreError(f"{where} cannot remove setting [{key}] on restore")
    settings = {
        key: value
        for key, value in kept.items()
        if key in _UNREMOVABLE or not any(matches(pattern, key) for pattern in ignored)
    }
    known = {key: value for key, value in request.settings.items() if INDEX_SETTINGS.find(key) is not None}
    check_new_settings({key: value for key, value in known.items() if value is not None})
    unknown = {f"archived.{key}": value for key, value in request.settings.items() if key not in known}
    changed = {**settings, **known, **unknown}
    settings = {key: value for key, value in changed.items() if value is not None}
    expand_replicas(settings)
    return settings
