"""Kept resources: what audits judge, and what templates see in `data.inventory`."""

from collections.abc import Callable, Iterator

from findling.policy.gatekeeper.configuration import Configuration
from findling.policy.gatekeeper.errors import InvalidObjectError, ObjectNotFoundError
from findling.policy.gatekeeper.inventory import Inventory, Path, inventory_path
from findling.policy.gatekeeper.kept.records import Records
from findling.policy.gatekeeper.objects import JsonObject, checked, name_of


class Resources:
    """The resources; their keys are where they stand in the inventory.

    configuration: gives that in force
    """

    def __init__(self, records: Records, inventory: Inventory, configuration: Callable[[], Configuration]) -> None:
        self._records = records
        self._inventory = inventory
        self._configuration = configuration

    def load(self) -> None:
        """Shows templates what they may see; also when the configuration has changed."""
        for body in self.bodies():
            self._inventory.put(body, self._configuration().shows(body))

    def put(self, body: JsonObject) -> tuple[JsonObject, bool]:
        """Keeps a resource. Returns it, and whether it is new. Raises InvalidObjectError."""
        if not name_of(checked(body)):
            raise InvalidObjectError("missing metadata.name")
        path = inventory_path(body)
        key = "/".join(path)
        old = self._records.get(key)
        self._records.put(self._records.next(key, body, old))
        self._inventory.put(body, self._configuration().shows(body))
        return body, old is None

    def get(self, path: Path) -> JsonObject:
        """Returns a resource. Raises ObjectNotFoundError."""
        record = self._records.get("/".join(path))
        if record is None:
            raise ObjectNotFoundError(f"{path[-2]}.{path[-3]}", path[-1])
        return record.body

    def bodies(self) -> Iterator[JsonObject]:
        """Yields all resources, in no order."""
        for record in self._records.all():
            yield record.body

    def delete(self, path: Path) -> JsonObject:
        """Removes a resource and returns it. Raises ObjectNotFoundError."""
        body = self.get(path)
        self._records.delete("/".join(path))
        self._inventory.remove(path)
        return body
