"""The sentences in which something is refused, as Elasticsearch puts them."""

from collections.abc import Sequence

from findling.base.errors import SecurityError
from findling.base.java_collections import in_map_order
from findling.security.authc.authentication import Authentication
from findling.security.authz.authority import Authority
from findling.security.privileges import cluster_privileges, index_privileges
from findling.security.roles.restricted import is_restricted


def action_denied(
    action: str,
    authentication: Authentication,
    authority: Authority,
    names: Sequence[str] = (),
    of_owner: bool = False,
) -> SecurityError:
    """Returns the error that an action may not be done. names: of the indices that it may not be done with"""
    return SecurityError(
        f"action [{action}] is unauthorized for {described(authentication, authority)}{_on(names)}"
        f"{_granted_by(action, of_owner)}"
    )


def run_as_denied(action: str, authentication: Authentication, authority: Authority, wanted: str) -> SecurityError:
    """Returns the error that one may not ask on behalf of another user."""
    who = described(authentication, authority)
    asker = who if authentication.api_key is not None else f"user [{authentication.asker.username}]"
    return SecurityError(
        f"action [{action}] is unauthorized for {who}, because {asker} is unauthorized to run as [{wanted}]"
    )


def described(authentication: Authentication, authority: Authority) -> str:
    """Returns who asks, with the roles."""
    user = authentication.user.username
    key = authentication.api_key
    acting = authentication.acting
    if acting is None and key is not None:
        return f"API key id [{key.id}] of user [{user}]"
    if acting is None and authentication.token is not None:
        return f"service account [{user}]"
    who = f"user [{user}]"
    if acting is not None:
        asker = f"API key id [{key.id}] of user" if key is not None else "user"
        who = f"{asker} [{acting.username}] run as [{user}]"
    shown = f"{who} with effective roles [{','.join(authority.names)}]"
    missing = f" (assigned roles [{','.join(sorted(authority.missing))}] were not found)" if authority.missing else ""
    return shown + missing


def _on(names: Sequence[str]) -> str:
    if not names:
        return ""
    what = "restricted indices" if all(map(is_restricted, names)) else "indices"
    return f" on {what} [{','.join(in_map_order(dict.fromkeys(names)))}]"


def _granted_by(action: str, of_owner: bool) -> str:
    if cluster_privileges.is_cluster_action(action):
        names, kind = cluster_privileges.privileges_granting(action, of_owner), "cluster"
    else:
        names, kind = index_privileges.privileges_granting(action), "index"
    return f", this action is granted by the {kind} privileges [{','.join(names)}]" if names else ""
