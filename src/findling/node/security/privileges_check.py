"""`_has_privileges` and `user/_privileges`: what one may do, asked beforehand."""

from collections.abc import Sequence
from typing import Any

from findling.base.errors import ActionRequestValidationError, IllegalArgumentError, UnsupportedOperationError
from findling.base.java_collections import array_hash, in_map_order, java_hash, map_order, set_hash
from findling.security.application_privileges import ApplicationPrivilege, shown_applications
from findling.security.authz.authority import Authority
from findling.security.privileges.cluster_privileges import cluster_permission
from findling.security.privileges.index_privileges import index_patterns
from findling.security.roles.descriptor import IndicesPrivileges, RoleDescriptor
from findling.security.roles.fields import FieldGrant
from findling.security.roles.global_privileges import told_apart
from findling.security.roles.parse import parse_checked_privileges
from findling.security.roles.permission import IndexGroup
from findling.security.roles.reserved import SUPERUSER, reserved_role
from findling.security.roles.validate import application_fault
from findling.security.service import Security


def parse_check(name: str, body: object) -> RoleDescriptor:
    """Returns the privileges that are asked for. Raises ParseError, ActionRequestValidationError, and so on."""
    asked = parse_checked_privileges(name, body)
    check_asked(asked)
    return asked


def check_known(asked: RoleDescriptor) -> None:
    """Raises IllegalArgumentError for privileges that there are not."""
    for privilege in asked.cluster:
        cluster_permission(privilege)
    for group in asked.indices:
        index_patterns(group.privileges)


def check_asked(asked: RoleDescriptor) -> None:
    """Raises ActionRequestValidationError if nothing is asked for, and for names that no application has."""
    faults = [application_fault(group.application, wildcards=False) for group in asked.applications]
    named = [fault for fault in faults if fault]
    if not (asked.cluster or asked.indices or asked.applications):
        named.append("must specify at least one privilege")
    if named:
        raise ActionRequestValidationError.of(*named)


def has_privileges(security: Security, authority: Authority, username: str, asked: RoleDescriptor) -> dict[str, Any]:
    """Returns which of the privileges asked for somebody has."""
    cluster = {name: authority.has_cluster(name) for name in asked.cluster}
    index: dict[str, dict[str, bool]] = {}
    for group in asked.indices:
        for name in group.names:
            shown = index.setdefault(name, {})
            for privilege in group.privileges:
                shown[privilege] = bool(name) and authority.has_index(name, privilege, group.allow_restricted)
    applications = _applications(security, authority, asked)
    held = [*cluster.values()]
    held += [value for shown in index.values() for value in shown.values()]
    held += [value for by in applications.values() for shown in by.values() for value in shown.values()]
    return {
        "username": username,
        "has_all_requested": all(held),
        "cluster": cluster,
        "index": dict(sorted(index.items())),
        "application": applications,
    }


def _applications(security: Security, authority: Authority, asked: RoleDescriptor) -> dict[str, Any]:
    answer: dict[str, Any] = {}
    for group in asked.applications:
        resources = answer.setdefault(group.application, {})
        for resource in group.resources:
            shown = resources.setdefault(resource, {})
            for privilege in group.privileges:
                shown[privilege] = all(
                    security.privileges.holds(role, group.application, resource, privilege) for role in authority.roles
                )
    return answer


def user_privileges(
    authority: Authority, descriptors: Sequence[RoleDescriptor], known: Sequence[ApplicationPrivilege]
) -> dict[str, Any]:
    """Returns all that the roles of a user grant together, as `user/_privileges` shows it.

    known: the privileges of applications that were put
    Raises IllegalArgumentError for a key with roles of its own: it may do what two lists have in common.
    """
    if len(authority.roles) > 1:
        raise IllegalArgumentError(
            "Cannot retrieve privileges for API keys with assigned role descriptors. Please use the Get API key "
            "information API https://ela.st/es-api-get-api-key"
        ) from UnsupportedOperationError("cannot retrieve cluster permission on limited role")
    (role,) = authority.roles
    return {
        "cluster": sorted(set(role.cluster_names)),
        "global": [granted for descriptor in descriptors for granted in told_apart(descriptor.global_)],
        "indices": [_shown_group(group) for group in role.groups],
        "applications": shown_applications(role, known),
        "run_as": sorted(set(role.run_as)),
        **_remote(descriptors),
    }


def _remote(descriptors: Sequence[RoleDescriptor]) -> dict[str, Any]:
    """Returns what the roles grant in other clusters."""
    groups = [group for descriptor in descriptors for group in descriptor.remote_indices]
    if not (len(descriptors) == 1 and descriptors[0] is reserved_role(SUPERUSER)):
        groups = _in_set_order(groups)  # the superuser's alone are never put together from sets
    clusters = [group for descriptor in descriptors for group in descriptor.remote_cluster]
    shown: dict[str, Any] = {}
    if groups:
        shown["remote_indices"] = [_shown_remote(group) for group in groups]
    if clusters:
        shown["remote_cluster"] = clusters
    return shown


def _shown_remote(group: IndicesPrivileges) -> dict[str, Any]:
    """Returns what a role grants in other clusters, in the form that groups of several roles have together."""
    given = group.to_json()
    together: dict[str, Any] = {key: [given[key]] for key in ("field_security", "query") if key in given}
    return {**given, "privileges": sorted(group.privileges), **together, "clusters": in_map_order(group.clusters)}


def _in_set_order(groups: Sequence[IndicesPrivileges]) -> list[IndicesPrivileges]:
    """Returns groups of other clusters as Elasticsearch's maps of sets go through them: by clusters, then by hash."""
    by_clusters: dict[frozenset[str], dict[IndicesPrivileges, None]] = {}
    for group in groups:
        by_clusters.setdefault(frozenset(group.clusters), {})[group] = None
    return [
        group
        for clusters in map_order(by_clusters, set_hash)
        for group in map_order(by_clusters[clusters], _group_hash)
    ]


def _group_hash(group: IndicesPrivileges) -> int:
    """Returns what RoleDescriptor.IndicesPrivileges has for its hashCode."""
    hashed = array_hash(group.names)
    rest = (
        int(group.allow_restricted), array_hash(group.privileges), array_hash(group.grant), array_hash(group.denied),
        0 if group.query is None else java_hash(group.query),
    )  # fmt: skip
    for part in rest:
        hashed = (31 * hashed + part) & 0xFFFFFFFF
    return hashed


def _shown_group(group: IndexGroup) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "names": list(group.names),
        "privileges": sorted(group.privileges),
        "allow_restricted_indices": group.allow_restricted,
    }
    if not group.sees_all_fields:
        shown["field_security"] = [_fields(grant) for grant in group.fields]
    if group.queries is not None:
        shown["query"] = list(group.queries)
    return shown


def _fields(fields: FieldGrant) -> dict[str, list[str]]:
    denied = {} if not fields.denied else {"except": list(fields.denied)}
    return {"grant": list(fields.grant or ("*",)), **denied}
