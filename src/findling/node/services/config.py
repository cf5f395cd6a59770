"""What a node is told when it starts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

Flavor = Literal["elasticsearch", "opensearch"]
FLAVORS: Final[tuple[Flavor, ...]] = ("elasticsearch", "opensearch")
DEFAULT_MEMORY_BYTES: Final = 1 << 30
DEFAULT_CLUSTER: Final = "findling"
DEFAULT_NAME: Final = "findling-1"
"""Of a node that is alone."""


@dataclass(frozen=True, slots=True)
class NodeConfig:
    """The configuration of one node.

    data: directory of everything that lasts
    policy_port: for OPA's API alone, None for none; policy_engine: URL of an OPA that evaluates policies
    flavor: whose names answers and parameters have
    memory_bytes: hard budget of the circuit breakers, never sized from the host
    threads: requests worked on at the same time; most of them wait for something
    search_threads: searches worked on at the same time, 0: three for two processors and one more
    search_queue: how many may wait for that
    real_memory: whether memory_bytes is what the whole process may hold: only where it is the node's alone
    sync: whether acknowledged writes survive a power cut; only tests say no
    cors_origins: which web pages may call from a browser: "*", a list, a "/pattern/"; None for none
    allowed_hosts: names, with commas, under which requests may come, "*" for all; None: those of this machine while
        `host` is a loopback address, else all
    read_your_writes: every acknowledged write is searchable at once
    security: whether everybody has to say who it is; anonymous_roles: roles of whoever does not, None: refused
    jwt_issuers, jwt_audiences: whose access tokens are taken, and whom these must be for; jwt_realms: settings of
        realms by Elasticsearch's names
    tls_certificate, tls_key: files of the server's certificate, None: plain HTTP; tls_client_ca: of those whose
        certificates clients may show instead of a password
    allowed_addresses, denied_addresses: who may connect at all, addresses and networks
    audit_log: file of who came and who was refused, None: none is written; audit_events: see AuditLog
    repositories: folders below which snapshot repositories may be, the first takes relative ones; none: one within
        `data`; repository_urls: patterns of URLs that repositories may be read from
    published_from: place of published indices that are all this node serves, read-only; published_every_s: how often
        it looks whether they are newer; published_space_bytes: of larger indices stored sources stay there, None: of
        those that the disk has no room for
    nats: URLs of the nats-servers of a cluster, or ("embedded",) to run one here; none: this node is alone
    insecure: whether nodes may do without certificates, on this machine alone
    nats_listen, nats_peers: HOST:PORT of the embedded server, and of those of all masters
    nats_server: path of the nats-server to run; nats_timeout_s: how long a start waits for NATS
    roles: what this node is for in a cluster; attributes: what allocation may go by
    reindex_remote: patterns of host:port, from which documents may be copied
    default_shards, default_replicas: of new indices that do not say how many
    memory_lock: whether the process keeps its memory out of the swap space
    background: whether refreshes, merges and flushes run by themselves
    """

    data: Path
    host: str = "127.0.0.1"
    port: int = 9200
    policy_port: int | None = None
    policy_engine: str | None = None
    memory_bytes: int = DEFAULT_MEMORY_BYTES
    flavor: Flavor = "elasticsearch"
    cluster_name: str = DEFAULT_CLUSTER
    node_name: str = DEFAULT_NAME
    threads: int = 32
    search_threads: int = 0
    search_queue: int = 1000
    real_memory: bool = False
    cors_origins: str | None = None
    allowed_hosts: str | None = None
    sync: bool = True
    read_your_writes: bool = False
    security: bool = False
    anonymous_roles: tuple[str, ...] | None = None
    jwt_issuers: tuple[str, ...] = ()
    jwt_audiences: tuple[str, ...] = ()
    jwt_realms: Mapping[str, Any] = field(default_factory=dict)
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    tls_client_ca: Path | None = None
    allowed_addresses: tuple[str, ...] = ()
    denied_addresses: tuple[str, ...] = ()
    audit_log: Path | None = None
    audit_events: tuple[str, ...] = ()
    repositories: tuple[Path, ...] = ()
    repository_urls: tuple[str, ...] = ()
    published_from: str | None = None
    published_every_s: float = 10.0
    published_space_bytes: int | None = None
    nats: tuple[str, ...] = ()
    insecure: bool = False
    nats_listen: str = "127.0.0.1:4222"
    nats_peers: tuple[str, ...] = ()
    nats_server: str | None = None
    nats_timeout_s: float = 60.0
    roles: tuple[str, ...] = ("master", "data", "ingest")
    attributes: Mapping[str, str] = field(default_factory=dict)
    reindex_remote: tuple[str, ...] = ()
    default_shards: int = 1
    default_replicas: int = 1
    memory_lock: bool = False
    background: bool = True
