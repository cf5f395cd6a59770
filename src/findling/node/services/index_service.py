"""One open index on this node: its mapping, its analysis and its shards."""

import logging
import shutil
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from findling.analysis.registry import AnalysisRegistry
from findling.analysis.resources import AnalysisResources
from findling.base.errors import (
    FindlingError,
    IndexClosedError,
    IndexGoneError,
    IndexShardClosedError,
    NoShardAvailableError,
)
from findling.base.settings import unflatten
from findling.cluster.index_settings import get_setting
from findling.cluster.index_sort import index_sort_of
from findling.cluster.service import ClusterService
from findling.cluster.state import ClusterState, IndexMetadata
from findling.cluster.streams.data_stream import TIMESTAMP_FIELD
from findling.index.operations.operation import ShardId
from findling.index.shard import Shard
from findling.index.shard_settings import ShardSettings
from findling.index.storage_errors import shard_failed
from findling.index.translog.operation_log import OperationLog
from findling.mapping.mapping import Mapping as IndexMapping
from findling.node.services.mapping_change import with_mapping
from findling.node.services.request_cache import RequestCacheStats
from findling.node.services.search_counters import SearchCounters
from findling.node.services.shard_failure import REMEDY, ShardFailure
from findling.node.services.write_gate import WriteGate

logger = logging.getLogger("findling.node")


def analysis_settings(settings: Mapping[str, Any]) -> dict[str, object]:
    """Returns the `analysis` object of flat index settings."""
    prefix = "index.analysis."
    return unflatten({key[len(prefix) :]: value for key, value in settings.items() if key.startswith(prefix)})


def analysis_of(settings: Mapping[str, Any], resources: AnalysisResources | None = None) -> AnalysisRegistry:
    """Returns the analyzers that flat index settings define. Raises IllegalArgumentError.

    resources: where files and sets of synonyms are found; without them they are taken to be there, and to be empty
    """
    return AnalysisRegistry.from_settings(
        analysis_settings(settings), settings, resources or AnalysisResources.unread()
    )


class Placement(Protocol):
    """Where shards are when there are several nodes."""

    def door(self, service: "IndexService", number: int) -> Shard:
        """Returns what stands for a shard, wherever its copies are."""

    def log(self, uuid: str, number: int) -> OperationLog:
        """Returns the log that a copy on this node follows."""

    def place(self, state: ClusterState, index: IndexMetadata, here: bool) -> ClusterState:
        """Returns the state with places for the shards of a new index. here: they are made already, on this node"""

    def wait_for_primaries(self, index: IndexMetadata, timeout_s: float) -> None:
        """Returns once every shard takes writes, or the time is up."""

    def active_copies(self, index: IndexMetadata, number: int | None = None) -> int:
        """Returns how many copies a shard has that can be read; None: each of them at least."""


