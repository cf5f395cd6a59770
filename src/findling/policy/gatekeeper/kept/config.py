"""The kept Config: one at most."""

from findling.policy.gatekeeper.configuration import NAME, Configuration
from findling.policy.gatekeeper.errors import ObjectNotFoundError
from findling.policy.gatekeeper.kept.records import Records
from findling.policy.gatekeeper.objects import JsonObject, without_status


class Config:
    """The configuration. current: what is in force"""

    def __init__(self, records: Records) -> None:
        self._records = records
        self.current = Configuration()

    def load(self) -> None:
        """Puts the kept one in force."""
        record = self._records.get(NAME)
        self.current = Configuration() if record is None else Configuration.parse(record.body)

    def put(self, body: JsonObject) -> tuple[JsonObject, bool]:
        """Puts one in force and keeps it. Returns it, and whether it is new. Raises InvalidObjectError."""
        parsed = Configuration.parse(body)
        old = self._records.get(NAME)
        record = self._records.next(NAME, without_status(body), old)
        self._records.put(record)
        self.current = parsed
        return record.shown(), old is None

    def get(self) -> JsonObject:
        """Returns it. Raises ObjectNotFoundError."""
        record = self._records.get(NAME)
        if record is None:
            raise ObjectNotFoundError("configs.config.gatekeeper.sh", NAME)
        return record.shown()

    def delete(self) -> JsonObject:
        """Removes it and returns it. Raises ObjectNotFoundError."""
        shown = self.get()
        self._records.delete(NAME)
        self.current = Configuration()
        return shown
