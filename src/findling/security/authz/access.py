"""What one who asks may do with indices while an action is carried out."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from findling.base.errors import FindlingError
from findling.security.authc.authentication import JWT_REALM, Authentication
from findling.security.authz.authority import Authority
from findling.security.authz.authorizer import ActionRequest, authorize_by_roles
from findling.security.authz.denials import action_denied
from findling.security.roles.permission import IndexAccess


@dataclass(frozen=True)
class UserAccess:
    """The access (`findling.cluster.access`) of an authenticated request."""

    authentication: Authentication
    authority: Authority
    action: str

    @property
    def owner(self) -> str:
        user, realm = self.authentication.user, self.authentication.user_realm
        return f"{realm.type}/{realm.name}/{user.username}"

    @property
    def signature(self) -> str | None:
        """The name of one whom an issuer knows; administrators and programs write for others."""
        authentication = self.authentication
        return authentication.user.username if authentication.user_realm.type == JWT_REALM else None

    @property
    def of_roles(self) -> "UserAccess":
        return self

    @property
    def visibility(self) -> Hashable:
        return self.authority

    @property
    def variables(self) -> Mapping[str, Any]:
        user = self.authentication.user
        return {
            "username": user.username,
            "full_name": user.full_name,
            "email": user.email,
            "roles": list(user.roles),
            "metadata": dict(user.metadata),
        }

    def sees(self, name: str) -> bool:
        return self.authority.grants_index(self.action, name)

    def refusal(self, names: Sequence[str]) -> FindlingError:
        return action_denied(self.action, self.authentication, self.authority, names)

    def check(self, action: str) -> None:
        authorize_by_roles(ActionRequest(action, "", ""), self.authentication, self.authority)

    def acting(self, action: str) -> "UserAccess":
        return replace(self, action=action)

    def documents(self, name: str, via: frozenset[str]) -> IndexAccess | None:
        """Returns what may be seen of an index; None: nothing. via: the names that led to it"""
        return self.authority.access(self.action, via or {name})
