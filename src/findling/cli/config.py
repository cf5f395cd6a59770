"""The configuration of `findling serve`: defaults, then findling.yml, then FINDLING_* variables, then flags."""

import difflib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

import click

from findling.base.errors import FindlingError
from findling.base.lazy import lazy_module
from findling.base.settings import flatten
from findling.base.spelling import close_names
from findling.base.units import parse_bytes, parse_time_ms
from findling.cli.logs import FORMATS, LogConfig
from findling.cluster.shards.members import ROLES
from findling.edge.config import EdgeConfig, edge_name, sync_interval
from findling.identity.config import SIGN_UPS, IdentityConfig, public_url, sign_up
from findling.node.services.config import DEFAULT_MEMORY_BYTES, FLAVORS, NodeConfig
from findling.rest.addresses import networks
from findling.rest.cors import CorsPolicy
from findling.security.jwt.realm_settings import PREFIX as JWT_PREFIX

yaml = lazy_module("yaml")

CONFIG_FILE = "findling.yml"
PREFIX = "FINDLING_"
_SMALLEST_MEMORY_BYTES: Final = 16 << 20
_MISSPELT: Final = 0.9
"""How like a variable of ours, from 0 to 1, one has to be to be taken for it."""


def optional_port(value: Any) -> int | None:
    """Returns a port, None for none. Raises ValueError."""
    return None if value in (None, "") else port(value)


def port(value: Any) -> int:
    """Returns a port. Raises ValueError."""
    number = int(value)
    if not 0 <= number <= 65535:
        raise ValueError(f"port must be between 0 and 65535, not {number}")
    return number


# Elasticsearch's limit for one index
MOST_SHARDS: Final = 1024


def count(value: Any) -> int:
    """Returns a number of things. Raises ValueError."""
    number = int(value)
    if not 0 <= number <= 1_000_000:
        raise ValueError(f"must be between 0 and 1000000, not {number}")
    return number


def shards(value: Any) -> int:
    """Returns a number of shards. Raises ValueError."""
    number = int(value)
    if not 1 <= number <= MOST_SHARDS:
        raise ValueError(f"must be between 1 and {MOST_SHARDS}, not {number}")
    return number


def memory(value: object) -> int:
    """Returns a number of bytes that this machine has. Raises ValueError or FindlingError."""
    n_bytes = parse_bytes(str(value), "memory")
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    if n_bytes > machine:
        raise ValueError(f"{value} is more than this machine has: {machine >> 20}mb")
    if n_bytes < _SMALLEST_MEMORY_BYTES:
        raise ValueError(f"{value} is too little: at least {_SMALLEST_MEMORY_BYTES >> 20}mb")
    return n_bytes


def seconds(value: object) -> float:
    """Returns a duration such as "10s" in seconds. Raises IllegalArgumentError, ValueError."""
    found = parse_time_ms(str(value), "serve_from_every")
    if found <= 0:
        raise ValueError(f"must be longer than nothing, not {value}")
    return found / 1000


def origins(value: object) -> str:
    """Returns origins of web pages. Raises ValueError for a pattern that cannot be read."""
    CorsPolicy(str(value))
    return str(value)


def log_format(value: object) -> str:
    """Returns the name of a format of log lines. Raises ValueError."""
    if value not in FORMATS:
        raise ValueError(f"must be one of {', '.join(FORMATS)}, not {value!r}")
    return str(value)


def flavor(value: object) -> str:
    """Returns whose names a node has. Raises ValueError."""
    if value not in FLAVORS:
        raise ValueError(f"must be one of {', '.join(FLAVORS)}, not {value!r}")
    return str(value)


def on_off(value: object) -> bool:
    """Returns whether something is on. Raises ValueError."""
    # YAML reads on and off as true and false
    text = {True: "on", False: "off"}.get(value, value) if isinstance(value, bool) else str(value).lower()
    if text not in ("on", "off"):
        raise ValueError(f"must be on or off, not {value!r}")
    return text == "on"


def names(value: object) -> tuple[str, ...]:
    """Returns a list of names, given as one or with commas."""
    given = value if isinstance(value, list) else str(value).split(",")
    return tuple(str(name).strip() for name in given if str(name).strip())


def roles(value: object) -> tuple[str, ...]:
    """Returns roles of a node. Raises ValueError."""
    found = names(value)
    for role in found:
        if role not in ROLES:
            raise ValueError(f"unknown role {role!r}, there are {', '.join(ROLES)}")
    return found


