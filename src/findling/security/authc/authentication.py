"""An authenticated request: who asks, how that is known, and on whose behalf."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from findling.security.roles.descriptor import RoleDescriptor


@dataclass(frozen=True, slots=True)
class User:
    """One who may ask."""

    username: str
    roles: tuple[str, ...] = ()
    full_name: str | None = None
    email: str | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)
    enabled: bool = True

    def to_json(self) -> dict[str, Any]:
        return {
            "username": self.username,
            "roles": list(self.roles),
            "full_name": self.full_name,
            "email": self.email,
            "metadata": dict(self.metadata),
            "enabled": self.enabled,
        }


@dataclass(frozen=True, slots=True)
class Realm:
    """Where a user is known."""

    name: str
    type: str

    def to_json(self) -> dict[str, str]:
        return {"name": self.name, "type": self.type}


RESERVED: Final = Realm("reserved", "reserved")
NATIVE: Final = Realm("default_native", "native")
API_KEY: Final = Realm("_es_api_key", "_es_api_key")
SERVICE: Final = Realm("_service_account", "_service_account")
ANONYMOUS: Final = Realm("__anonymous", "__anonymous")
PKI: Final = Realm("pki1", "pki")
JWT_REALM: Final = "jwt"
"""The type of the realms of issuers."""


@dataclass(frozen=True, slots=True)
class ApiKeyUse:
    """The API key that a request came with. own: None where it has no descriptors of its own"""

    id: str
    name: str | None
    own: tuple[RoleDescriptor, ...] | None
    limited_by: tuple[RoleDescriptor, ...]


@dataclass(frozen=True, slots=True)
class Authentication:
    """Who asks.

    user: on whose behalf; acting: who really asks, if that is another (`run_as`)
    realm: where who really asks is known; lookup_realm: where the user is
    type: realm, api_key, token, anonymous or internal
    token: name and type of a service account's token
    """

    user: User
    realm: Realm
    type: str = "realm"
    acting: User | None = None
    lookup_realm: Realm | None = None
    api_key: ApiKeyUse | None = None
    token: Mapping[str, str] | None = None

    @property
    def asker(self) -> User:
        """Who really asks."""
        return self.acting or self.user

    @property
    def user_realm(self) -> Realm:
        """Where the user on whose behalf it is asked is known."""
        return self.lookup_realm or self.realm

    def to_json(self) -> dict[str, Any]:
        """Returns the answer of `_security/_authenticate`."""
        shown = self.user.to_json()
        if self.token is not None:
            shown["token"] = dict(self.token)
        shown["authentication_realm"] = self.realm.to_json()
        shown["lookup_realm"] = self.user_realm.to_json()
        shown["authentication_type"] = self.type
        if self.api_key is not None:
            named = {} if self.api_key.name is None else {"name": self.api_key.name}
            shown["api_key"] = {"managed_by": "elasticsearch", **named, "id": self.api_key.id}
        return shown
