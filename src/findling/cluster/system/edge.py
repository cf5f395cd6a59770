"""The fleet of edges: nodes, devices, groups, shadows, bundles, deployments, commands, configurations."""

from typing import Any, Final

from findling.cluster.system_index import SystemIndexDescriptor

_KEYWORD: Final[dict[str, Any]] = {"type": "keyword"}
_DATE: Final[dict[str, Any]] = {"type": "date"}
_LONG: Final[dict[str, Any]] = {"type": "long"}
_FLATTENED: Final[dict[str, Any]] = {"type": "flattened"}

INDEX: Final = SystemIndexDescriptor(
    ".findling-edge",
    {
        "properties": {
            "kind": _KEYWORD,
            "name": _KEYWORD,
            "node": _KEYWORD,
            "device": _KEYWORD,
            "state": _KEYWORD,
            "tags": _FLATTENED,
            "group": _KEYWORD,
            "nodes": _KEYWORD,
            "bundle": _KEYWORD,
            "bundle_version": _KEYWORD,
            "findling_version": _KEYWORD,
            "revoked": {"type": "boolean"},
            "created_at": _DATE,
            "updated_at": _DATE,
            "last_seen": _DATE,
            "expires_at": _DATE,
            "answered_at": _DATE,
            "command": _KEYWORD,
            "batch": _KEYWORD,
            "version": _LONG,
            "runs": _FLATTENED,
            "wants": _FLATTENED,
            "desired": _FLATTENED,
            "reported": _FLATTENED,
            "backlog": {
                "properties": {
                    "events": _LONG,
                    "bytes": _LONG,
                    "dropped": _LONG,
                    "blocked": _LONG,
                    "disk_full": {"type": "boolean"},
                }
            },
            "refused": {"properties": {"count": _LONG}},
            "reason": {"type": "text"},
        }
    },
)
