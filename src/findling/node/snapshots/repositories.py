"""Repositories: registered, shown, forgotten, checked, cleaned up."""

from collections.abc import Mapping
from typing import Any

from findling.base.errors import ActionRequestValidationError, IllegalArgumentError
from findling.cluster.index_names import forbidden_characters
from findling.node.services.node import Node
from findling.snapshots.errors import RepositoryError
from findling.snapshots.service import missing


def put_repository(node: Node, name: str, body: Mapping[str, Any], verify: bool) -> dict[str, bool]:
    """Registers a repository, or changes it. Raises RepositoryError."""
    kind, settings = body.get("type"), body.get("settings", {})
    if kind is None:
        raise ActionRequestValidationError.of("type is missing")
    if not isinstance(settings, Mapping):
        raise IllegalArgumentError("Malformed settings section, should include an inner object")
    _check_name(name)
    definition = {"type": _text(kind), "settings": {key: _text(value) for key, value in settings.items()}}
    node.snapshots.put(name, definition, verify)
    return {"acknowledged": True}


def get_repositories(node: Node, names: list[str]) -> dict[str, Any]:
    """Returns the definitions of repositories. Raises RepositoryMissingError."""
    return {name: _shown(node, name) for name in node.snapshots.names(names)}


def _shown(node: Node, name: str) -> dict[str, Any]:
    """Returns a definition, with the repository's uuid if that is known yet."""
    definition, uuid = node.snapshots.definition(name), node.snapshots.uuid(name)
    known = {} if uuid is None else {"uuid": uuid}
    return {"type": definition["type"], **known, "settings": dict(definition["settings"])}


def delete_repositories(node: Node, names: list[str]) -> dict[str, bool]:
    """Forgets repositories. Raises RepositoryMissingError, also for a pattern that none matches."""
    found: list[str] = []
    for name in names:
        meant = node.snapshots.names([name])
        if not meant and name != "*":
            raise missing(name)
        found += meant
    node.snapshots.remove(found)
    return {"acknowledged": True}


def verify_repository(node: Node, name: str) -> dict[str, Any]:
    """Checks that a repository keeps what is written. Raises RepositoryVerificationError."""
    node.snapshots.repository(name).check_works()
    return {"nodes": {node.id: {"name": node.name}}}


def clean_repository(node: Node, name: str) -> dict[str, Any]:
    """Removes what nothing names in a repository. Raises RepositoryError."""
    blobs, size = node.snapshots.repository(name).remove_unnamed()
    return {"results": {"deleted_bytes": size, "deleted_blobs": blobs}}


def _check_name(name: str) -> None:
    if not name:
        raise RepositoryError.of(name, "cannot be empty")
    if "#" in name:
        raise RepositoryError.of(name, "must not contain '#'")
    fault = forbidden_characters(name)
    if fault is not None:
        raise RepositoryError.of(name, fault)


def _text(value: object) -> Any:
    """Returns a setting as Elasticsearch keeps it: as text, a list of texts, or nothing."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return [str(one) for one in value]
    return value if value is None else str(value)