def attributes(value: object) -> dict[str, str]:
    """Returns attributes of a node, given as NAME=VALUE or as an object. Raises ValueError."""
    if isinstance(value, Mapping):
        return {str(name): str(given) for name, given in value.items()}
    pairs = [name.partition("=") for name in names(value)]
    for name, sign, _ in pairs:
        if not sign:
            raise ValueError(f"{name!r} must be NAME=VALUE")
    return {name: given for name, _, given in pairs}


def path(value: object) -> Path:
    """Returns a path, of which ~ is somebody's home."""
    return Path(str(value)).expanduser()


def paths(value: object) -> tuple[Path, ...]:
    """Returns a list of paths."""
    return tuple(path(name) for name in names(value))


def addresses(value: object) -> tuple[str, ...]:
    """Returns addresses and networks. Raises ValueError."""
    found = names(value)
    networks(found)
    return found


def jwt_realms(value: object) -> dict[str, Any]:
    """Returns settings of realms by their whole names: of an object, or of a text with a `NAME.setting=value` a word.

    Raises ValueError.
    """
    if isinstance(value, Mapping):
        return flatten(value, JWT_PREFIX)
    found: dict[str, Any] = {}
    for word in str(value).split():
        name, sign, given = word.partition("=")
        if not sign:
            raise ValueError(f"{word!r} must be NAME.setting=value")
        found[JWT_PREFIX + name.removeprefix(JWT_PREFIX)] = given
    return found


def switch(value: object) -> bool:
    """Returns whether something is on. Raises ValueError."""
    if isinstance(value, bool):
        return value
    text = str(value).lower()
    if text not in ("true", "false"):
        raise ValueError(f"must be true or false, not {value!r}")
    return text == "true"


