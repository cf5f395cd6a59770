"""Role descriptors: what a role grants, as users write it and as it is shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

NO_METADATA: Final[Mapping[str, Any]] = {}
ENABLED: Final[Mapping[str, Any]] = {"enabled": True}


@dataclass(frozen=True, slots=True)
class IndicesPrivileges:
    """Privileges over the indices whose names fit.

    grant, denied: patterns of fields that may be seen, and of those of them that may not; None: all fields
    query: JSON text of the query that documents must match, perhaps a template; None: all documents
    clusters: of remote indices, those that are meant
    """

    names: tuple[str, ...]
    privileges: tuple[str, ...]
    grant: tuple[str, ...] | None = None
    denied: tuple[str, ...] | None = None
    query: str | None = None
    allow_restricted: bool = False
    clusters: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        shown: dict[str, Any] = {"names": list(self.names), "privileges": list(self.privileges)}
        if self.grant is not None or self.denied is not None:
            shown["field_security"] = {} if self.grant is None else {"grant": list(self.grant)}
            if self.denied is not None:
                shown["field_security"]["except"] = list(self.denied)
        if self.query is not None:
            shown["query"] = self.query
        shown["allow_restricted_indices"] = self.allow_restricted
        return {**shown, **({"clusters": list(self.clusters)} if self.clusters else {})}


@dataclass(frozen=True, slots=True)
class ApplicationPrivileges:
    """Privileges over resources of an application, which asks about them itself."""

    application: str
    privileges: tuple[str, ...]
    resources: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        names = {"privileges": list(self.privileges), "resources": list(self.resources)}
        return {"application": self.application, **names}


@dataclass(frozen=True, slots=True)
class RoleDescriptor:
    """A role as it is stored.

    workflows: the only ways in which it may be used (`restriction`); None: all
    global_: privileges over the cluster that name what they are about
    """

    name: str
    cluster: tuple[str, ...] = ()
    indices: tuple[IndicesPrivileges, ...] = ()
    applications: tuple[ApplicationPrivileges, ...] = ()
    run_as: tuple[str, ...] = ()
    metadata: Mapping[str, Any] = field(default_factory=dict)
    transient: Mapping[str, Any] = field(default_factory=lambda: dict(ENABLED))
    global_: Mapping[str, Any] | None = None
    remote_indices: tuple[IndicesPrivileges, ...] = ()
    remote_cluster: Sequence[Mapping[str, Any]] = ()
    workflows: tuple[str, ...] | None = None
    description: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether it grants nothing."""
        return not (self.cluster or self.indices or self.applications or self.run_as or self.remote_indices)

    def to_json(self) -> dict[str, Any]:
        """Returns the descriptor as the role API shows it."""
        shown: dict[str, Any] = {"cluster": list(self.cluster)}
        if self.global_ is not None:
            shown["global"] = self.global_
        shown["indices"] = [group.to_json() for group in self.indices]
        shown["applications"] = [group.to_json() for group in self.applications]
        shown["run_as"] = list(self.run_as)
        shown["metadata"] = dict(self.metadata)
        shown["transient_metadata"] = dict(self.transient)
        if self.remote_indices:
            shown["remote_indices"] = [group.to_json() for group in self.remote_indices]
        if self.remote_cluster:
            shown["remote_cluster"] = list(self.remote_cluster)
        if self.workflows is not None:
            shown["restriction"] = {"workflows": list(self.workflows)}
        if self.description is not None:
            shown["description"] = self.description
        return shown
