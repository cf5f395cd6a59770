"""What Elasticsearch refuses of a role that can be read."""

import re
from collections.abc import Mapping
from typing import Any, Final

from findling.base.errors import ActionRequestValidationError, FindlingError, ParseError, ValidationError
from findling.security.privileges.cluster_privileges import cluster_permission
from findling.security.privileges.index_privileges import index_patterns
from findling.security.roles.descriptor import RoleDescriptor
from findling.security.roles.query import check_role_query
from findling.security.roles.reserved import is_reserved_role

LONGEST_NAME: Final = 507
WORKFLOW: Final = "search_application_query"
_LONGEST_TOLD: Final = 1024
_LONGEST_DESCRIPTION: Final = 1000
_SHORTEST_APPLICATION: Final = 3
_NAME: Final = re.compile(r"[\x20-\x7e]+")
_GRAPH: Final = re.compile(r"[\x21-\x7e]*")
_APPLICATION: Final = re.compile(r"[a-z][A-Za-z0-9]*")
_WILDCARD_NAME: Final = re.compile(r"[a-z*][A-Za-z0-9*]*")


def name_fault(what: str, name: str, longest: int = LONGEST_NAME) -> str | None:
    """Returns what is wrong with the name of a role, user or mapping."""
    if _NAME.fullmatch(name) and name == name.strip() and len(name) <= longest:
        return None
    return (
        f"{what} names must be at least 1 and no more than {longest} characters. They can contain alphanumeric "
        "characters (a-z, A-Z, 0-9), spaces, punctuation, and printable symbols in the Basic Latin (ASCII) block. "
        "Leading or trailing whitespace is not allowed."
    )


def metadata_fault(what: str, metadata: Mapping[str, Any]) -> str | None:
    """Returns what is wrong with metadata that a user gives."""
    wrong = any(key.startswith("_") for key in metadata)
    return f"{what} keys may not start with [_]" if wrong else None


def application_fault(name: str, wildcards: bool) -> str | None:
    """Returns what is wrong with the name of an application. wildcards: whether it may be a pattern"""
    if any(character.isspace() for character in name):
        return f"Application names may not contain whitespace (found '{name}')"
    if "*" in name and not wildcards:
        return f"Application names may not contain '*' (found '{name}')"
    prefix = re.split(r"[-_]", name, maxsplit=1)[0]
    if wildcards and "*" in name:
        test = _WILDCARD_NAME
    else:
        test = _APPLICATION
        if len(prefix) < _SHORTEST_APPLICATION and (not prefix or test.fullmatch(prefix)):
            return (
                f"An application name prefix must be at least {_SHORTEST_APPLICATION} characters long "
                f"(found '{prefix}')"
            )
    if test.fullmatch(prefix):
        return None
    return f"An application name prefix must match the pattern ^[a-z][A-Za-z0-9]*$ (found '{prefix}')"


def check_name(name: str) -> None:
    """Raises ValidationError for characters that a name must not have; its length is looked at later."""
    fault = name_fault("Role", name, _LONGEST_TOLD)
    if fault is not None:
        raise ValidationError(f"Validation Failed: 1: {fault};")


def check_role(role: RoleDescriptor) -> None:
    """Raises ActionRequestValidationError, or ParseError for a query, for a role that may not be stored."""
    check_form(role)
    check_queries(role)


def check_form(role: RoleDescriptor) -> None:
    """Raises ActionRequestValidationError for what is wrong with a role besides queries."""
    faults = [fault for fault in (_name(role.name), *descriptor_faults(role)) if fault]
    if faults:
        raise ActionRequestValidationError.of(*faults)


def check_queries(role: RoleDescriptor) -> None:
    """Raises ParseError for a query of documents that cannot be read."""
    for place, group in enumerate(role.indices):
        try:
            check_role_query(group.query)
        except FindlingError as error:
            raise ParseError(
                f"failed to parse field 'query' for indices [{','.join(group.names)}] at index privilege [{place}] of "
                "role descriptor"
            ) from error


def _name(name: str) -> str | None:
    if is_reserved_role(name):
        return f"Role [{name}] is reserved and may not be used."
    return name_fault("Role", name) if len(name) > LONGEST_NAME else None


def descriptor_faults(role: RoleDescriptor) -> list[str]:
    """Returns what is wrong with the privileges of a role."""
    faults = [_reason(cluster_permission, name) for name in role.cluster]
    for group in (*role.indices, *role.remote_indices):
        faults += [_reason(index_patterns, (name,)) for name in group.privileges]
    for wanted in role.applications:
        faults.append(application_fault(wanted.application, wildcards=True))
        faults += [
            f"Application privilege names and actions must match the pattern ^\\p{{Graph}}*$ (found '{name}')"
            for name in wanted.privileges
            if not _GRAPH.fullmatch(name)
        ]
    faults.append(metadata_fault("role descriptor metadata", role.metadata))
    faults += [
        f"Unknown workflow [{name}]. A workflow must be one of the predefined workflow names [{WORKFLOW}]."
        for name in role.workflows or ()
        if name != WORKFLOW
    ]
    if role.description is not None and len(role.description) > _LONGEST_DESCRIPTION:
        faults.append(f"Role description must be less than {_LONGEST_DESCRIPTION} characters.")
    return [fault for fault in faults if fault]


def _reason(check: Any, argument: object) -> str | None:
    try:
        check(argument)
    except FindlingError as error:
        return error.reason
    return None
