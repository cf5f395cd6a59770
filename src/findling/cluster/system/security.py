"""Users, roles, keys and tokens: what decides who may do what."""

from typing import Any, Final

from findling.cluster.system_index import SystemIndexDescriptor

_KEYWORD: Final[dict[str, Any]] = {"type": "keyword"}
_DATE: Final[dict[str, Any]] = {"type": "date", "format": "epoch_millis"}

INDEX: Final = SystemIndexDescriptor(
    ".security",
    {
        "properties": {
            "kind": _KEYWORD,
            "name": _KEYWORD,
            "type": _KEYWORD,
            "username": _KEYWORD,
            "roles": _KEYWORD,
            "full_name": {"type": "text"},
            "email": {**_KEYWORD, "fields": {"text": {"type": "text"}}},
            "enabled": {"type": "boolean"},
            "realm": _KEYWORD,
            "metadata": {"type": "flattened"},
            "description": {"type": "text"},
            "applications": {
                "properties": dict.fromkeys(("application", "privileges", "resources"), _KEYWORD),
            },
            "creation": _DATE,
            "expiration": _DATE,
            "invalidated": {"type": "boolean"},
            "invalidation": _DATE,
            "refresh_hash": _KEYWORD,
        }
    },
)
