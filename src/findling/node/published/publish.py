"""Publishes indices: copies of them as they are now, in object storage."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass

from findling.base.errors import IllegalArgumentError
from findling.base.ids import random_uuid
from findling.cluster.name_resolution import IndicesOptions, resolve_names, split_names
from findling.cluster.state import IndexMetadata
from findling.node.services.node import Node
from findling.node.snapshots.staging import stage_shard
from findling.published.errors import PublishConflictError
from findling.published.manifest import Manifest, PublishedIndex
from findling.published.place import Place
from findling.published.upload import StagedShard, Upload

_OPTIONS = IndicesOptions(closed=False)


@dataclass(frozen=True, slots=True)
class Published:
    """One index that has been published.

    index: as the manifest has it now; generation: of the manifest; new_files, new_bytes: what had to be written
    """

    name: str
    index: PublishedIndex
    generation: int
    new_files: int
    new_bytes: int


@dataclass(frozen=True, slots=True)
class Condition:
    """What an index must be like at the place for a publication to replace it.

    replace: another index of the same name may be replaced; base: the id of the publication that this one goes on
    from, "" for none; None: any of the same index
    """

    replace: bool = False
    base: str | None = None

    def check(self, place: Place, manifest: Manifest, index: IndexMetadata) -> None:
        """Raises PublishConflictError."""
        there = manifest.indices.get(index.name)
        if self.base is not None and self.base != ("" if there is None else there.id):
            raise PublishConflictError(
                f"[{place.url}] index [{index.name}] has been published by somebody else since it was read",
                index=index.name,
            )
        if there is not None and there.metadata["uuid"] != index.uuid and not self.replace:
            raise PublishConflictError(
                f"[{place.url}] holds another index of the name [{index.name}], of uuid "
                f"[{there.metadata['uuid']}]; say replace to publish this one in its place",
                index=index.name,
            )


ANY = Condition()


def publish_indices(node: Node, expression: str, place: Place, condition: Condition = ANY) -> list[Published]:
    """Publishes the indices of an expression, each as it is now: all that has been acknowledged.

    Raises IndexNotFoundError, PublishConflictError, PlaceError, and what makes a shard unreadable.
    """
    indices = resolve_names(node.cluster.state, split_names(expression), _OPTIONS, node.clock.now_ms())
    return [publish_index(node, index, place, condition) for index in indices]


def publish_index(
    node: Node,
    index: IndexMetadata,
    place: Place,
    condition: Condition = ANY,
    sources: Mapping[str, str] | None = None,
) -> Published:
    """Publishes an index.

    sources: what has been indexed into it by events; None: as it was
    Raises what `publish_indices` raises.
    """
    if index.closed:
        raise IllegalArgumentError(f"index [{index.name}] is closed and cannot be published")
    condition.check(place, place.read().manifest, index)
    folder = node.snapshots.staging / random_uuid()
    try:
        staged = [
            StagedShard(folder / str(number), stage_shard(node, index, number, folder / str(number)))
            for number in range(index.number_of_shards)
        ]
        return _uploaded(node, index, place, condition, staged, sources)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _uploaded(
    node: Node,
    index: IndexMetadata,
    place: Place,
    condition: Condition,
    staged: list[StagedShard],
    sources: Mapping[str, str] | None,
) -> Published:
    """Brings staged shards to the place; the metadata are read after they were staged: fields come before documents."""
    upload = Upload(place, staged, node.snapshots.check_open)
    newest = node.cluster.state.indices.get(index.name, index)
    metadata = (newest if newest.uuid == index.uuid else index).to_json()
    publication, now_ms = random_uuid(), node.clock.now_ms()

    def change(manifest: Manifest) -> Manifest:
        condition.check(place, manifest, index)
        before = manifest.indices.get(index.name)
        kept = sources if sources is not None else {} if before is None else before.sources
        shards = upload.bring(manifest, index.name)
        if before is not None and (before.metadata, before.shards, before.sources) == (metadata, shards, kept):
            return manifest
        return manifest.with_index(index.name, PublishedIndex(publication, metadata, shards, now_ms, kept))

    made = place.change(change)
    return Published(index.name, made.indices[index.name], made.generation, upload.new_files, upload.new_bytes)


def withdraw_index(place: Place, name: str) -> Manifest:
    """Removes an index from the manifest; its objects go with the next cleaning. Raises PlaceError."""
    return place.change(lambda manifest: manifest.without_index(name) if name in manifest.indices else manifest)
