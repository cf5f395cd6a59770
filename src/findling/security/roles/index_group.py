"""Privileges over indices in a role descriptor: one group of them, read in Elasticsearch's words."""

from collections.abc import Mapping
from typing import Any, Final

from findling.base.errors import IllegalArgumentError, ParseError
from findling.base.json_values import json_text, json_token
from findling.security.roles.descriptor import IndicesPrivileges
from findling.security.roles.field_patterns import check_field_patterns


def strings(name: str, key: str, value: object) -> tuple[str, ...]:
    """Returns a list of strings. Raises ParseError for anything else."""
    if not isinstance(value, list):
        fault = f"[{key}] field. expected a string array but found [{json_token(value)}] value instead"
    else:
        wrong = [item for item in value if not isinstance(item, str)]
        if not wrong:
            return tuple(value)
        fault = f"[null] field. expected a string array but one of the value in the array is [{json_token(wrong[0])}]"
    raise ParseError(f"failed to parse role [{name}]") from ParseError(f"could not parse {fault}")


_GROUP: Final = ("names", "privileges", "field_security", "query", "allow_restricted_indices")


def parse_group(name: str, prefix: str, group: Mapping[str, Any], remote: bool) -> IndicesPrivileges:
    """Returns a group. prefix: how errors begin; remote: whether it is of other clusters. Raises ParseError."""
    for key in group:
        if key not in _GROUP and not (remote and key == "clusters"):
            raise ParseError(f"{prefix}. unexpected field [{key}]")
    names = _index_names(name, prefix, group)
    if group.get("privileges") is None:
        raise ParseError(f"{prefix}. missing required [privileges] field")
    privileges = strings(name, "privileges", group["privileges"])
    if not privileges:
        raise IllegalArgumentError("indices privileges must define at least one privilege")
    allow = group.get("allow_restricted_indices", False)
    if not isinstance(allow, bool):
        raise ParseError(
            f"{prefix}. expected field [allow_restricted_indices] value to be a boolean, but found "
            f"[{json_token(allow)}] instead"
        )
    if remote and "clusters" not in group:
        raise ParseError(f"{prefix}. missing required [clusters] field")
    clusters = strings(name, "clusters", group["clusters"]) if remote else ()
    grant, denied = _field_security(name, prefix, group)
    return IndicesPrivileges(names, privileges, grant, denied, _query(prefix, group.get("query")), allow, clusters)


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


def _field_security(
    name: str, prefix: str, group: Mapping[str, Any]
) -> tuple[tuple[str, ...] | None, tuple[str, ...] | None]:
    if "field_security" not in group:
        return None, None
    value = group["field_security"]
    if not isinstance(value, dict):
        raise ParseError(f'{prefix}. expected START_OBJECT but got {json_token(value)} in "field_security".')
    if not value:
        raise ParseError(f'{prefix}. "field_security" must not be empty.')
    for key in value:
        if key not in ("grant", "except"):
            raise ParseError(f'{prefix}. "field_security" only accepts options grant and except, but got: {key}')
        if value[key] is None:
            raise ParseError(f"{prefix}. {key} must not be null.")
    grant = strings(name, "grant", value["grant"]) if "grant" in value else None
    denied = strings(name, "except", value["except"]) if "except" in value else None
    if grant is None and denied is not None:
        raise ParseError(f"{prefix}. field_security requires grant if except is given")
    check_field_patterns(prefix, grant, denied)
    return grant, denied


def _query(prefix: str, value: object) -> str | None:
    """Returns the query of documents as JSON text."""
    if value is None or isinstance(value, str):
        return value or None
    if not isinstance(value, dict):
        raise ParseError(
            f"{prefix}. expected field [query] value to be null, a string, an array, or an object, but found "
            f"[{json_token(value)}] instead"
        )
    return json_text(value).decode()
