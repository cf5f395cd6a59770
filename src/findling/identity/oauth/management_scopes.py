"""The scopes of the provider's own API, as a registered API has them."""

from typing import Any, Final

_EVERYTHING: Final = ("create", "read", "update", "delete")
_SUBJECTS: Final = {
    "users": _EVERYTHING,
    "clients": _EVERYTHING,
    "client_grants": _EVERYTHING,
    "resource_servers": _EVERYTHING,
    "roles": _EVERYTHING,
    "grants": ("read", "delete"),
    "sessions": ("read", "delete"),
    "signing_keys": ("read", "create", "update"),
    "user_tickets": ("create",),
    "branding": ("read", "update"),
}
MANAGEMENT_SCOPES: Final = tuple(f"{verb}:{subject}" for subject, verbs in _SUBJECTS.items() for verb in verbs)
MANAGEMENT: Final[dict[str, Any]] = {
    "id": "management",
    "name": "Management API",
    "scopes": [{"value": scope, "description": ""} for scope in MANAGEMENT_SCOPES],
    "token_lifetime": 3600,
    "enforce_policies": True,
    "is_system": True,
}
"""Its audience depends on where the provider is: access_tokens.management_audience."""
