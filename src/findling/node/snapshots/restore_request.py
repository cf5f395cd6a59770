"""What is to be restored, and how: the body of `_restore`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from findling.base.errors import FindlingError, IllegalArgumentError
from findling.base.java_pattern import compile_java, java_replacement
from findling.cluster.index_settings import normal_form
from findling.cluster.name_resolution import IndicesOptions
from findling.node.snapshots.names import flag, index_expressions
from findling.node.snapshots.planned import check_features, options_of

_MEMBERS: Final = frozenset(
    {
        *("indices", "ignore_unavailable", "allow_no_indices", "expand_wildcards", "partial", "feature_states"),
        *("include_global_state", "include_aliases", "rename_pattern", "rename_replacement"),
        *("index_settings", "ignore_index_settings"),
    }
)


class GroupMissingError(FindlingError):
    """A replacement that names a group which the pattern has not."""

    type = "index_out_of_bounds_exception"
    status = 500


@dataclass(frozen=True, slots=True)
class RestoreRequest:
    """A request to restore.

    rename: (pattern, replacement) in Java's syntax, None for names as they were
    settings: flat, put over those of the snapshot; ignored: names and patterns of settings that are left out
    """

    indices: list[str]
    options: IndicesOptions
    include_global_state: bool
    include_aliases: bool
    partial: bool
    rename: tuple[str, str] | None
    settings: Mapping[str, Any]
    ignored: list[str]
    features: list[str] | None

    def renamed(self, name: str) -> str:
        """Returns the name that an index gets. Raises IllegalArgumentError, GroupMissingError."""
        if self.rename is None:
            return name
        pattern = compile_java(self.rename[0])
        try:
            replacement = java_replacement(self.rename[1], pattern)
        except IllegalArgumentError as error:
            if error.reason.startswith("No group "):
                raise GroupMissingError(error.reason) from None
            raise
        return str(pattern.sub(replacement, name))


def parse_restore(body: Mapping[str, Any]) -> RestoreRequest:
    """Reads a body. Raises IllegalArgumentError."""
    for member in body:
        if member not in _MEMBERS:
            raise IllegalArgumentError(f"Unknown parameter {member}")
    settings = body.get("index_settings", {})
    if not isinstance(settings, Mapping):
        raise IllegalArgumentError("malformed index_settings section")
    pattern, replacement = _text(body, "rename_pattern"), _text(body, "rename_replacement")
    return RestoreRequest(
        index_expressions(body),
        options_of(body, IndicesOptions()),
        flag(body, "include_global_state", False),
        flag(body, "include_aliases", True),
        flag(body, "partial", False),
        None if pattern is None or replacement is None else (pattern, replacement),
        normal_form(settings),
        index_expressions(body, "ignore_index_settings"),
        check_features(body),
    )


def _text(body: Mapping[str, Any], member: str) -> str | None:
    value = body.get(member)
    if value is not None and not isinstance(value, str):
        raise IllegalArgumentError(f"malformed {member}")
    return value
