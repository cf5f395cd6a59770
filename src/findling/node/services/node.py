"""A node: its services wired together, and their lifecycle."""

import os
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self, TypeVar

from findling.base.clock import Clock, SystemClock
from findling.base.lazy import lazy_module
from findling.base.work.breakers import Breakers, MemoryAccount
from findling.base.work.indexing_pressure import IndexingPressure
from findling.base.work.real_memory import real_memory
from findling.cluster.service import ClusterService
from findling.cluster.shards.members import STATE_FORMAT, Member
from findling.cluster.state_store import LocalStateStore
from findling.cluster.system.gatekeeper import INDEX as GATEKEEPER_INDEX
from findling.cluster.system.policy import INDEX as POLICY_INDEX
from findling.cluster.system.security import INDEX as SECURITY_INDEX
from findling.cluster.transport import FarTransport, LocalTransport, run_in_turn
from findling.node.services.background import Background
from findling.node.services.breaker_settings import configure_breakers
from findling.node.services.cached_query import cached_query_phase
from findling.node.services.config import DEFAULT_NAME, NodeConfig
from findling.node.services.data_directory import DataDirectory
from findling.node.services.disk_monitor import DiskMonitor
from findling.node.services.indices import Indices
from findling.node.services.inference import InferenceEndpoints
from findling.node.services.node_scripts import scripts_of
from findling.node.services.pipelines.ingest_pipelines import IngestPipelines, ingest_services
from findling.node.services.pipelines.pipeline_counters import PipelineCounters
from findling.node.services.reader_contexts import ReaderContexts
from findling.node.services.request_cache import RequestCache
from findling.node.services.system.system_indices import SystemIndices
from findling.node.services.tasks import TaskRegistry
from findling.node.services.threads.thread_pools import ThreadPools
from findling.policy.decisions import Decisions
from findling.policy.gatekeeper.service import Gatekeeper
from findling.search.filter_cache import FilterCache
from findling.search.vectors.knn_section import knn_phase
from findling.security.audit import AuditLog
from findling.security.keystore import FILE as KEYSTORE
from findling.security.keystore import Secrets
from findling.security.service import Security
from findling.snapshots.kinds import Surroundings
from findling.snapshots.service import SnapshotService
from findling.version import __version__

if TYPE_CHECKING:
    from findling.node.services.replication.wiring import ClusterLink, ClusterServices

# only nodes of a cluster import it, and NATS with it
_wiring = lazy_module("findling.node.services.replication.wiring")

T = TypeVar("T")


