"""Databases of addresses: what the node has, and configurations to fetch some, which are kept and not acted upon."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from findling.base.errors import IllegalArgumentError, ResourceNotFoundError
from findling.base.wildcards import matches
from findling.cluster.state import ClusterState
from findling.node.services.node import Node

SECTION: Final = "ip_location_databases"
_KINDS: Final = ("maxmind", "ipinfo", "web", "local")
Kept = Mapping[str, Mapping[str, Any]]


def _kept(state: ClusterState) -> Kept:
    kept: Kept = state.custom.get(SECTION, {})
    return kept


def _with(state: ClusterState, kept: Kept) -> ClusterState:
    return replace(state, custom={**state.custom, SECTION: dict(kept)})


def put_database(node: Node, key: str, body: Mapping[str, Any]) -> dict[str, bool]:
    """Keeps a configuration. Raises IllegalArgumentError."""
    name = body.get("name")
    if not isinstance(name, str) or not name:
        raise IllegalArgumentError("Required [name]")
    kinds = [kind for kind in _KINDS if kind in body]
    if len(kinds) != 1:
        raise IllegalArgumentError("Must specify exactly one provider object, but no provider object was specified"
                                   if not kinds else "Must specify exactly one provider object")  # fmt: skip
    entry = {"version": 1, "modified_date_millis": node.clock.now_ms(), "database": dict(body)}
    before = _kept(node.cluster.state).get(key)
    if before is not None:
        entry["version"] = before["version"] + 1
    node.cluster.change(lambda state: _with(state, {**_kept(state), key: entry}))
    return {"acknowledged": True}


def get_databases(node: Node, keys: list[str]) -> dict[str, Any]:
    """Returns configurations, and the files of the node as `local` ones. Raises ResourceNotFoundError."""
    files = {f"_local_{name}": {"version": 0, "modified_date_millis": 0, "database": {"name": name, "local": {}}}
             for name in node.ingest.services.databases.names()}  # fmt: skip
    known = {**_kept(node.cluster.state), **files}
    for key in keys:
        if "*" not in key and key not in known:
            raise ResourceNotFoundError(f"database configuration not found: {key}")
    wanted = [key for key in known if not keys or any(matches(pattern, key) for pattern in keys)]
    return {"databases": [{"id": key, **known[key]} for key in sorted(wanted)]}


def delete_database(node: Node, key: str) -> dict[str, bool]:
    """Forgets a configuration. Raises ResourceNotFoundError."""
    if key not in _kept(node.cluster.state):
        raise ResourceNotFoundError(f"Database configuration not found: {key}")
    node.cluster.change(
        lambda state: _with(state, {name: entry for name, entry in _kept(state).items() if name != key})
    )
    return {"acknowledged": True}


def stats(node: Node) -> dict[str, Any]:
    """Returns what was fetched: nothing; and the files that there are."""
    counts = {"successful_downloads": 0, "failed_downloads": 0, "total_download_time": 0, "databases_count": 0,
              "skipped_updates": 0, "expired_databases": 0}  # fmt: skip
    names = node.ingest.services.databases.names()
    shown = {node.id: {"databases": [], "config_databases": names}} if names else {}
    return {"stats": counts, "nodes": shown}
