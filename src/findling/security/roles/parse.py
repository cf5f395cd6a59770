"""Reads role descriptors; errors in Elasticsearch's words."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from findling.base.errors import IllegalArgumentError, ParseError
from findling.base.json_values import json_token, required_text
from findling.base.object_parser import STRING, STRINGS, Member, parse_object, texts
from findling.security.roles.descriptor import ENABLED, ApplicationPrivileges, RoleDescriptor
from findling.security.roles.global_privileges import parse_global
from findling.security.roles.index_group import parse_group, strings

_CHECKED: Final = ("cluster", "index", "application", "applications")
REMOTE_CLUSTER: Final = ("monitor_enrich", "monitor_stats")


def parse_role(name: str, body: object, restricted: bool = False) -> RoleDescriptor:
    """Returns the role of a body. restricted: whether it may have a `restriction`, as of keys. Raises ParseError."""
    if not isinstance(body, Mapping):
        raise ParseError(f"failed to parse role [{name}]. expected an object but found [{json_token(body)}] instead")
    members: dict[str, Any] = {}
    for key, value in body.items():
        reader = _READERS.get(key)
        if reader is None or (key == "restriction" and not restricted) or key == "application":
            raise ParseError(f"failed to parse role [{name}]. unexpected field [{key}]")
        members.update(reader(name, key, value))
    return RoleDescriptor(name, **members)


def _names(member: str) -> Callable[[str, str, object], dict[str, Any]]:
    return lambda name, key, value: {member: () if value is None else strings(name, key, value)}


def _metadata(name: str, key: str, value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ParseError(f"expected field [{key}] to be of type object, but found [{json_token(value)}] instead")
    return {"metadata": value}


def _transient_metadata(name: str, key: str, value: object) -> dict[str, Any]:
    """What Elasticsearch shows and takes back, without making anything of it."""
    if not isinstance(value, dict):
        raise ParseError(f"failed to parse role [{name}]. unexpected field [{key}]")
    return {}


def _type(name: str, key: str, value: object) -> dict[str, Any]:
    return {}


def _global(name: str, key: str, value: object) -> dict[str, Any]:
    return {"global_": parse_global(value)}


def _description(name: str, key: str, value: object) -> dict[str, Any]:
    try:
        return {"description": required_text(value)}
    except IllegalArgumentError as error:
        error.place = (key,)
        raise


def _restriction(name: str, key: str, value: object) -> dict[str, Any]:
    if not isinstance(value, dict) or set(value) != {"workflows"} or not isinstance(value["workflows"], list):
        raise ParseError(f"failed to parse restriction for role [{name}]. missing required [workflows] field")
    return {"workflows": strings(name, "workflows", value["workflows"])}


def _remote_cluster(name: str, key: str, value: object) -> dict[str, Any]:
    prefix = f"failed to parse remote_cluster for role [{name}]"
    for group in _groups(prefix, key, value):
        for member in group:
            if member not in ("privileges", "clusters"):
                raise ParseError(f"{prefix}. unexpected field [{member}]")
        for member, other in (("privileges", "clusters"), ("clusters", "privileges")):
            if member not in group:
                raise ParseError(f"{prefix}. [{member}] must be defined when [{other}] are defined ")
            strings(name, member, group[member])
        for privilege in group["privileges"]:
            if privilege not in REMOTE_CLUSTER:
                raise ParseError(
                    f"{prefix}. [{', '.join(REMOTE_CLUSTER)}] are the only values allowed for [privileges] within "
                    f"[remote_cluster]. Found [{privilege}]"
                )
    return {"remote_cluster": tuple(_groups(prefix, key, value))}


def _groups(prefix: str, key: str, value: object, of_elements: str = "") -> list[dict[str, Any]]:
    """Returns the objects of a list. of_elements: begins what is said of one that is none"""
    if not isinstance(value, list):
        raise ParseError(
            f"{prefix}. expected field [{key}] value to be an array, but found [{json_token(value)}] instead"
        )
    for group in value:
        if not isinstance(group, dict):
            raise ParseError(
                f"{of_elements or prefix}. expected field [null] value to be an array of objects, but found an array "
                f"element of type [{json_token(group)}]"
            )
    return value


def _indices(name: str, key: str, value: object) -> dict[str, Any]:
    remote = key == "remote_indices"
    of_one = f"failed to parse indices privileges for role [{name}]"
    prefix = of_one.replace(" indices", " remote indices", 1) if remote else of_one
    groups = [parse_group(name, prefix, group, remote) for group in _groups(prefix, key, value, of_one)]
    return {key if remote else "indices": tuple(groups)}


_APPLICATION: Final[dict[str, Member]] = {
    "application": Member(STRING),
    "privileges": Member(STRINGS, texts),
    "resources": Member(STRINGS, texts),
}


def _applications(name: str, key: str, value: object) -> dict[str, Any]:
    prefix = f"failed to parse application privileges for role [{name}]"
    made = []
    for group in _groups(prefix, key, value):
        members = parse_object("application", group, _APPLICATION)
        for member in _APPLICATION:
            if member not in members:
                raise ParseError(f"{prefix}. missing required [{member}] field")
        made.append(_application(**members))
    return {"applications": tuple(made)}


def _application(application: str, privileges: tuple[str, ...], resources: tuple[str, ...]) -> ApplicationPrivileges:
    if not application:
        raise IllegalArgumentError("application privileges must have an application name")
    if not privileges:
        raise IllegalArgumentError("application privileges must define at least one privilege")
    if not resources:
        raise IllegalArgumentError("application privileges must refer to at least one resource")
    return ApplicationPrivileges(application, privileges, resources)


_READERS: Final[dict[str, Callable[[str, str, object], dict[str, Any]]]] = {
    "cluster": _names("cluster"),
    "run_as": _names("run_as"),
    "indices": _indices,
    "index": _indices,
    "remote_indices": _indices,
    "remote_cluster": _remote_cluster,
    "applications": _applications,
    "application": _applications,
    "global": _global,
    "metadata": _metadata,
    "transient_metadata": _transient_metadata,
    "restriction": _restriction,
    "description": _description,
    "type": _type,
}


def parse_checked_privileges(name: str, body: object) -> RoleDescriptor:
    """Returns the privileges that a body asks for, in the form of a role. Raises ParseError, IllegalArgumentError."""
    prefix = f"failed to parse privileges check [{name}]"
    if not isinstance(body, Mapping):
        raise ParseError(f"{prefix}. expected an object but found [{json_token(body)}] instead")
    members: dict[str, Any] = {}
    for key, value in body.items():
        if key not in _CHECKED:
            raise ParseError(f"{prefix}. unexpected field [{key}]")
        if value is not None or key != "cluster":
            members.update(_READERS[key](name, key, value))
    if not members:
        raise ParseError(f"{prefix}. All privilege fields [cluster,index,applications] are missing")
    asked = RoleDescriptor(name, **members)
    for group in asked.indices:
        for wrong, field in ((group.grant is not None, "field_security"), (group.query is not None, "query")):
            if wrong:
                raise ParseError(f"Field [{field}] is not supported in a has_privileges request")
    return asked


def stored_role(name: str, body: Mapping[str, Any]) -> RoleDescriptor:
    """Returns a role from the form in which `to_json` gave it."""
    return parse_role(name, {**body, "transient_metadata": dict(ENABLED)}, restricted=True)