@dataclass(frozen=True, slots=True)
class Option:
    """One setting of the server: its name in the file, as FINDLING_NAME and as --name.

    field: of NodeConfig or LogConfig; default: as one would type it, "" for none; read: from a text or a YAML value
    flag: another name of the flag
    """

    name: str
    field: str
    default: str
    help: str
    read: Callable[[Any], Any] = str
    flag: str = ""

    @property
    def variable(self) -> str:
        """The name of its environment variable."""
        return PREFIX + self.name.upper()


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting that somebody made; origin: what made it, such as findling.yml."""

    option: Option
    value: Any
    origin: str


OPTIONS: Final = (
    Option("data", "data", "data", "Directory of everything that lasts.", path),
    Option("host", "host", "127.0.0.1", "Address to listen on."),
    Option("port", "port", "9200", "Port to listen on; 0 takes a free one.", port),
    Option("policy", "policy_port", "", "Port for OPA's API alone; it is also below /_policy.", optional_port),
    Option("policy_engine", "policy_engine", "", "URL of an OPA that evaluates policies instead of the engine here."),
    Option("identity", "identity_port", "", "Port of the identity provider (OpenID Connect).", optional_port),
    Option("identity_url", "identity_url", "", "Origin at which browsers find the identity provider.", public_url),
    Option("identity_mail", "identity_mail", "", "Server that takes the provider's mails: smtp://host:port."),
    Option("identity_mail_from", "identity_mail_from", "no-reply@localhost", "Whom the provider's mails come from."),
    Option("identity_templates", "identity_templates", "", "Folder of pages that replace the provider's own.", path),
    Option("identity_breached", "identity_breached", "", "File of passwords that nobody may use, one a line.", path),
    Option("identity_guests", "identity_guests", "", "Audiences for which guests get tokens: a list.", names),
    Option("identity_messages", "identity_messages", "", "URL that takes text messages as JSON: to, text."),
    Option("identity_sign_up", "identity_sign_up", "open", f"Who may sign up: {', '.join(SIGN_UPS)}.", sign_up),
    Option(
        "memory",
        "memory_bytes",
        f"{DEFAULT_MEMORY_BYTES >> 30}gb",
        "Hard memory budget of requests, such as 512mb.",
        memory,
    ),
    Option(
        "search_threads",
        "search_threads",
        "0",
        "Searches at the same time; 0: three for two processors, and one.",
        count,
    ),
    Option("search_queue", "search_queue", "1000", "Searches that may wait for a thread.", count),
    Option("flavor", "flavor", "elasticsearch", "Whose names it has: elasticsearch or opensearch.", flavor),
    Option("cluster_name", "cluster_name", "findling", "Name of the cluster."),
    Option("node_name", "node_name", "findling-1", "Name of this node; in a cluster one of its own is made up."),
    Option(
        "nats", "nats", "", "The nats-servers of a cluster, a list of URLs; embedded: one runs beside this node.", names
    ),
    Option("insecure", "insecure", "false", "Whether nodes on this one machine may do without certificates.", switch),
    Option("nats_listen", "nats_listen", "127.0.0.1:4222", "HOST:PORT of the embedded nats-server."),
    Option("nats_peers", "nats_peers", "", "HOST:PORT of the embedded nats-servers of all masters, a list.", names),
    Option("nats_server", "nats_server", "", "Program that is run as the embedded nats-server."),
    Option("edge_listen", "edge_listen", "", "HOST:PORT where edges come in: this node is their hub."),
    Option("edge_hub", "edge_hub", "", "The hub of an edge, such as tls://hub:7422; several with commas."),
    Option("edge_name", "edge_name", "", "Name of an edge, under which its hub knows it.", edge_name),
    Option("edge_mqtt", "edge_mqtt", "", "HOST:PORT where devices come to an edge, by MQTT 3.1.1."),
    Option(
        "edge_store",
        "edge_store_bytes",
        "1gb",
        "What an edge keeps on its disk for the hub at most.",
        lambda value: parse_bytes(str(value), "edge_store"),
    ),
    Option(
        "edge_sync", "edge_sync", "always", "When events are on an edge's disk: always, or every 100ms.", sync_interval
    ),
    Option(
        "edge_unconfined",
        "edge_unconfined",
        "false",
        "Whether an edge's functions run also where the kernel has no Landlock: true or false.",
        switch,
    ),
    Option("edge_rules", "edge_rules", "", "File of an edge's rules: which events go where, and when.", path),
    Option("roles", "roles", "master,data,ingest", "What this node is for in a cluster (node.roles).", roles),
    Option("attributes", "attributes", "", "NAME=VALUE of this node in a cluster (node.attr), a list.", attributes),
    Option(
        "security",
        "security",
        "",
        "Whether everybody has to say who it is: on or off. Other addresses than this machine's own want it said.",
        on_off,
    ),
    Option("anonymous_roles", "anonymous_roles", "", "Roles of requests without credentials: a list.", names),
    Option("jwt_issuer", "jwt_issuers", "", "Issuers of access tokens that are trusted: a list of URLs.", names),
    Option("jwt_audience", "jwt_audiences", "", "Whom these tokens must be for: a list, one is enough.", names),
    Option("jwt", "jwt_realms", "", "Realms of issuers in detail, as NAME.setting=value.", jwt_realms),
    Option("tls_certificate", "tls_certificate", "", "Certificate of the server, PEM with its chain: HTTPS.", path),
    Option("tls_key", "tls_key", "", "Key of the certificate, PEM without a password.", path),
    Option("tls_client_ca", "tls_client_ca", "", "PEM of those whose certificates clients may show.", path),
    Option("allowed_addresses", "allowed_addresses", "", "Addresses and networks that may connect: a list.", addresses),
    Option("denied_addresses", "denied_addresses", "", 'Those that may not, "_all" for all others.', addresses),
    Option("audit_log", "audit_log", "", "File of who came and who was refused, as lines of JSON.", path),
    Option("audit_events", "audit_events", "", "Events of the audit log, a list; _all: those of success too.", names),
    Option(
        "repositories",
        "repositories",
        "",
        "Folders that snapshot repositories may be below (path.repo), a list; by default one within data.",
        paths,
    ),
    Option("serve_from", "published_from", "", "Place to serve published indices of: s3://bucket/path.", str, "from"),
    Option(
        "serve_from_every",
        "published_every_s",
        "10s",
        "How often to look there for what is newer.",
        seconds,
        "from-every",
    ),
    Option(
        "serve_from_space",
        "published_space_bytes",
        "",
        "Room for an index, such as 400mb: of larger ones sources stay there. By default what the disk has.",
        lambda value: parse_bytes(str(value), "serve_from_space"),
        "from-space",
    ),
    Option("repository_urls", "repository_urls", "", "Patterns of URLs that repositories may be read from.", names),
    Option(
        "reindex_remote_whitelist",
        "reindex_remote",
        "",
        "Clusters that documents may be copied from, as host:port with wildcards: a list.",
        names,
    ),
    Option("default_shards", "default_shards", "1", "Shards of new indices that do not say how many.", shards),
    Option("default_replicas", "default_replicas", "1", "Replicas of new indices that do not say how many.", count),
    Option(
        "memory_lock",
        "memory_lock",
        "false",
        "Whether memory is locked, so that it is never swapped out (bootstrap.memory_lock): true or false.",
        switch,
    ),
    Option("allowed_hosts", "allowed_hosts", "", 'Host names of requests beside this machine\'s own: a list, or "*".'),
    Option(
        "cors_origins",
        "cors_origins",
        "",
        'Web pages that may call from a browser: "*", a list, or a "/pattern/".',
        origins,
    ),
    Option("log_format", "format", "text", "Log lines as text or json.", log_format),
    Option("access_log", "access", "false", "Whether each request gets a log line: true or false.", switch),
)


def settings(
    flags: Mapping[str, object], config_file: Path | None, environment: Mapping[str, str]
) -> dict[str, Setting]:
    """Returns what is set, by name; a flag that is None was not given.

    config_file: None: ./findling.yml if it is there
    Raises click.UsageError that names the setting and where it stands.
    """
    path = config_file or (Path(CONFIG_FILE) if Path(CONFIG_FILE).exists() else None)
    sources: list[tuple[str, Mapping[str, Any]]] = []
    if path is not None:
        sources.append((str(path), file_values(path)))
    sources.append(("environment", environment_values(environment)))
    sources.append(("flags", {name: value for name, value in flags.items() if value is not None}))
    return {
        option.name: Setting(option, _read(option, source[option.name], origin), origin)
        for origin, source in sources
        for option in OPTIONS
        if option.name in source
    }


def _read(option: Option, value: object, origin: str) -> Any:
    try:
        return option.read(value)
    except (FindlingError, ValueError) as error:
        raise click.UsageError(f"{origin}: {option.name}: {error}") from error


def file_values(path: Path) -> dict[str, object]:
    """Returns the settings of a configuration file. Raises click.UsageError for one that cannot be read."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise click.UsageError(f"{path}: {error}") from error
    if not isinstance(content, dict):
        raise click.UsageError(f"{path}: expected `name: value` lines")
    content = _with_realms(content)
    for name in map(str, content):
        _check_name(name, str(path))
    return content


