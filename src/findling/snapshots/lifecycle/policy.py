"""A snapshot lifecycle policy, as it is put."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from findling.base.errors import ActionRequestValidationError
from findling.base.object_parser import OBJECT, STRING, Member, parse_object, require
from findling.cluster.index_names import forbidden_characters
from findling.snapshots.lifecycle.retention import Retention
from findling.snapshots.lifecycle.schedule import check_schedule

POLICY: Final = "policy"
"""Member of a snapshot's metadata: the policy that made it."""
_LONGEST_ID: Final = 255
_MEMBERS: Final = {
    "name": Member(STRING),
    "schedule": Member(STRING),
    "repository": Member(STRING),
    "config": Member(OBJECT),
    "retention": Member(OBJECT, Retention.parse),
}


@dataclass(frozen=True, slots=True)
class Policy:
    """What is taken up, when, and how long it is kept.

    name: of its snapshots, with date maths; config: the body of the request that makes one
    """

    id: str
    name: str
    schedule: str
    repository: str
    config: Mapping[str, Any] | None = None
    retention: Retention | None = None

    @classmethod
    def parse(cls, id_: str, body: Mapping[str, Any]) -> "Policy":
        """Reads a policy; members that nobody knows are passed over.

        Raises XContentParseError, IllegalArgumentError.
        """
        known = {key: value for key, value in body.items() if key in _MEMBERS and value is not None}
        parsed = parse_object("snapshot_lifecycle", known, _MEMBERS)
        require(parsed, "name", "schedule", "repository")
        return cls(id_, **parsed)

    def to_json(self) -> dict[str, Any]:
        """Returns the policy as it is kept and shown."""
        return {
            "name": self.name,
            "schedule": self.schedule,
            "repository": self.repository,
            **({} if self.config is None else {"config": dict(self.config)}),
            **({} if self.retention is None else {"retention": self.retention.to_json()}),
        }

    def check(self, name_fault: str | None) -> None:
        """Raises ActionRequestValidationError. name_fault: what is wrong with the name its snapshots would have"""
        faults = [*self._faults_of_id()]
        if name_fault is not None:
            faults.append(f"invalid snapshot name [{self.name}]: {name_fault}")
        faults += [fault for fault in (check_schedule(self.schedule), self._fault_of_metadata()) if fault is not None]
        if not self.repository.strip():
            faults.append(f"invalid repository name [{self.repository}]: cannot be empty")
        if faults:
            raise ActionRequestValidationError.of(*faults)

    def request(self) -> dict[str, Any]:
        """Returns the body of the request that makes a snapshot."""
        config = dict(self.config or {})
        return {**config, "metadata": {**(config.get("metadata") or {}), POLICY: self.id}}

    def _faults_of_id(self) -> list[str]:
        forbidden = forbidden_characters(self.id)
        faults = [] if forbidden is None else [f"invalid policy id [{self.id}]: {forbidden}"]
        if self.id.startswith("_"):
            faults.append(f"invalid policy id [{self.id}]: must not start with '_'")
        size = len(self.id.encode())
        if size > _LONGEST_ID:
            faults.append(f"invalid policy id [{self.id}]: name is too long, ({size} > {_LONGEST_ID} bytes)")
        return faults

    def _fault_of_metadata(self) -> str | None:
        metadata = (self.config or {}).get("metadata", {})
        if not isinstance(metadata, Mapping):
            return f"invalid configuration.metadata [{metadata}]: must be an object if present"
        if POLICY in metadata:
            return f"invalid configuration.metadata: field name [{POLICY}] is reserved and will be added automatically"
        return None
