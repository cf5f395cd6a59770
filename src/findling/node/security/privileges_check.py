"""`_has_privileges` and `user/_privileges`: what one may do, asked beforehand."""

from collections.abc import Mapping
from typing import Any

from findling.base.errors import IllegalArgumentError, ParseError
from findling.security.authz.authority import Authority
from findling.security.privileges.cluster_privileges import cluster_permission
from findling.security.privileges.index_privileges import index_patterns
from findling.security.roles.fields import FieldGrant
from findling.security.roles.permission import IndexGroup
from findling.security.service import Caller, Security


def has_privileges(security: Security, caller: Caller, username: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """Returns which of the privileges that a body names the caller has."""
    _check(username, body)
    authority = caller.authority
    cluster = {name: authority.has_cluster(name) for name in body.get("cluster") or ()}
    index: dict[str, dict[str, bool]] = {}
    for group in body.get("index") or ():
        allow = bool(group.get("allow_restricted_indices"))
        for name in _names(group["names"]):
            shown = index.setdefault(name, {})
            for privilege in _names(group["privileges"]):
                shown[privilege] = authority.has_index(name, privilege, allow)
    applications = _applications(security, authority, body.get("application") or ())
    held = [*cluster.values()]
    held += [value for shown in index.values() for value in shown.values()]
    held += [value for by in applications.values() for shown in by.values() for value in shown.values()]
    return {
        "username": caller.authentication.user.username,
        "has_all_requested": all(held),
        "cluster": cluster,
        "index": dict(sorted(index.items())),
        "application": applications,
    }


def _names(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def _applications(security: Security, authority: Authority, groups: Any) -> dict[str, Any]:
    answer: dict[str, Any] = {}
    for group in groups:
        application = group["application"]
        resources = answer.setdefault(application, {})
        for resource in _names(group["resources"]):
            shown = resources.setdefault(resource, {})
            for privilege in _names(group["privileges"]):
                shown[privilege] = all(
                    security.privileges.holds(role, application, resource, privilege) for role in authority.roles
                )
    return answer


def _check(username: str, body: Mapping[str, Any]) -> None:
    """Raises ParseError for a body that asks for nothing, IllegalArgumentError for privileges that there are not."""
    prefix = f"failed to parse privileges check [{username}/has_privileges]"
    for name in body:
        if name not in ("cluster", "index", "application"):
            raise ParseError(f"{prefix}. unexpected field [{name}]")
    if not body:
        raise ParseError(f"{prefix}. All privilege fields [cluster,index,applications] are missing")
    for group in body.get("index") or ():
        for needed in ("names", "privileges"):
            if needed not in group:
                raise ParseError(
                    f"failed to parse indices privileges for role [{username}/has_privileges]. missing required "
                    f"[{needed}] field"
                )
    for group in body.get("application") or ():
        for needed in ("application", "privileges", "resources"):
            if needed not in group:
                raise ParseError(
                    f"failed to parse application privileges for role [{username}/has_privileges]. missing required "
                    f"[{needed}] field"
                )
    for name in body.get("cluster") or ():
        if not isinstance(name, str):
            raise IllegalArgumentError("cluster privileges must be names")
        cluster_permission(name)
    for group in body.get("index") or ():
        for name in _names(group["privileges"]):
            index_patterns((name,))


def user_privileges(authority: Authority) -> dict[str, Any]:
    """Returns all that the roles of a user grant together, as `user/_privileges` shows it."""
    (role,) = authority.roles[:1]
    groups: dict[tuple[Any, ...], list[IndexGroup]] = {}
    for group in role.groups:
        groups.setdefault((group.names, group.privileges, group.allow_restricted), []).append(group)
    return {
        "cluster": sorted(set(role.cluster_names)),
        "global": [],
        "indices": [_together(alike) for alike in groups.values()],
        "applications": [group.to_json() for group in role.applications],
        "run_as": sorted(set(role.run_as)),
    }


def _together(alike: list[IndexGroup]) -> dict[str, Any]:
    """Returns groups of the same names and privileges as one: what one of them lets see, all do."""
    first = alike[0]
    shown: dict[str, Any] = {
        "names": list(first.names),
        "privileges": sorted(first.privileges),
        "allow_restricted_indices": first.allow_restricted,
    }
    if not any(group.fields.is_all for group in alike):
        shown["field_security"] = [_fields(group.fields) for group in alike]
    if all(group.query is not None for group in alike):
        shown["query"] = [group.query for group in alike]
    return shown


def _fields(fields: FieldGrant) -> dict[str, list[str]]:
    denied = {} if not fields.denied else {"except": list(fields.denied)}
    return {"grant": list(fields.grant or ("*",)), **denied}
