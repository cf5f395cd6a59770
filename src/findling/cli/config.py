"""The configuration of `findling serve`: defaults, then findling.yml, then FINDLING_* variables, then flags."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from findling.base.errors import FindlingError
from findling.base.lazy import lazy_module
from findling.base.spelling import close_names
from findling.base.units import parse_bytes
from findling.node.services.config import NodeConfig

yaml = lazy_module("yaml")

CONFIG_FILE = "findling.yml"
PREFIX = "FINDLING_"


@dataclass(frozen=True, slots=True)
class Option:
    """One setting of the server: its name in the file, as FINDLING_NAME and as --name."""

    name: str
    field: str
    help: str


OPTIONS = (
    Option("data", "data", "Directory of everything that lasts."),
    Option("host", "host", "Address to listen on."),
    Option("port", "port", "Port to listen on; 0 takes a free one."),
    Option("memory", "memory_bytes", "Hard memory budget of requests, such as 512mb."),
    Option("cluster_name", "cluster_name", "Name of the cluster."),
    Option("node_name", "node_name", "Name of this node."),
    Option("allowed_hosts", "allowed_hosts", 'Host names of requests, besides this machine\'s own: a list, or "*".'),
    Option("cors_origins", "cors_origins", 'Web pages that may call from a browser: "*", a list, or a "/pattern/".'),
)


def read(field: str, value: Any, origin: str) -> Any:
    """One setting as NodeConfig wants it. Raises click.UsageError that names the setting and where it stands."""
    try:
        if field == "data":
            return Path(str(value)).expanduser()
        if field == "memory_bytes":
            return parse_bytes(str(value), "memory")
        if field == "port":
            return port(value)
        return str(value)
    except (FindlingError, ValueError) as error:
        raise click.UsageError(f"{origin}: {error}") from error


def port(value: Any) -> int:
    number = int(value)
    if not 0 <= number <= 65535:
        raise ValueError(f"port must be between 0 and 65535, not {number}")
    return number


def file_values(path: Path) -> dict[str, Any]:
    """The settings of a configuration file. Raises click.UsageError for one that cannot be read or names no setting."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise click.UsageError(f"{path}: {error}") from error
    if not isinstance(content, dict):
        raise click.UsageError(f"{path}: expected `name: value` lines")
    check_names([str(name) for name in content], str(path))
    return content


def check_names(names: list[str], origin: str) -> None:
    known = [option.name for option in OPTIONS]
    for name in names:
        if name not in known:
            near = close_names(name, known, 0.4)
            hint = f"; did you mean {near[0]}?" if near else f"; there are {', '.join(known)}"
            raise click.UsageError(f"{origin}: no setting {name!r}{hint}")


def environment_values(environment: Mapping[str, str]) -> dict[str, str]:
    """The settings among the FINDLING_* variables; others of that prefix belong to somebody else and are left alone."""
    names = {PREFIX + option.name.upper(): option.name for option in OPTIONS}
    return {names[key]: value for key, value in environment.items() if key in names}


def node_config(flags: Mapping[str, Any], config_file: Path | None, environment: Mapping[str, str]) -> NodeConfig:
    """Merges all sources; a flag that is None was not given. `config_file` None: ./findling.yml if it is there."""
    path = config_file or (Path(CONFIG_FILE) if Path(CONFIG_FILE).exists() else None)
    sources: list[tuple[str, Mapping[str, Any]]] = []
    if path is not None:
        sources.append((str(path), file_values(path)))
    sources.append(("environment", environment_values(environment)))
    sources.append(("flags", {name: value for name, value in flags.items() if value is not None}))
    values: dict[str, Any] = {"data": Path("data")}
    for origin, source in sources:
        for option in OPTIONS:
            if option.name in source:
                values[option.field] = read(option.field, source[option.name], f"{origin}: {option.name}")
    return NodeConfig(**values)
