"""Which edges may come into a nats-server: those that its authority has enrolled, or whoever is on this machine."""

from pathlib import Path
from typing import Any

from findling.base.errors import IllegalArgumentError
from findling.cluster.authority.addresses import is_loopback, parse_address
from findling.edge.server.keys import edge_users, leaf_tls, own_files, plain_edge
from findling.edge.server.running import BesideServer
from findling.node.services.replication.admission import Admission


class AdmittedEdges:
    """`plan` before the server starts, `follow` afterwards, `close` at the end.

    data: data directory of the node; listen: HOST:PORT where edges come in, None: nowhere
    Raises IllegalArgumentError for an address that others reach, without an authority.
    """

    def __init__(self, data: Path, listen: str | None) -> None:
        self._listen = listen
        files = own_files(data)
        self.files = files if files.have_authority else None
        self._admission: Admission | None = None
        if listen is not None and self.files is None and not is_loopback(parse_address(listen)[0]):
            raise IllegalArgumentError(
                f"edges may come to [{listen}] only with keys: findling edge hub; plain is for this machine alone"
            )

    def plan(self) -> dict[str, Any]:
        """Returns the members of a plan of the server."""
        if self._listen is None:
            return {}
        if self.files is None:
            return {"leaf_listen": self._listen, "edges": (plain_edge(),)}
        admitted = edge_users(self.files.records().admitted())
        return {"leaf_listen": self._listen, "edges": admitted, "leaf_tls": leaf_tls(self.files)}

    def follow(self, server: BesideServer) -> None:
        """Lets edges join, in and out as the authority says. Raises EnrolmentError if the door's port is taken."""
        if self._listen is not None and self.files is not None:
            self._admission = Admission(self.files, lambda members: server.change(edges=edge_users(members)))
            self._admission.start()

    def close(self) -> None:
        if self._admission is not None:
            self._admission.stop()
