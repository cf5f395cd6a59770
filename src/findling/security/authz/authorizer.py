"""Decides whether an authenticated request may be carried out: a chain of authorizers, each of which may refuse it.

The first judges by roles. Other packages, such as policies, register theirs behind it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from findling.base.errors import FindlingError, IndexNotFoundError, SecurityError
from findling.cluster.access import Access
from findling.cluster.authorized_names import authorized_names
from findling.cluster.date_math_names import resolve_date_math
from findling.cluster.name_resolution import IndicesOptions
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
    now_ms: when it came
    """

    action: str
    method: str
    path: str
    indices: str | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    address: str | None = None
    of_owner: bool = False
    body: bytes = b""
    now_ms: int = 0


Authorize = Callable[[ActionRequest, Authentication, Authority], Any]
"""Raises SecurityError for what may not be done."""

Narrow = Callable[["UserAccess", ActionRequest], Access]
"""Returns what is left of an access while a request is carried out."""


# requests of several, each of which is judged on its own: what is told of them names no index
_COMPOSITE: Final = frozenset(
    f"indices:data/{what}" for what in ("write/bulk", "read/mget", "read/msearch", "read/mtv", "write/reindex")
)
# whose names may be of other clusters: what they mean here is found out before anything is refused
_OVER_CLUSTERS: Final = frozenset(
    ("indices:data/read/search", "indices:data/read/field_caps", "indices:data/read/open_point_in_time",
     "indices:admin/resolve/index", "indices:admin/resolve/cluster", "indices:data/read/xpack/termsenum/list")
)  # fmt: skip


def authorize_by_roles(request: ActionRequest, authentication: Authentication, authority: Authority) -> None:
    """Raises SecurityError for an action that no role grants: of an action over indices, for no index at all."""
    action = request.action
    if is_cluster_action(action):
        if not authority.grants_cluster(action, request.of_owner):
            raise action_denied(action, authentication, authority, of_owner=request.of_owner)
    elif not authority.grants_somewhere(action):
        raise _refused(request, authentication, authority)


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


def _refused(request: ActionRequest, authentication: Authentication, authority: Authority) -> FindlingError:
    """Returns the error of an action that is granted for no index at all."""
    names = [name.strip() for name in (request.indices or "").split(",") if name.strip()]
    if request.action in _COMPOSITE:
        names = []
    elif request.action in _OVER_CLUSTERS:
        names = [resolve_date_math(name, request.now_ms) for name in names]
        try:
            names = authorized_names(names, _options(request), lambda pattern: [], lambda name: False)
        except IndexNotFoundError as error:
            return error
    elif names == ["_all"]:
        names = []
    return action_denied(request.action, authentication, authority, names)


def _options(request: ActionRequest) -> IndicesOptions:
    """Returns how a request wants its names taken: those of it that matter where nothing may be used."""
    given = request.parameters
    options = IndicesOptions(given.get("ignore_unavailable") in ("", "true"), given.get("allow_no_indices") != "false")
    return options.expanding(given["expand_wildcards"].split(",")) if "expand_wildcards" in given else options
