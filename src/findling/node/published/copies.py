"""Local copies of published indices."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from findling.base.errors import NoShardAvailableError
from findling.cluster.state import ClusterState, IndexMetadata
from findling.codec.durable_files import make_directory
from findling.index.commits import CommitPoint
from findling.node.services.new_index import add_index
from findling.node.services.node import Node
from findling.published.apart import Apart
from findling.published.download import ConflictingFileError, Target, bring_files, make_shard
from findling.published.manifest import PublishedIndex
from findling.published.place import Place

_READ_ONLY = {"index.blocks.read_only": "true"}


class Copies:
    """Makes and renews copies of a place's indices on one node.

    read_only: whether they get the block that refuses writes
    apart: leaves stored sources at the place where space is scarce; None: all is brought
    """

    def __init__(self, node: Node, place: Place, read_only: bool = True, apart: Apart | None = None) -> None:
        self._node = node
        self._place = place
        self._blocks = _READ_ONLY if read_only else {}
        self._apart = apart

    def renew(self, name: str, published: PublishedIndex) -> int:
        """Makes the copy of an index what is published. Returns how many bytes had to be brought.

        Searches go on while it is done, and see either what was there before or what is published now.
        Raises DamagedObjectError, PlaceError; what was there before is served on then.
        """
        wanted = self._metadata(name, published)
        there = self._node.cluster.state.indices.get(name)
        if there is None or there.uuid != wanted.uuid or there.number_of_shards != wanted.number_of_shards:
            return self._make(wanted, published)
        try:
            return self._go_on(there, wanted, published)
        except (ConflictingFileError, NoShardAvailableError):
            # the same index with another history (a node that was set back goes on publishing it), or a damaged copy
            self.remove(name)
            return self._make(wanted, published)

    def remove(self, name: str) -> None:
        """Removes the copy of an index."""
        index = self._node.cluster.state.indices.get(name)
        if index is not None and self._apart is not None:
            self._apart.forget(self._node.data.index(index.uuid))
        self._node.cluster.update(lambda state: state.without_indices({name}))

    def _metadata(self, name: str, published: PublishedIndex) -> IndexMetadata:
        index = IndexMetadata.from_json(name, published.metadata)
        return replace(index, settings={**index.settings, **self._blocks}, closed=False)

    def _make(self, wanted: IndexMetadata, published: PublishedIndex) -> int:
        brought: list[int] = []

        def fill(path: Path, index: IndexMetadata) -> None:
            targets = self._targets(path, published)
            for target in targets:
                make_directory(target.directory, self._node.config.sync)
            brought.append(self._bring(targets))
            for target in targets:
                make_shard(target.directory, target.shard, self._node.config.sync)

        def change(state: ClusterState) -> ClusterState:
            return (state.without_indices({wanted.name}) if wanted.name in state.indices else state).with_index(wanted)

        add_index(self._node, wanted, change, fill, self._node.cluster.update)
        return sum(brought)

    def _go_on(self, there: IndexMetadata, wanted: IndexMetadata, published: PublishedIndex) -> int:
        node = self._node
        targets = self._targets(node.data.index(there.uuid), published)
        # first: a shard that is opened removes files that its commit point does not name
        shards = node.indices.get(there).shards()
        brought = self._bring(targets)
        if wanted != there:
            # fields come before the documents that have them
            node.cluster.update(lambda state: state.with_index(_newer(there, wanted)))
        for shard, target in zip(shards, targets, strict=True):
            shard.adopt(CommitPoint.from_json(dict(target.shard.commit)))
        return brought

    def _bring(self, targets: list[Target]) -> int:
        config, check = self._node.config, self._node.snapshots.check_open
        return bring_files(self._place, targets, config.sync, check, self._apart)

    def _targets(self, path: Path, published: PublishedIndex) -> list[Target]:
        return [Target(path / str(number), shard) for number, shard in enumerate(published.shards)]


def _newer(there: IndexMetadata, wanted: IndexMetadata) -> IndexMetadata:
    """Returns the metadata that are wanted, with versions that tell services what has changed."""
    changed: dict[str, Any] = {
        version: max(getattr(wanted, version), getattr(there, version) + (before != after))
        for version, before, after in (
            ("mapping_version", there.mapping, wanted.mapping),
            ("settings_version", there.settings, wanted.settings),
            ("aliases_version", there.aliases, wanted.aliases),
        )
    }
    return replace(wanted, **changed, version=max(wanted.version, there.version + 1))