class IndexService:
    """Shards are opened when first used, so that a node with many indices starts at once.

    metadata: of the newest cluster state; replaced by `update_metadata`
    last_search: when it was last searched, on the monotonic clock
    stale: refreshes were left out because nobody searched it
    gate: what writes pass, so that another index can take its place between two of them
    """

    def __init__(
        self,
        path: Path,
        metadata: IndexMetadata,
        cluster: ClusterService,
        sync: bool = True,
        resources: AnalysisResources | None = None,
        placement: Placement | None = None,
    ) -> None:
        """placement: None where all shards are in this directory"""
        self.path = path
        self._placement = placement
        self.metadata = metadata
        self._resources = resources
        self.analysis = analysis_of(metadata.settings, resources)
        self._cluster = cluster
        self._sync = sync
        self._mapping = IndexMapping.from_json(dict(metadata.mapping), self.analysis, metadata.settings)
        self._mapping_version = metadata.mapping_version
        self._merged: tuple[Mapping[str, Any], IndexMapping] | None = None
        self._shards: dict[int, Shard] = {}
        self._unopened: dict[int, ShardFailure] = {}
        self._open_lock = threading.RLock()
        self._closed = False
        self.last_search = 0.0
        self.stale = False
        self.searches = SearchCounters()
        self.gate = WriteGate()
        self._cached: dict[int, RequestCacheStats] = {}

    @property
    def name(self) -> str:
        return self.metadata.name

    @property
    def uuid(self) -> str:
        return self.metadata.uuid

    @property
    def mapping(self) -> IndexMapping:
        """The newest mapping."""
        return self._mapping

    def setting(self, key: str) -> Any:
        """Returns the typed value of an index setting."""
        return get_setting(self.metadata.settings, key)

    def cached_requests(self, number: int) -> RequestCacheStats:
        """Returns what a shard has of the request cache."""
        return self._cached.setdefault(number, RequestCacheStats())

    def all_cached_requests(self) -> list[RequestCacheStats]:
        """Returns what each shard has of the request cache, of those that have ever been asked."""
        return list(self._cached.values())

    def shard(self, number: int) -> Shard:
        """Returns an open shard; opens it if this is its first use.

        Raises NoShardAvailableError if it cannot be opened, IndexGoneError if the index was deleted or closed since.
        """
        if self._placement is not None:
            return self._placement.door(self, number)
        shard = self._shards.get(number)
        return self.local(number) if shard is None else shard

    def local(self, number: int) -> Shard:
        """Returns the copy of a shard that is in this directory. Raises as `shard`."""
        shard = self._shards.get(number)
        if shard is not None:
            return shard
        with self._open_lock:
            if number not in self._shards:
                if self._closed:
                    raise IndexGoneError(self.name)
                self._shards[number] = self._try_to_open(number)
            return self._shards[number]

    def primary(self, number: int) -> Shard:
        """Returns a shard to write to. Raises UnavailableShardsError if there is none."""
        try:
            return self.shard(number)
        except NoShardAvailableError:
            raise shard_failed(self._shard_id(number), self._unopened[number].error)  # noqa: B904  has its own cause

    @contextmanager
    def while_open(self) -> Iterator[None]:
        """Raises IndexGoneError or IndexClosedError where a shard was closed under its user."""
        try:
            yield
        except IndexShardClosedError:
            current = self._cluster.state.indices.get(self.name)
            if current is not None and current.uuid == self.uuid and current.closed:
                raise IndexClosedError(self.name) from None
            raise IndexGoneError(self.name) from None

    def running(self) -> dict[int, Shard]:
        """Returns the shards that can be read, by number; opens them."""
        found = {}
        for number in range(self.metadata.number_of_shards):
            try:
                found[number] = self.shard(number)
            except (NoShardAvailableError, IndexGoneError):
                continue
        return found

    def failures(self) -> dict[int, ShardFailure]:
        """Returns why shards cannot be opened, or take no more operations, by number."""
        found: dict[int, ShardFailure] = {}
        for number, shard in self.running().items() if self._placement is None else ():
            if shard.failure is not None:
                found[number] = ShardFailure(shard.failure, readable=True)
        return {**found, **self._unopened}

    def retry_failed(self) -> None:
        """Opens anew what failed, from what is on disk; it is committed then, to files of its own."""
        with self._open_lock:
            self._unopened.clear()
            failed = {number: shard for number, shard in self._shards.items() if shard.failure is not None}
            for number, shard in failed.items():
                del self._shards[number]
                shard.close()
        for number in failed:
            self.local(number).flush(force=True)

    def _try_to_open(self, number: int) -> Shard:
        known = self._unopened.get(number)
        if known is None or known.is_due():
            try:
                shard = self._open(number)
            except (FindlingError, OSError) as error:
                known = self._unopened[number] = ShardFailure.of(error, self._shard_id(number))
                logger.exception("shard cannot be opened, %s index=%s shard=%d", REMEDY, self.name, number)
            else:
                self._unopened.pop(number, None)
                return shard
        where = f"[{self.name}][{number}]"
        raise NoShardAvailableError(
            f"No shard available for {where}", **self._shard_id(number).error_metadata()
        ) from known.error

    def _shard_id(self, number: int) -> ShardId:
        return ShardId(self.name, number, self.uuid)

    def _open(self, number: int) -> Shard:
        return Shard.open(
            self.path / str(number),
            self._shard_id(number),
            lambda: self._mapping,
            self._shard_settings(),
            self.metadata.primary_terms[number],
            log=None if self._placement is None else self._placement.log(self.uuid, number),
        )

    def copies(self, number: int) -> int:
        """Returns how many copies of a shard a write reaches."""
        return 1 if self._placement is None else self._placement.active_copies(self.metadata, number)

    def here(self) -> dict[int, Shard]:
        """Returns the shards of which a copy is on this node, by number."""
        return self.running() if self._placement is None else dict(self._shards)

    def drop(self, number: int) -> None:
        """Closes this node's copy of a shard."""
        with self._open_lock:
            shard = self._shards.pop(number, None)
            self._unopened.pop(number, None)
        if shard is not None:
            shard.close()

    def _shard_settings(self) -> ShardSettings:
        settings = ShardSettings.from_index_settings(self.metadata.settings)
        settings = replace(
            settings,
            index_sort=index_sort_of(self.metadata.settings, self._mapping),
            newest_first=TIMESTAMP_FIELD if self._mapping.options.has_timestamp else None,
        )
        return settings if self._sync else replace(settings, durability="async")

    def shards(self) -> list[Shard]:
        """Returns all shards, opened."""
        return [self.shard(number) for number in range(self.metadata.number_of_shards)]

    def open_shards(self) -> list[Shard]:
        """Returns the shards that are open already."""
        return list(self._shards.values())

    def update_metadata(self, metadata: IndexMetadata) -> None:
        """Takes over newer metadata: mapping and settings. Called inside the cluster service's lock."""
        settings_changed = metadata.settings_version != self.metadata.settings_version
        if metadata.mapping_version != self._mapping_version:
            self._mapping = self._read_mapping(metadata)
            self._mapping_version = metadata.mapping_version
        elif settings_changed:
            self._mapping = self._mapping.with_settings(metadata.settings)
        renamed, self.metadata = metadata.name != self.metadata.name, metadata
        for shard in self.open_shards():
            if settings_changed:
                shard.update_settings(self._shard_settings())
            if renamed:
                shard.rename(metadata.name)

    def _read_mapping(self, metadata: IndexMetadata) -> IndexMapping:
        """Returns the mapping of a definition; the one that has just been merged need not be read again."""
        merged = self._merged
        if merged is not None and merged[0] is metadata.mapping:
            return merged[1]
        return IndexMapping.from_json(dict(metadata.mapping), self.analysis, metadata.settings)

    def merge_mapping(self, update: dict[str, Any], adding: bool = False) -> IndexMapping:
        """Merges an update into the mapping through the cluster state, before anything that needs it is logged.

        adding: the update comes from documents, not from somebody who puts a mapping
        Returns the mapping that holds it. Raises what a conflict raises; nothing changes then.
        """

        def change(state: ClusterState) -> ClusterState:
            # inside the cluster's lock, so that self._mapping is that of the state
            merged = self._mapping.merge(update, adding=adding)
            definition = merged.to_json()
            current = state.indices.get(self.name)
            if current is not None and current.uuid == self.uuid and definition == current.mapping:
                return state
            self._merged = (definition, merged)
            return with_mapping(state, self.name, self.uuid, definition)

        self._cluster.update(change)
        return self._mapping

    def reload_search_analyzers(self) -> list[str]:
        """Reads the files and sets that analyzers name anew. Returns the names of the analyzers that may have changed.

        Raises IllegalArgumentError, and changes nothing then.
        """

        def change(state: ClusterState) -> ClusterState:
            # inside the cluster's lock, so that no newer mapping is lost
            if self.analysis.updateable_analyzers():
                analysis = analysis_of(self.metadata.settings, self._resources)
                self._mapping = IndexMapping.from_json(dict(self.metadata.mapping), analysis, self.metadata.settings)
                self.analysis = analysis
            return state

        self._cluster.update(change)
        return self.analysis.updateable_analyzers()

    def close(self, flush: bool = False) -> None:
        """Closes the shards; acknowledged operations are on disk already.

        flush: write commit points, so that the next opening has nothing to replay
        """
        with self._open_lock:
            self._closed = True
            shards, self._shards = self._shards, {}
        for shard in shards.values():
            try:
                shard.close(flush)
            except FindlingError:
                logger.exception("shard could not be closed cleanly index=%s", self.name)

    def delete(self) -> None:
        """Closes the shards and removes their files."""
        self.close()
        shutil.rmtree(self.path, ignore_errors=True)
