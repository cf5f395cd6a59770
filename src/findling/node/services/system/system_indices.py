"""The system indices of a node, and the cluster state that names them."""

import threading
from collections.abc import Callable
from contextlib import suppress
from functools import cached_property

from findling.base.clock import Clock
from findling.base.errors import StorageError, VersionConflictError
from findling.base.ids import random_uuid
from findling.base.work.breakers import MemoryAccount
from findling.cluster.index_settings import DEFAULT_SETTINGS
from findling.cluster.service import ClusterService
from findling.cluster.state import IndexMetadata
from findling.cluster.state_store import LocalStateStore
from findling.cluster.system import SYSTEM_INDICES
from findling.cluster.system_index import SystemIndexDescriptor
from findling.node.services.data_directory import SYSTEM, DataDirectory
from findling.node.services.index_directories import INDICES, STATE, IndexDirectories
from findling.node.services.index_service import IndexService
from findling.node.services.indices import Indices
from findling.node.services.new_index import add_index
from findling.node.services.system.system_index import SystemIndex, WriteLog


class SystemHome:
    """Where system indices are: what a node has for the indices of clients (see new_index.IndexHome)."""

    def __init__(self, directory: DataDirectory) -> None:
        """Raises DataDirectoryError, CorruptIndexError."""
        path = directory.path / SYSTEM
        self.data = IndexDirectories(path / INDICES, directory.sync)
        self.data.check_state(path / STATE)
        self.cluster = ClusterService(LocalStateStore(path / STATE, directory.sync))
        state = self.cluster.state
        self.data.sweep({index.uuid for index in state.indices.values()}, set(state.graveyard))
        self.indices = Indices(self.data, self.cluster, directory.config)


class SystemIndices:
    """Gives the system indices by their descriptors. Nothing is on disk before one of them is written to.

    An index that an earlier version made gets what its descriptor's mapping has new when it is first used.
    """

    def __init__(self, directory: DataDirectory, clock: Clock, account: Callable[[], MemoryAccount]) -> None:
        """account: gives the memory that one search may use

        log: what orders the writes of all nodes of a cluster, None on a node that is alone
        """
        self._directory = directory
        self._clock = clock
        self._account = account
        self._lock = threading.Lock()
        self._up_to_date: set[str] = set()
        self.log: WriteLog | None = None
        self._indices: dict[str, SystemIndex] = {}
        self._is_there = (directory.path / SYSTEM).exists()
        if self._is_there:
            self._home  # noqa: B018  a damaged state is for the start to refuse

    @cached_property
    def _home(self) -> SystemHome:
        return SystemHome(self._directory)

    def index(self, descriptor: SystemIndexDescriptor) -> SystemIndex:
        """Returns the index that a descriptor names, whether it has been made or not."""
        with self._lock:
            if descriptor.name not in self._indices:
                self._indices[descriptor.name] = SystemIndex(
                    descriptor,
                    self._service,
                    self._clock,
                    self._account,
                    lambda: self.log if descriptor.shared else None,
                )
            return self._indices[descriptor.name]

    def named(self, name: str) -> SystemIndex | None:
        """Returns the index of a name, None if this version knows none."""
        return next((self.index(descriptor) for descriptor in SYSTEM_INDICES if descriptor.name == name), None)

    def opened(self) -> list[IndexService]:
        """Returns the services that have been used since the start."""
        return self._home.indices.opened() if self._is_there else []

    def expire(self) -> None:
        """Removes the documents whose time is over."""
        now_ms = self._clock.now_ms()
        for descriptor in SYSTEM_INDICES:
            if descriptor.expires is not None:
                index = self.index(descriptor)
                past = {"range": {descriptor.expires: {"lt": now_ms, "format": "epoch_millis"}}}
                for document in index.scan(past):
                    with suppress(VersionConflictError):  # it has been given more time
                        index.delete(document.id, expected=document.revision)

    def close(self) -> None:
        if self._is_there:
            self._home.indices.close()

    def _service(self, descriptor: SystemIndexDescriptor, make: bool) -> IndexService | None:
        """Returns the service of an index; None if it is not there and not to be made."""
        metadata = self._home.cluster.state.indices.get(descriptor.name) if self._is_there else None
        if metadata is None and not make:
            return None
        if metadata is None:
            metadata = self._make(descriptor)
        service = self._home.indices.get(metadata)
        if metadata.uuid not in self._up_to_date:
            service.merge_mapping(descriptor.definition)
            self._up_to_date.add(metadata.uuid)
        return service

    def _make(self, descriptor: SystemIndexDescriptor) -> IndexMetadata:
        with self._lock:
            home = self._made_home()
            self._is_there = True
            made = home.cluster.state.indices.get(descriptor.name)
            if made is not None:
                return made
            planned = self._planned(descriptor)
            return add_index(home, planned, lambda state: state.with_index(planned))

    def _made_home(self) -> SystemHome:
        try:
            return self._home
        except OSError as error:
            raise StorageError(f"{error.strerror}: system indices") from error

    def _planned(self, descriptor: SystemIndexDescriptor) -> IndexMetadata:
        uuid = random_uuid()
        settings = {
            **DEFAULT_SETTINGS,
            **descriptor.settings,
            "index.uuid": uuid,
            "index.creation_date": str(self._clock.now_ms()),
            "index.provided_name": descriptor.name,
        }
        return IndexMetadata(descriptor.name, uuid, settings, descriptor.definition)