def _with_realms(content: dict[str, object]) -> dict[str, object]:
    """Returns the settings of a file; those of realms with Elasticsearch's names, flat or nested, as one."""
    plain: dict[str, object] = {}
    realms: dict[str, Any] = {}
    for name, value in content.items():
        found = flatten({name: value}) if str(name).partition(".")[0] == "xpack" else {}
        if found and all(key.startswith(JWT_PREFIX) for key in found):
            realms.update({key.removeprefix(JWT_PREFIX): given for key, given in found.items()})
        else:
            plain[name] = value
    if not realms:
        return plain
    given = plain.get("jwt")
    return {**plain, "jwt": {**(given if isinstance(given, Mapping) else {}), **realms}}


def _check_name(name: str, origin: str) -> None:
    known = [option.name for option in OPTIONS]
    if name not in known:
        near = close_names(name, known, 0.4)
        hint = f"; did you mean {near[0]}?" if near else f"; there are {', '.join(known)}"
        raise click.UsageError(f"{origin}: no setting {name!r}{hint}")


def environment_values(environment: Mapping[str, str]) -> dict[str, str]:
    """Returns the settings among the FINDLING_* variables.

    Others of that prefix belong to somebody else and are left alone, unless one is nearly a setting's.
    Raises click.UsageError for a misspelt one.
    """
    names = {option.variable: option.name for option in OPTIONS}
    for key in environment:
        near = difflib.get_close_matches(key, names, 1, _MISSPELT) if key.startswith(PREFIX) else []
        if key not in names and near:
            raise click.UsageError(f"environment: no setting {key!r}; did you mean {near[0]}?")
    return {names[key]: value for key, value in environment.items() if key in names}


def node_config(made: Mapping[str, Setting]) -> NodeConfig:
    """Returns the configuration of the node."""
    return NodeConfig(**({"data": Path("data")} | _of(made, NodeConfig)))


def edge_config(made: Mapping[str, Setting]) -> EdgeConfig:
    """Returns how an edge, or a hub of edges, is set up."""
    return EdgeConfig(**_of(made, EdgeConfig))


def identity_config(made: Mapping[str, Setting]) -> IdentityConfig:
    """Returns how the identity provider is set up."""
    return IdentityConfig(**_of(made, IdentityConfig))


def log_config(made: Mapping[str, Setting]) -> LogConfig:
    """Returns how to log."""
    return LogConfig(**_of(made, LogConfig))


def _of(
    made: Mapping[str, Setting], kind: type[NodeConfig | LogConfig | IdentityConfig | EdgeConfig]
) -> dict[str, Any]:
    names = {field.name for field in fields(kind)}
    return {setting.option.field: setting.value for setting in made.values() if setting.option.field in names}
