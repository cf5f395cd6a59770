"""What the identity provider knows for a while only: sessions, codes, refresh tokens, tickets."""

from typing import Any, Final

from findling.cluster.system_index import SystemIndexDescriptor

_KEYWORD: Final[dict[str, Any]] = {"type": "keyword"}

INDEX: Final = SystemIndexDescriptor(
    ".findling-identity-sessions",
    {
        "properties": {
            "kind": _KEYWORD,
            "name": _KEYWORD,
            "id": _KEYWORD,
            "user_id": _KEYWORD,
            "client_id": _KEYWORD,
            "session_id": _KEYWORD,
            "family": _KEYWORD,
            "revoked": {"type": "boolean"},
            "created": {"type": "date", "format": "epoch_millis"},
            "expiration": {"type": "date", "format": "epoch_millis"},
        }
    },
    expires="expiration",
)
