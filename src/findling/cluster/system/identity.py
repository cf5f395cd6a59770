"""Accounts of the identity provider, the applications that use it, and the keys it signs with."""

from typing import Any, Final

from findling.cluster.system_index import SystemIndexDescriptor

_KEYWORD: Final[dict[str, Any]] = {"type": "keyword"}
_TEXT: Final[dict[str, Any]] = {"type": "keyword", "fields": {"text": {"type": "text"}}}
_DATE: Final[dict[str, Any]] = {"type": "date"}

INDEX: Final = SystemIndexDescriptor(
    ".findling-identity",
    {
        "properties": {
            "kind": _KEYWORD,
            "name": _TEXT,
            "user_id": _KEYWORD,
            "email": _TEXT,
            "email_verified": {"type": "boolean"},
            "phone_number": _KEYWORD,
            "phone_verified": {"type": "boolean"},
            "username": _KEYWORD,
            "given_name": _TEXT,
            "family_name": _TEXT,
            "nickname": _TEXT,
            "blocked": {"type": "boolean"},
            "created_at": _DATE,
            "updated_at": _DATE,
            "last_login": _DATE,
            "last_ip": _KEYWORD,
            "logins_count": {"type": "long"},
            "roles": _KEYWORD,
            "user_metadata": {"type": "flattened"},
            "app_metadata": {"type": "flattened"},
            "client_id": _KEYWORD,
            "app_type": _KEYWORD,
            "audience": _KEYWORD,
            "identifier": _KEYWORD,
            "scope": _KEYWORD,
        }
    },
)
