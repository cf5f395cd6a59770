"""Which fields of documents may be seen."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from findling.base.wildcards import matches_any


@dataclass(frozen=True, slots=True)
class FieldGrant:
    """Fields that are granted, and those of them that are not.

    grant, denied: patterns; None grants all, and denies none
    """

    grant: tuple[str, ...] | None = None
    denied: tuple[str, ...] | None = None

    @property
    def is_all(self) -> bool:
        return (self.grant is None or "*" in self.grant) and not self.denied

    def allows(self, field: str) -> bool:
        """Whether a field, by its full path, is granted."""
        if self.grant is not None and not matches_any(self.grant, field):
            return False
        return not self.denied or not matches_any(self.denied, field)


@dataclass(frozen=True, slots=True)
class FieldPermission:
    """Fields that may be seen: those of all alternatives of each limit.

    limits: of each, one grant must allow a field; empty: all fields are seen
    """

    limits: tuple[tuple[FieldGrant, ...], ...] = ()

    @classmethod
    def any_of(cls, grants: Iterable[FieldGrant]) -> "FieldPermission":
        """Returns what several roles let one see."""
        found = tuple(dict.fromkeys(grants))
        return cls() if any(grant.is_all for grant in found) else cls((found,))

    def and_of(self, other: "FieldPermission") -> "FieldPermission":
        """Returns what both let one see."""
        return FieldPermission((*self.limits, *other.limits))

    @property
    def is_all(self) -> bool:
        return not self.limits

    def allows(self, field: str) -> bool:
        """Whether a field may be seen; fields about documents, such as `_id`, always may."""
        if field.startswith("_"):
            return True
        return all(any(grant.allows(field) for grant in grants) for grants in self.limits)


ALL_FIELDS: Final = FieldPermission()