class Node:
    """Everything that actions need. `start` before use, `close` at the end; or a with block.

    pools: run requests; search_pool: runs the shards of one search side by side; patient_pool: runs what requests have
    handed in and do not wait for
    strangers: directories of no index that were left alone at the start
    bound_address: "host:port" once a server listens
    security: None where everybody may do everything
    """

    def __init__(self, config: NodeConfig, clock: Clock | None = None) -> None:
        self.clock = clock or SystemClock()
        self.data = DataDirectory(config.data, config.sync, config.cluster_name if config.nats else None)
        self.id = self.data.node_id
        self.config = config = _named(config, self.id)
        self.started_ms = self.clock.now_ms()
        self.started = time.monotonic()
        self.bound_address = f"{config.host}:{config.port}"
        self.link = self._join() if config.nats else None
        self.cluster = ClusterService(
            LocalStateStore(self.data.state_file, config.sync) if self.link is None else self.link.store
        )
        state = self.cluster.state
        self.strangers = self.data.sweep({index.uuid for index in state.indices.values()}, set(state.graveyard))
        self.scripts = scripts_of(self.cluster, self.clock)
        self.indices = Indices(self.data, self.cluster, self.data.config)
        self.disk = DiskMonitor(config.data, self.cluster)
        self.filters = FilterCache(config.memory_bytes // 10)
        self.requests = RequestCache(config.memory_bytes // 100)
        self.breakers = Breakers(config.memory_bytes, real_memory() if config.real_memory else None)
        configure_breakers(self.breakers, self.cluster.state)
        self.indexing = IndexingPressure(config.memory_bytes // 10)
        self.cluster.listen(lambda before, after: configure_breakers(self.breakers, after))
        self.tasks = TaskRegistry(self.id, self.clock, self.breakers)
        self.readers = ReaderContexts(self.clock)
        self.pipelines = PipelineCounters()
        self.secrets = Secrets(config.data / KEYSTORE)
        self.inference = InferenceEndpoints(self.cluster, self.secrets.text)
        self.ingest = IngestPipelines(self.cluster, ingest_services(self.scripts, self.inference, config.data))
        self.snapshots = SnapshotService(self.cluster, self._surroundings(), self.data.path / "staging")
        self.system = SystemIndices(self.data, self.clock, self.account)
        self.security: Security | None = None
        if config.security:
            store = self.system.index(SECURITY_INDEX)
            audit = AuditLog(config.audit_log, config.node_name, config.audit_events)
            self.security = Security(store, self.clock, config.anonymous_roles, audit)
        self.decisions = Decisions(
            self.system.index(POLICY_INDEX),
            self.data.path / "decisions.jsonl",
            self.clock,
            lambda: self.cluster.state,
            config.policy_engine,
        )
        if self.security is not None:
            self.decisions.judge(self.security.authorizer)
            self.security.policy_roles = self.decisions.roles_of
        self.gatekeeper = Gatekeeper(self.system.index(GATEKEEPER_INDEX), self.clock, config.node_name)
        self.pools = ThreadPools(config)
        self.search_pool = ThreadPoolExecutor(os.cpu_count() or 1, "findling-shard")
        self.patient_pool = ThreadPoolExecutor(config.threads, "findling-patient")
        self.transport = (LocalTransport if self.link is None else FarTransport)(self._side_by_side)
        self.transport.register("query", lambda target, request: cached_query_phase(self.requests, request, target))
        self.transport.register("knn", lambda target, sections: knn_phase(sections, target.context))
        self.background = Background(self)
        self.others = None if self.link is None else self._among_others(self.link)
        if self.others is not None and isinstance(self.transport, FarTransport):
            self.transport.damaged = self.others.copies.damaged
        self._kept: dict[Callable[[Node], Any], Any] = {}
        self._keeping = threading.Lock()
        self._closed = False

    def kept(self, make: Callable[["Node"], T]) -> T:
        """Returns what packages above this one keep with the node, made when it is first asked for."""
        found = self._kept.get(make)
        if found is None:
            with self._keeping:
                found = self._kept.get(make)
                if found is None:
                    found = self._kept[make] = make(self)
        kept: T = found
        return kept

    def _join(self) -> "ClusterLink":
        """Connects to the cluster. Raises ClusterUnavailableError, naming what is missing."""
        link: ClusterLink = _wiring.ClusterLink(self.config, self.id)
        return link

    def _among_others(self, link: "ClusterLink") -> "ClusterServices":
        data, member = self.data, self._as_member
        found: ClusterServices = _wiring.ClusterServices(
            link, self.id, self.cluster, self.indices, data, data.path, member, self.system
        )
        return found

    def _as_member(self) -> Member:
        """Returns what the others are told of this node."""
        config = self.config
        attributes = dict(config.attributes)
        return Member(self.id, self.name, self.bound_address, config.roles, attributes, __version__, STATE_FORMAT)

    def _surroundings(self) -> Surroundings:
        """Returns where repositories of snapshots may be."""
        folders = self.config.repositories or (self.config.data / "repositories",)
        return Surroundings(folders, self.config.repository_urls, self.secrets.text, self.config.sync)

    @property
    def name(self) -> str:
        return self.config.node_name

    def start(self) -> Self:
        """Begins. Raises IllegalArgumentError for realms that are set up wrongly."""
        if self.security is not None:
            config = self.config
            self.security.issuers.configure(
                config.jwt_issuers, config.jwt_audiences, config.jwt_realms, self.secrets.text
            )
        if self.others is not None:
            self.others.start()
        if self.config.background:
            self.background.start()
        return self

    def close(self) -> None:
        """Stops background work, lets running requests end, closes all shards. Safe to call twice."""
        if self._closed:
            return
        self._closed = True
        self.background.stop()
        self.pools.shutdown()
        self.tasks.cancel_unattended()
        self.snapshots.close()
        self.patient_pool.shutdown(wait=True)
        self.search_pool.shutdown(wait=True)
        self.decisions.close()
        self.gatekeeper.close()
        if self.security is not None:
            self.security.close()
        self.readers.close()
        if self.others is not None:
            self.others.stop()
        self.indices.close()
        self.system.close()
        if self.others is not None:
            self.others.close()
        self.data.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *exception: object) -> None:
        self.close()

    def account(self) -> MemoryAccount:
        """Returns the account of one request's memory; whoever asks for it closes it."""
        return MemoryAccount(self.breakers.request)

    def _side_by_side(self, calls: Sequence[Callable[[], Any]]) -> list[object]:
        """Returns results or exceptions of calls run on the search pool; a single call runs in the caller's thread."""
        if len(calls) == 1:
            return run_in_turn(calls)
        futures = [self.search_pool.submit(copy_context().run, call) for call in calls]
        results: list[Any] = []
        for future in futures:
            error = future.exception()
            if error is not None and not isinstance(error, Exception):
                raise error
            results.append(future.result() if error is None else error)
        return results


def _named(config: NodeConfig, node_id: str) -> NodeConfig:
    """Returns the configuration with a name that no other node of the cluster has, unless one was given."""
    if not config.nats or config.node_name != DEFAULT_NAME:
        return config
    return replace(config, node_name=f"{config.cluster_name}-{node_id[:6]}")
