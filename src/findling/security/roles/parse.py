"""Reads role descriptors; errors in Elasticsearch's words."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import orjson

from findling.base.errors import ParseError
from findling.base.json_values import json_token
from findling.security.roles.descriptor import ENABLED, ApplicationPrivileges, IndicesPrivileges, RoleDescriptor
from findling.security.roles.field_patterns import check_field_patterns


def parse_role(name: str, body: object, restricted: bool = False) -> RoleDescriptor:
    """Returns the role of a body. restricted: whether it may have a `restriction`, as of keys. Raises ParseError."""
    if not isinstance(body, Mapping):
        raise ParseError(f"failed to parse role [{name}]. expected an object but found [{json_token(body)}] instead")
    members: dict[str, Any] = {}
    for key, value in body.items():
        reader = _READERS.get(key)
        if reader is None or (key == "restriction" and not restricted):
            raise ParseError(f"failed to parse role [{name}]. unexpected field [{key}]")
        members.update(reader(name, key, value))
    return RoleDescriptor(name, **members)


def strings(name: str, key: str, value: object) -> tuple[str, ...]:
    """Returns a list of strings. Raises ParseError for anything else."""
    cause: ParseError | None = None
    if not isinstance(value, list):
        cause = ParseError(
            f"could not parse [{key}] field. expected a string array but found [{json_token(value)}] value instead"
        )
    else:
        wrong = next((item for item in value if not isinstance(item, str)), None)
        if wrong is None and None not in value:
            return tuple(value)
        cause = ParseError(
            f"could not parse [{key}] field. expected a string array but one of the value in the array is "
            f"[{json_token(wrong)}]"
        )
    raise ParseError(f"failed to parse role [{name}]") from cause


def _names(member: str) -> Callable[[str, str, object], dict[str, Any]]:
    return lambda name, key, value: {member: strings(name, key, value)}


def _metadata(name: str, key: str, value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ParseError(f"expected field [{key}] to be of type object, but found [{json_token(value)}] instead")
    return {"metadata": value}


def _ignored(name: str, key: str, value: object) -> dict[str, Any]:
    """What Elasticsearch shows and takes back, without making anything of it."""
    return {}


def _global(name: str, key: str, value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ParseError(f"failed to parse global privileges for role [{name}]. expected an object")
    return {"global_": value}


def _description(name: str, key: str, value: object) -> dict[str, Any]:
    if not isinstance(value, str):
        raise ParseError(f"failed to parse role [{name}]. unexpected field [{key}]")
    return {"description": value}


def _restriction(name: str, key: str, value: object) -> dict[str, Any]:
    if not isinstance(value, dict) or set(value) != {"workflows"} or not isinstance(value["workflows"], list):
        raise ParseError(f"failed to parse restriction for role [{name}]. missing required [workflows] field")
    return {"workflows": tuple(value["workflows"])}


def _remote_cluster(name: str, key: str, value: object) -> dict[str, Any]:
    return {"remote_cluster": tuple(_groups(name, "remote_cluster", key, value))}


def _groups(name: str, what: str, key: str, value: object) -> list[dict[str, Any]]:
    prefix = f"failed to parse {what} privileges for role [{name}]"
    if not isinstance(value, list):
        raise ParseError(
            f"{prefix}. expected field [{key}] value to be an array, but found [{json_token(value)}] instead"
        )
    wrong = next((group for group in value if not isinstance(group, dict)), None)
    if wrong is not None:
        raise ParseError(
            f"{prefix}. expected field [{key}] value to be an array of objects, but found an array element of type "
            f"[{json_token(wrong)}]"
        )
    return value


def _indices(name: str, key: str, value: object) -> dict[str, Any]:
    remote = key == "remote_indices"
    what = "remote indices" if remote else "indices"
    groups = [_indices_group(name, what, group, remote) for group in _groups(name, what, key, value)]
    return {key if remote else "indices": tuple(groups)}


_GROUP: Final = ("names", "privileges", "field_security", "query", "allow_restricted_indices")


def _indices_group(name: str, what: str, group: Mapping[str, Any], remote: bool) -> IndicesPrivileges:
    prefix = f"failed to parse {what} privileges for role [{name}]"
    for key in group:
        if key not in _GROUP and not (remote and key == "clusters"):
            raise ParseError(f"{prefix}. unexpected field [{key}]")
    names = _index_names(name, prefix, group)
    if "privileges" not in group:
        raise ParseError(f"{prefix}. missing required [privileges] field")
    privileges = strings(name, "privileges", group["privileges"])
    allow = group.get("allow_restricted_indices", False)
    if not isinstance(allow, bool):
        raise ParseError(
            f"{prefix}. expected field [allow_restricted_indices] value to be a boolean, but found "
            f"[{json_token(allow)}] instead"
        )
    if remote and "clusters" not in group:
        raise ParseError(f"{prefix}. missing required [clusters] field")
    clusters = strings(name, "clusters", group["clusters"]) if remote else ()
    grant, denied = _field_security(name, prefix, group.get("field_security"))
    return IndicesPrivileges(names, privileges, grant, denied, _query(group.get("query")), allow, clusters)


def _index_names(name: str, prefix: str, group: Mapping[str, Any]) -> tuple[str, ...]:
    if "names" not in group:
        raise ParseError(f"{prefix}. missing required [names] field")
    given = group["names"]
    if isinstance(given, str):
        return (given,)
    if not isinstance(given, list):
        raise ParseError(
            f"{prefix}. expected field [names] value to be a string or an array of strings, but found "
            f"[{json_token(given)}] instead"
        )
    if not given:
        raise ParseError(f"{prefix}. [names] cannot be an empty array")
    return strings(name, "names", given)


def _field_security(name: str, prefix: str, value: object) -> tuple[tuple[str, ...] | None, tuple[str, ...] | None]:
    if value is None:
        return None, None
    if not isinstance(value, dict):
        raise ParseError(f'{prefix}. expected {json_token(value)} but got "field_security" to be an object')
    for key in value:
        if key not in ("grant", "except"):
            raise ParseError(f'{prefix}. "field_security" only accepts options grant and except, but got: {key}')
    grant = strings(name, "grant", value["grant"]) if "grant" in value else None
    denied = strings(name, "except", value["except"]) if "except" in value else None
    if grant is None and denied is not None:
        raise ParseError(f"{prefix}. field_security requires grant if except is given")
    check_field_patterns(prefix, grant, denied)
    return grant, denied


def _query(value: object) -> str | None:
    """Returns the query of documents as JSON text."""
    if value is None or isinstance(value, str):
        return value
    return orjson.dumps(value).decode()


def _applications(name: str, key: str, value: object) -> dict[str, Any]:
    made = []
    for group in _groups(name, "application", key, value):
        prefix = f"failed to parse application privileges for role [{name}]"
        for member in group:
            if member not in ("application", "privileges", "resources"):
                raise ParseError(f"{prefix}. unexpected field [{member}]")
        for member in ("application", "privileges", "resources"):
            if member not in group:
                raise ParseError(f"{prefix}. missing required [{member}] field")
        made.append(
            ApplicationPrivileges(
                str(group["application"]),
                strings(name, "privileges", group["privileges"]),
                strings(name, "resources", group["resources"]),
            )
        )
    return {"applications": tuple(made)}


_READERS: Final[dict[str, Callable[[str, str, object], dict[str, Any]]]] = {
    "cluster": _names("cluster"),
    "run_as": _names("run_as"),
    "indices": _indices,
    "index": _indices,
    "remote_indices": _indices,
    "remote_cluster": _remote_cluster,
    "applications": _applications,
    "global": _global,
    "metadata": _metadata,
    "transient_metadata": _ignored,
    "restriction": _restriction,
    "description": _description,
    "type": _ignored,
}


def stored_role(name: str, body: Mapping[str, Any]) -> RoleDescriptor:
    """Returns a role from the form in which `to_json` gave it."""
    return parse_role(name, {**body, "transient_metadata": dict(ENABLED)}, restricted=True)
