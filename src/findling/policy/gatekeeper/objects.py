"""Objects of Kubernetes as they come: decoded JSON with apiVersion, kind and metadata."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from findling.policy.gatekeeper.errors import InvalidObjectError

JsonObject = dict[str, Any]


class GroupVersionKind(NamedTuple):
    """What an object is. group: "" for the core of Kubernetes."""

    group: str
    version: str
    kind: str

    @property
    def api_version(self) -> str:
        return f"{self.group}/{self.version}" if self.group else self.version

    def as_json(self) -> dict[str, str]:
        return self._asdict()


def kind_of(body: Mapping[str, Any]) -> GroupVersionKind:
    """Returns what an object says it is; empty texts for what it does not say."""
    group, _, version = _text(body.get("apiVersion")).rpartition("/")
    return GroupVersionKind(group, version, _text(body.get("kind")))


def metadata_of(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Returns the metadata, empty if there is none."""
    found = body.get("metadata")
    return found if isinstance(found, dict) else {}


def name_of(body: Mapping[str, Any]) -> str:
    return _text(metadata_of(body).get("name"))


def namespace_of(body: Mapping[str, Any]) -> str:
    return _text(metadata_of(body).get("namespace"))


def labels_of(body: Mapping[str, Any]) -> Mapping[str, str]:
    found = metadata_of(body).get("labels")
    return found if isinstance(found, dict) else {}


def is_namespace(body: Mapping[str, Any]) -> bool:
    kind = kind_of(body)
    return kind.kind == "Namespace" and kind.group == ""


def spec_of(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Returns the spec, empty if there is none."""
    found = body.get("spec")
    return found if isinstance(found, dict) else {}


def checked(body: object) -> JsonObject:
    """Returns decoded JSON as an object that says what it is. Raises InvalidObjectError."""
    if not isinstance(body, dict):
        raise InvalidObjectError("an object is needed, with apiVersion, kind and metadata")
    kind = kind_of(body)
    for part, value in (("apiVersion", kind.version), ("kind", kind.kind)):
        if not value:
            raise InvalidObjectError(f"resource {name_of(body)} has no {part}")
    if not isinstance(body.get("metadata", {}), dict):
        raise InvalidObjectError(f"metadata of {kind.kind} is no object")
    return body


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def without_status(body: JsonObject) -> JsonObject:
    """Returns an object as it is kept: the status is for the keeper to say."""
    return {name: value for name, value in body.items() if name != "status"}
