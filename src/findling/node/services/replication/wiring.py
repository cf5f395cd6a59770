"""A node's cluster services, made and put together; nodes that are alone never import this."""

import logging
import random
from collections.abc import Callable
from pathlib import Path
from typing import Final

from findling.cluster.authority.files import EnrolmentFiles
from findling.cluster.authority.issuing import checked_name
from findling.cluster.nats.access import checked_access
from findling.cluster.nats.connection import NatsConnection
from findling.cluster.nats.embedded_server import EmbeddedServer
from findling.cluster.nats.remote_calls import RemoteCalls
from findling.cluster.nats.state_stream import StateStream
from findling.cluster.service import ClusterService
from findling.cluster.shards.members import Member, members
from findling.node.services.config import NodeConfig
from findling.node.services.disk_monitor import measure_disk
from findling.node.services.index_directories import IndexDirectories
from findling.node.services.indices import Indices
from findling.node.services.replication.admission import Admission
from findling.node.services.replication.copies import Copies
from findling.node.services.replication.far_shards import FarShards
from findling.node.services.replication.membership import Membership
from findling.node.services.replication.publication import Publication
from findling.node.services.replication.shard_calls import register
from findling.node.services.replication.standing import Standing
from findling.node.services.replication.system_log import SystemLog
from findling.node.services.system.system_indices import SystemIndices

logger = logging.getLogger("findling.cluster")

EMBEDDED: Final = "embedded"
_RECOVERIES: Final = "recoveries"
_FOUNDING: Final = 10


class ClusterLink:
    """What ties a node to the others: NATS, the state's stream, calls. Made before anything else of the node."""

    def __init__(self, config: NodeConfig, node_id: str) -> None:
        checked_name("cluster_name", config.cluster_name)
        files = EnrolmentFiles(config.data.absolute())
        self.admission: Admission | None = None
        self._server: EmbeddedServer | None = None
        urls = [url if "://" in url else f"nats://{url}" for url in random.sample(config.nats, len(config.nats))]
        if config.nats == (EMBEDDED,):
            self._server = EmbeddedServer(
                config.data.absolute(),
                config.node_name,
                config.cluster_name,
                config.nats_listen,
                config.nats_peers,
                config.nats_server,
            )
            urls = self._server.urls
        access = checked_access(urls, files, config.insecure)
        if self._server is not None:
            self._begin(self._server, files)
        self.connection = NatsConnection(urls, config.cluster_name, config.node_name, access)
        try:
            # who founds a cluster needs time to let the others join
            self.connection.connect(config.nats_timeout_s * (1 if self.admission is None else _FOUNDING))
            self.store = StateStream(self.connection)
            self.store.open()
        except BaseException:
            self.connection.close()
            self.stop_server()
            raise
        self.calls = RemoteCalls(self.connection, node_id)

    def _begin(self, server: EmbeddedServer, files: EnrolmentFiles) -> None:
        """Starts the server beside the node, and opens the door of a master."""
        if not files.have_authority:
            server.start()
            return
        self.admission = Admission(files, server.admit)
        try:
            server.start(self.admission.members())
        except BaseException:
            self.admission.stop()
            raise
        self.admission.start()

    def close(self) -> None:
        """Ends the connection; the server beside the node comes last."""
        self.store.close()
        self.connection.close()
        self.stop_server()

    def stop_server(self) -> None:
        if self.admission is not None:
            self.admission.stop()
        if self._server is not None:
            self._server.stop()


class ClusterServices:
    """The node among others: its copies, and its membership."""

    def __init__(
        self,
        link: ClusterLink,
        node_id: str,
        cluster: ClusterService,
        indices: Indices,
        directories: IndexDirectories,
        data: Path,
        member: Callable[[], Member],
        system: SystemIndices,
    ) -> None:
        self._link = link
        self._started = False
        self._cluster = cluster
        self._node_id = node_id
        self.calls = link.calls
        standing = Standing(node_id, cluster, link.store.contact)
        self.copies = Copies(
            node_id, link.connection, link.calls, cluster, indices, directories, data / _RECOVERIES, standing
        )
        self.far = FarShards(self.copies, link.calls)
        indices.placement = self.copies
        register(self.copies)
        link.store.follower = cluster.follow
        self._system_log = system.log = SystemLog(link.connection, system, data)
        self.membership = Membership(
            link.connection, link.store, cluster, member, self.copies.shown, lambda: measure_disk(data), standing
        )
        self.copies.disks = self.membership.disks
        Publication(link.calls, cluster, self.others)

    def others(self) -> list[str]:
        """Returns the ids of the other nodes that live."""
        known = members(self._cluster.state)
        return [node for node in known if node != self._node_id and self.copies.is_live(node)]

    def start(self) -> None:
        """Joins the cluster, and begins to serve others."""
        self.calls.start()
        try:
            self._system_log.start()
            self.membership.join()
        except BaseException:
            self._system_log.stop()
            self.calls.stop()
            raise
        self.copies.start()
        self._started = True
        if self._link.admission is not None:
            self._link.admission.follow(self._cluster)

    def stop(self) -> None:
        """Leaves the cluster; shards are closed next, then `close`."""
        if self._started:
            self._started = False
            self.membership.leave()
            self.copies.stop()
            self._system_log.stop()
            self.calls.stop()

    def close(self) -> None:
        self._link.close()
