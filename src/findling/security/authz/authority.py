"""What one who asks may do: what each of several roles grants, all at once."""

from collections.abc import Iterable
from dataclasses import dataclass

from findling.security.roles.permission import IndexAccess, Role


@dataclass(frozen=True, slots=True)
class Authority:
    """Roles that limit each other: of an API key, its own and those of its owner.

    missing: names of assigned roles that there are not
    """

    roles: tuple[Role, ...]
    missing: tuple[str, ...] = ()

    @property
    def names(self) -> list[str]:
        """The names of the roles that were found, in order."""
        return sorted(self.roles[0].names)

    def grants_cluster(self, action: str, of_owner: bool = False) -> bool:
        return all(role.grants_cluster(action, of_owner) for role in self.roles)

    def grants_somewhere(self, action: str) -> bool:
        return all(role.grants_somewhere(action) for role in self.roles)

    def grants_index(self, action: str, name: str) -> bool:
        return all(role.grants_index(action, name) for role in self.roles)

    def grants_run_as(self, username: str) -> bool:
        return all(role.grants_run_as(username) for role in self.roles)

    def has_cluster(self, privilege: str) -> bool:
        """Whether a privilege over the cluster is held. Raises IllegalArgumentError."""
        return all(role.has_cluster(privilege) for role in self.roles)

    def has_index(self, name: str, privilege: str, allow_restricted: bool) -> bool:
        """Whether a privilege is held over all indices of a pattern. Raises IllegalArgumentError."""
        return all(role.has_index(name, privilege, allow_restricted) for role in self.roles)

    def access(self, action: str, names: Iterable[str]) -> IndexAccess | None:
        """Returns what may be seen of an index by an action, None: nothing. names: as of `Role.access`"""
        wanted = list(names)
        found = [role.access(action, wanted) for role in self.roles]
        whole = IndexAccess()
        for access in found:
            if access is None:
                return None
            whole = whole.and_of(access)
        return whole
