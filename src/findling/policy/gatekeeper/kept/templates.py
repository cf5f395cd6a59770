"""Kept ConstraintTemplates. One that cannot be used is kept too, so that its status tells why; it is not in force."""

import logging
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, Final

from findling.policy.gatekeeper.errors import InvalidTemplateError, ObjectNotFoundError
from findling.policy.gatekeeper.framework import Framework
from findling.policy.gatekeeper.kept.records import Record, Records
from findling.policy.gatekeeper.objects import JsonObject, name_of, without_status

PLURAL: Final = "constrainttemplates"
logger = logging.getLogger("findling.gatekeeper")


class Templates:
    """The templates.

    removed: is told the name of a template that goes, and its constraints with it
    """

    def __init__(self, records: Records, framework: Framework, writer: str, removed: Callable[[str], object]) -> None:
        self._records = records
        self._framework = framework
        self._writer = writer
        self._removed = removed

    def load(self) -> None:
        """Puts the kept templates in force."""
        for record in list(self._records.all()):
            if record.status.get("created"):
                try:
                    self._framework.put_template(record.body, is_checked=True)
                except InvalidTemplateError as error:  # it was kept by a version that took it
                    logger.error("template not in force name=%s reason=%s", record.key, error.reason)
                    self._records.put(self._refused(record, error, is_in_force=False))

    def put(self, body: JsonObject) -> tuple[JsonObject, bool]:
        """Puts a template in force and keeps it. Returns it, and whether it is new.

        Raises InvalidTemplateError; the template that was in force stays, and the status tells of the errors.
        """
        name, body = name_of(body), without_status(body)
        old = self._records.get(name)
        try:
            self._framework.put_template(body)
        except InvalidTemplateError as error:
            self._note(name, body, old, error)
            raise
        record = self._records.next(name, body, old)
        record = record.with_status(created=True, byPod=[self._by_pod(record)])
        self._records.put(record)
        return record.shown(), old is None

    def get(self, name: str) -> JsonObject:
        """Returns a template. Raises ObjectNotFoundError."""
        return self._found(name).shown()

    def list(self) -> list[JsonObject]:
        return [record.shown() for record in sorted(self._records.all(), key=lambda one: one.key)]

    def delete(self, name: str) -> JsonObject:
        """Removes a template and its constraints, and returns it. Raises ObjectNotFoundError."""
        record = self._found(name)
        self._framework.remove_template(name)
        self._removed(name)
        self._records.delete(name)
        return record.shown()

    def _found(self, name: str) -> Record:
        record = self._records.get(name)
        if record is None:
            raise ObjectNotFoundError(PLURAL, name)
        return record

    def _note(self, name: str, body: JsonObject, old: Record | None, error: InvalidTemplateError) -> None:
        """Keeps the errors of a template that is refused: with that in force, if there is one, or with itself."""
        if not name:
            return
        is_in_force = old is not None and bool(old.status.get("created"))
        record = old if old is not None and is_in_force else self._records.next(name, body, old)
        self._records.put(self._refused(record, error, is_in_force))

    def _refused(self, record: Record, error: InvalidTemplateError, is_in_force: bool) -> Record:
        errors = [asdict(problem) for problem in error.problems]
        return record.with_status(created=is_in_force, byPod=[{**self._by_pod(record), "errors": errors}])

    def _by_pod(self, record: Record) -> dict[str, Any]:
        return {"id": self._writer, "observedGeneration": record.generation}
