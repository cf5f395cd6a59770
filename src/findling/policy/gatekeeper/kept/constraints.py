"""Kept constraints, of all kinds that templates make."""

import logging
from typing import Any

from findling.base.errors import FindlingError
from findling.policy.gatekeeper.errors import ObjectNotFoundError
from findling.policy.gatekeeper.framework import Framework
from findling.policy.gatekeeper.kept.records import Record, Records
from findling.policy.gatekeeper.objects import JsonObject, without_status

logger = logging.getLogger("findling.gatekeeper")


class Constraints:
    """The constraints; their keys are KIND/NAME, the kind in lower case."""

    def __init__(self, records: Records, framework: Framework, writer: str) -> None:
        self._records = records
        self._framework = framework
        self._writer = writer

    def load(self) -> None:
        """Puts the kept constraints in force."""
        for record in list(self._records.all()):
            try:
                self._framework.put_constraint(record.body)
            except FindlingError as error:  # it was kept by a version that took it
                logger.error("constraint not in force name=%s reason=%s", record.key, error.reason)
                errors = [{"code": error.type, "message": error.reason}]
                by_pod = {**self._by_pod(record), "enforced": False, "errors": errors}
                self._records.put(record.with_status(byPod=[by_pod]))

    def put(self, body: JsonObject) -> tuple[JsonObject, bool]:
        """Puts a constraint in force and keeps it. Returns it, and whether it is new.

        Raises MissingTemplateError, InvalidConstraintError, ParametersError.
        """
        constraint = self._framework.put_constraint(body)
        key = _key(constraint.kind, constraint.name)
        old = self._records.get(key)
        record = self._records.next(key, without_status(body), old)
        record = record.with_status(byPod=[self._by_pod(record)])
        self._records.put(record)
        return record.shown(), old is None

    def get(self, kind: str, name: str) -> JsonObject:
        """Returns a constraint. Raises ObjectNotFoundError."""
        return self._found(kind, name).shown()

    def list(self, kind: str | None = None) -> list[JsonObject]:
        """Returns the constraints of a kind, or of all kinds. Raises ObjectNotFoundError for a kind that is not."""
        if kind is not None and not self._framework.has_template(kind.lower()):
            raise ObjectNotFoundError("constrainttemplates", kind.lower())
        beginning = "" if kind is None else f"{kind.lower()}/"
        found = (record for record in self._records.all() if record.key.startswith(beginning))
        return [record.shown() for record in sorted(found, key=lambda one: one.key)]

    def delete(self, kind: str, name: str) -> JsonObject:
        """Removes a constraint and returns it. Raises ObjectNotFoundError."""
        record = self._found(kind, name)
        self._framework.remove_constraint(kind, name)
        self._records.delete(record.key)
        return record.shown()

    def forget(self, template: str) -> None:
        """Removes all constraints of a template."""
        for record in [record for record in self._records.all() if record.key.startswith(f"{template}/")]:
            self._records.delete(record.key)

    def note_audit(self, kind: str, name: str, **members: Any) -> None:
        """Keeps what an audit has found in the status of a constraint, if it is still there."""
        record = self._records.get(_key(kind, name))
        if record is not None:
            self._records.put(record.with_status(**members))

    def _by_pod(self, record: Record) -> dict[str, Any]:
        return {
            "constraintUID": record.uid,
            "enforced": True,
            "id": self._writer,
            "observedGeneration": record.generation,
            "operations": ["audit", "status", "webhook"],
        }

    def _found(self, kind: str, name: str) -> Record:
        record = self._records.get(_key(kind, name))
        if record is None:
            raise ObjectNotFoundError(f"{kind.lower()}.constraints.gatekeeper.sh", name)
        return record


def _key(kind: str, name: str) -> str:
    return f"{kind.lower()}/{name}"
