"""What a member knows of its cluster."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from findling.cluster.authority.addresses import leaf_port, parse_address


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A member's place in its cluster.

    kind: master, node or edge
    masters: HOST:PORT of the nats-servers beside the masters, for clients; listen: which of them is this one's own
    door: HOST:PORT at which a master takes those who join
    virtual: addresses that move between the nodes, which every server's certificate is for
    bind: address at which this one's servers listen where that is not the host of `listen`: in containers
    leaves: HOST:PORT for edges, where that is not beside the masters
    """

    cluster: str
    name: str
    kind: str
    masters: tuple[str, ...]
    listen: str | None = None
    door: str | None = None
    virtual: tuple[str, ...] = ()
    bind: str | None = None
    leaves: tuple[str, ...] = ()

    @property
    def door_listen(self) -> str | None:
        """HOST:PORT at which its own door listens."""
        if self.door is None or self.bind is None:
            return self.door
        return f"{self.bind}:{parse_address(self.door)[1]}"

    @property
    def urls(self) -> list[str]:
        """Where nodes find NATS, its own server first."""
        ordered = sorted(self.masters, key=lambda master: master != self.listen)
        return [f"tls://{master}" for master in ordered]

    @property
    def leaf_urls(self) -> list[str]:
        """Where the leaf of an edge finds its hub."""
        if self.leaves:
            return [f"tls://{leaf}" for leaf in self.leaves]
        found = [parse_address(master) for master in self.masters]
        return [f"tls://{host}:{leaf_port(port)}" for host, port in found]

    def to_json(self) -> dict[str, Any]:
        lists = {"masters": list(self.masters), "virtual": list(self.virtual), "leaves": list(self.leaves)}
        return {**asdict(self), **lists}

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> "Enrolment":
        return cls(**{**body, **{name: tuple(body.get(name, ())) for name in ("masters", "virtual", "leaves")}})
