"""Decides whether an authenticated request may be carried out: a chain of authorizers, each of which may refuse it.

The first judges by roles. Other packages, such as policies, register theirs behind it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from findling.base.errors import SecurityError
from findling.cluster.access import Access
from findling.security.authc.authentication import Authentication
from findling.security.authz.authority import Authority
from findling.security.authz.denials import action_denied
from findling.security.privileges.cluster_privileges import is_cluster_action

if TYPE_CHECKING:
    from findling.security.authz.access import UserAccess


@dataclass(frozen=True)
class ActionRequest:
    """A request before it is carried out.

    action: by Elasticsearch's name; indices: the expression in its path, None if it has none
    body: what came with it; of_owner: whether the action may be granted for API keys of one's own only
    """

    action: str
    method: str
    path: str
    indices: str | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    address: str | None = None
    of_owner: bool = False
    body: bytes = b""


Authorize = Callable[[ActionRequest, Authentication, Authority], Any]
"""Raises SecurityError for what may not be done."""

Narrow = Callable[["UserAccess", ActionRequest], Access]
"""Returns what is left of an access while a request is carried out."""


def authorize_by_roles(request: ActionRequest, authentication: Authentication, authority: Authority) -> None:
    """Raises SecurityError for an action that no role grants: of an action over indices, for no index at all."""
    action = request.action
    if is_cluster_action(action):
        if not authority.grants_cluster(action, request.of_owner):
            raise action_denied(action, authentication, authority, of_owner=request.of_owner)
    elif not authority.grants_somewhere(action):
        raise action_denied(action, authentication, authority, _named(request.indices))


class Authorizer:
    """The chain."""

    def __init__(self) -> None:
        self._chain: list[Authorize] = [authorize_by_roles]
        self._narrow: Narrow | None = None

    def register(self, authorize: Authorize, narrow: Narrow | None = None) -> None:
        """Adds one that is asked after all others. narrow: limits what may be reached of what it does not refuse"""
        self._chain.append(authorize)
        self._narrow = narrow or self._narrow

    def check(
        self, request: ActionRequest, authentication: Authentication, authority: Authority, is_free: bool = False
    ) -> None:
        """Raises SecurityError if one of the chain refuses. is_free: no role needs to grant the action"""
        for authorize in self._chain[1:] if is_free else self._chain:
            authorize(request, authentication, authority)

    def narrowed(self, access: "UserAccess", request: ActionRequest) -> Access:
        """Returns the access under which a request is carried out."""
        return access if self._narrow is None else self._narrow(access, request)


def refuse_unknown(action: str) -> SecurityError:
    """Returns the error for what no privilege is about."""
    return SecurityError(f"action [{action}] is not known to security and therefore not allowed")


def _named(indices: str | None) -> list[str]:
    """Returns the names of an expression that are no patterns."""
    names = [name for name in (indices or "").split(",") if name]
    return [] if any("*" in name or name == "_all" for name in names) else names
