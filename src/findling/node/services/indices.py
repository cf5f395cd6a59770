"""All indices of this node, kept in step with the cluster state."""

import threading
from pathlib import Path

from findling.analysis.resources import AnalysisResources
from findling.base.errors import IndexGoneError
from findling.cluster.rebuilds import predecessor
from findling.cluster.service import ClusterService
from findling.cluster.state import ClusterState, IndexMetadata
from findling.cluster.synonym_sets import synonym_rules
from findling.node.services.index_directories import IndexDirectories
from findling.node.services.index_service import IndexService, Placement
from findling.node.services.shard_failure import ShardFailure


class Indices:
    """Opens, closes and deletes index services as the cluster state says.

    resources: files and sets of synonyms for analysis
    placement: where shards are when there are several nodes; set before any index is asked for
    """

    def __init__(self, directories: IndexDirectories, cluster: ClusterService, config: Path) -> None:
        """config: directory of the files that analysis settings name"""
        self._directories = directories
        self._cluster = cluster
        self._services: dict[str, IndexService] = {}
        self._lock = threading.RLock()
        self.resources = AnalysisResources(config, lambda name: synonym_rules(cluster.state, name))
        self.placement: Placement | None = None
        cluster.listen(self._changed)

    def named(self, name: str) -> IndexService:
        """Returns the service of the open index of a name. Raises IndexGoneError if there is none any more."""
        metadata = self._cluster.state.indices.get(name)
        if metadata is None:
            raise IndexGoneError(name)
        return self.get(metadata)

    def get(self, metadata: IndexMetadata) -> IndexService:
        """Returns the service of an open index. Raises IndexGoneError if it was deleted or closed meanwhile."""
        service = self._services.get(metadata.uuid)
        if service is not None:
            return service
        with self._lock:
            current = self._cluster.state.indices.get(metadata.name)
            if current is None or current.uuid != metadata.uuid or (current.closed and not metadata.closed):
                raise IndexGoneError(metadata.name)
            if metadata.uuid not in self._services:
                path = self._directories.index(metadata.uuid)
                service = IndexService(
                    path, current, self._cluster, self._directories.sync, self.resources, self.placement
                )
                self._services[metadata.uuid] = service
            return self._services[metadata.uuid]

    def enter(self, metadata: IndexMetadata) -> IndexService:
        """Returns the service to write to: of the index, or of what has taken its place; the caller leaves its gate.

        Raises IndexGoneError as `get`.
        """
        while True:
            service = self.get(self._successor(metadata))
            service.gate.enter()
            if service.name == metadata.name:
                return service
            service.gate.leave()  # another index has this name since

    def _successor(self, metadata: IndexMetadata) -> IndexMetadata:
        """Returns the index that has been built in place of another, the other itself if none has."""
        current = self._cluster.state.indices.get(metadata.name)
        if current is None or current.uuid == metadata.uuid or predecessor(current) != metadata.uuid:
            return metadata
        return current

    def failures(self, metadata: IndexMetadata) -> dict[int, ShardFailure]:
        """Returns why shards of an index cannot be opened, or take no more writes; none of a closed index."""
        if metadata.closed:
            return {}
        try:
            return self.get(metadata).failures()
        except IndexGoneError:
            return {}

    def opened(self) -> list[IndexService]:
        """Returns the services that have been used since the start."""
        return list(self._services.values())

    def open_all(self) -> list[IndexService]:
        """Returns the services of all open indices."""
        return [self.get(index) for index in list(self._cluster.state.indices.values()) if not index.closed]

    def close(self) -> None:
        with self._lock:
            services, self._services = self._services, {}
        for service in services.values():
            service.close(flush=self._directories.sync)

    def _changed(self, before: ClusterState, after: ClusterState) -> None:
        current = {index.uuid: index for index in after.indices.values()}
        # whoever makes a service of an older state meanwhile has put it there before this is looked through
        with self._lock:
            services = list(self._services.items())
            for uuid, _ in services:
                if uuid not in current or current[uuid].closed:
                    del self._services[uuid]
        for uuid, service in services:
            metadata = current.get(uuid)
            if metadata is None:
                service.delete()
            elif metadata.closed:
                service.close()
            elif metadata is not service.metadata:
                service.update_metadata(metadata)
        for index in before.indices.values():
            if index.uuid not in current:
                self._directories.remove_index(index.uuid)
