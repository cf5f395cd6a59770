"""The roles that every node has, and that nobody can change. Source: Elasticsearch 9.1, `GET /_security/role`."""

from dataclasses import replace
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

import orjson

from findling.security.roles.descriptor import RoleDescriptor
from findling.security.roles.parse import parse_role

SUPERUSER: Final = "superuser"


@lru_cache(maxsize=1)
def _stored() -> dict[str, dict[str, Any]]:
    text = files("findling.security").joinpath("data/reserved_roles.json").read_bytes()
    return orjson.loads(text)  # type: ignore[no-any-return]


def reserved_role_names() -> list[str]:
    """Returns the names in order."""
    return list(_stored())


def is_reserved_role(name: str) -> bool:
    """Whether a name is taken by a role of the node's own."""
    return name in _stored() or name == "_es_test_root"


@lru_cache(maxsize=64)
def reserved_role(name: str) -> RoleDescriptor | None:
    """Returns a reserved role, None if there is none of that name."""
    body = _stored().get(name)
    if body is None:
        return None
    role = parse_role(name, body)
    # what is shown of them is not that they are enabled, but nothing, or why they should not be used any more
    transient = body.get("transient_metadata", {})
    return replace(role, transient=transient)
