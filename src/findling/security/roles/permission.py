"""What roles grant together, ready to be asked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from findling.base.java_collections import map_order, set_hash
from findling.security.privileges.cluster_privileges import ClusterPermission, cluster_permission
from findling.security.privileges.index_privileges import index_patterns
from findling.security.privileges.patterns import Patterns, grants, implies
from findling.security.roles.descriptor import ApplicationPrivileges, IndicesPrivileges, RoleDescriptor
from findling.security.roles.fields import ALL_FIELDS, FieldGrant, FieldPermission
from findling.security.roles.names import matches_name
from findling.security.roles.restricted import is_restricted, may_be_restricted

# until 8.0 these let one add fields, and roles are written so
_OLD_MAPPING_GRANTS: Final = frozenset({"create", "create_doc", "index", "write"})
PUT_MAPPING: Final = "indices:admin/mapping/put"


@dataclass(frozen=True)
class IndexGroup:
    """Privileges over indices, of all that roles grant over the same names.

    fields: what each grant lets one see; queries: JSON texts, None: all documents are seen
    """

    names: tuple[str, ...]
    privileges: tuple[str, ...]
    fields: tuple[FieldGrant, ...]
    queries: tuple[str, ...] | None
    allow_restricted: bool

    @cached_property
    def patterns(self) -> Patterns:
        return index_patterns(self.privileges)

    @property
    def sees_all_fields(self) -> bool:
        return any(grant.is_all for grant in self.fields)

    def grants_action(self, action: str) -> bool:
        """Whether an action is granted over the indices of this group."""
        if grants(self.patterns, action):
            return True
        return action == PUT_MAPPING and not _OLD_MAPPING_GRANTS.isdisjoint(self.privileges)

    def names_fit(self, name: str) -> bool:
        """Whether an index or alias is one of this group."""
        if not self.allow_restricted and is_restricted(name):
            return False
        return matches_name(self.names, name)


@dataclass(frozen=True)
class IndexAccess:
    """What may be seen of one index.

    queries: JSON texts: of each group a document must match one; empty: all documents are seen
    """

    queries: tuple[tuple[str, ...], ...] = ()
    fields: FieldPermission = ALL_FIELDS

    @property
    def is_whole(self) -> bool:
        return not self.queries and self.fields.is_all

    def and_of(self, other: "IndexAccess") -> "IndexAccess":
        """Returns what both let one see."""
        return IndexAccess(tuple(dict.fromkeys((*self.queries, *other.queries))), self.fields.and_of(other.fields))


WHOLE: Final = IndexAccess()


@dataclass(frozen=True)
class Role:
    """The roles of one who asks, as one.

    names: those that were found; cluster_names: the privileges over the cluster, as they are written
    """

    names: tuple[str, ...]
    cluster_names: tuple[str, ...]
    cluster: tuple[ClusterPermission, ...]
    groups: tuple[IndexGroup, ...]
    run_as: tuple[str, ...]
    applications: tuple[ApplicationPrivileges, ...]
    workflows: tuple[str, ...] | None = None

    @classmethod
    def of(cls, descriptors: Sequence[RoleDescriptor]) -> "Role":
        """Returns what descriptors grant together."""
        return cls(
            tuple(descriptor.name for descriptor in descriptors),
            tuple(name for descriptor in descriptors for name in descriptor.cluster),
            tuple(cluster_permission(name) for descriptor in descriptors for name in descriptor.cluster),
            (*_groups(descriptors, False), *_groups(descriptors, True)),
            tuple(name for descriptor in descriptors for name in descriptor.run_as),
            tuple(group for descriptor in descriptors for group in descriptor.applications),
        )

    def grants_cluster(self, action: str, of_owner: bool = False) -> bool:
        """Whether an action over the cluster is granted."""
        return any(permission.grants(action, of_owner) for permission in self.cluster)

    def grants_somewhere(self, action: str) -> bool:
        """Whether an action over indices is granted for any index at all."""
        return any(group.grants_action(action) for group in self.groups)

    def grants_index(self, action: str, name: str) -> bool:
        """Whether an action over indices is granted for an index, or an alias, of that name."""
        return any(group.grants_action(action) and group.names_fit(name) for group in self.groups)

    def access(self, action: str, names: Iterable[str]) -> IndexAccess | None:
        """Returns what may be seen of an index by an action; None: nothing.

        names: of the index and of the aliases through which it is reached
        """
        wanted = list(names)
        fitting = [group for group in self.groups if group.grants_action(action) and any(map(group.names_fit, wanted))]
        if not fitting:
            return None
        queries: tuple[tuple[str, ...], ...] = ()
        if all(group.queries is not None for group in fitting):
            queries = (tuple(dict.fromkeys(query for group in fitting for query in group.queries or ())),)
        return IndexAccess(queries, FieldPermission.any_of(grant for group in fitting for grant in group.fields))

    def grants_run_as(self, username: str) -> bool:
        return matches_name(self.run_as, username)

    @property
    def is_limited(self) -> bool:
        """Whether some group shows a part of the documents or fields only."""
        return any(group.queries is not None or not group.sees_all_fields for group in self.groups)

    def has_cluster(self, privilege: str) -> bool:
        """Whether a privilege over the cluster is held. Raises IllegalArgumentError."""
        wanted = cluster_permission(privilege)
        if not self.cluster:
            return False  # nor is `none`, which whoever holds any has too
        held = ClusterPermission(
            tuple(pattern for permission in self.cluster for pattern in permission.patterns if not permission.excluded),
            owns_keys=any(permission.owns_keys for permission in self.cluster),
        )
        return held.implies(wanted) or any(permission.implies(wanted) for permission in self.cluster)

    def has_index(self, name: str, privilege: str, allow_restricted: bool = False) -> bool:
        """Whether a privilege is held over all indices of a pattern. Raises IllegalArgumentError."""
        wanted = index_patterns((privilege,))
        held: list[str] = []
        for group in self.groups:
            reaches = allow_restricted and may_be_restricted(name)
            if (group.allow_restricted or not (reaches or is_restricted(name))) and _covers(group.names, name):
                held += group.patterns
        return bool(wanted or held) and implies(tuple(held), wanted)


def _covers(patterns: tuple[str, ...], name: str) -> bool:
    # a star in the name stands for any text: that it fits as a character no name has is as good as all
    return name in patterns or matches_name(patterns, name.replace("*", "\uffff\uffff"))


def _groups(descriptors: Sequence[RoleDescriptor], allow_restricted: bool) -> list[IndexGroup]:
    """Returns what roles grant over indices, together over the same names, in the order in which it is told."""
    by_names: dict[frozenset[str], list[IndicesPrivileges]] = {}
    for descriptor in descriptors:
        if len(descriptor.indices) == 1 and descriptor.indices[0].privileges[:1] == ("none",):
            continue  # such a role takes no part in what others grant over its names
        for group in descriptor.indices:
            if group.allow_restricted == allow_restricted:
                by_names.setdefault(frozenset(group.names), []).append(group)
    return [_together(by_names[names]) for names in map_order(by_names, set_hash)]


def _together(alike: Sequence[IndicesPrivileges]) -> IndexGroup:
    """Returns groups over the same names as one: what one of them lets one do, all do, and what one of them shows."""
    queries = [group.query for group in alike if group.query is not None]
    return IndexGroup(
        tuple(sorted(set(alike[0].names))),
        tuple(dict.fromkeys(privilege for group in alike for privilege in group.privileges)),
        tuple(dict.fromkeys(FieldGrant(group.grant, group.denied) for group in alike)),
        tuple(dict.fromkeys(queries)) if len(queries) == len(alike) else None,
        alike[0].allow_restricted,
    )
