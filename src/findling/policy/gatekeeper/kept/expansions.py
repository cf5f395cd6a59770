"""Kept ExpansionTemplates."""

from findling.policy.gatekeeper.errors import ObjectNotFoundError
from findling.policy.gatekeeper.framework import Framework
from findling.policy.gatekeeper.kept.records import Record, Records
from findling.policy.gatekeeper.objects import JsonObject, without_status


class Expansions:
    """The ExpansionTemplates."""

    def __init__(self, records: Records, framework: Framework) -> None:
        self._records = records
        self._framework = framework

    def load(self) -> None:
        """Puts the kept ones in force."""
        for record in self._records.all():
            self._framework.put_expansion(record.body)

    def put(self, body: JsonObject) -> tuple[JsonObject, bool]:
        """Puts one in force and keeps it. Returns it, and whether it is new. Raises InvalidExpansionError."""
        name = self._framework.put_expansion(body).name
        old = self._records.get(name)
        record = self._records.next(name, without_status(body), old)
        self._records.put(record)
        return record.shown(), old is None

    def get(self, name: str) -> JsonObject:
        """Returns one. Raises ObjectNotFoundError."""
        return self._found(name).shown()

    def list(self) -> list[JsonObject]:
        return [record.shown() for record in sorted(self._records.all(), key=lambda one: one.key)]

    def delete(self, name: str) -> JsonObject:
        """Removes one and returns it. Raises ObjectNotFoundError."""
        record = self._found(name)
        self._framework.remove_expansion(name)
        self._records.delete(name)
        return record.shown()

    def _found(self, name: str) -> Record:
        record = self._records.get(name)
        if record is None:
            raise ObjectNotFoundError("expansiontemplates.expansion.gatekeeper.sh", name)
        return record
