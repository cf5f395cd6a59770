"""Objects as documents of the system index."""

import datetime
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from findling.base.clock import Clock
from findling.policy.gatekeeper.objects import JsonObject, kind_of, metadata_of, name_of, namespace_of
from findling.security.records import DocumentStore


@dataclass(frozen=True, slots=True)
class Record:
    """An object, and what is known of it besides. created: ISO 8601; generation: grows with each change of its spec"""

    key: str
    body: JsonObject
    uid: str
    created: str
    generation: int = 1
    status: JsonObject = field(default_factory=dict)

    def shown(self) -> JsonObject:
        """Returns the object with its metadata and status."""
        known = {"creationTimestamp": self.created, "generation": self.generation, "uid": self.uid}
        whole = {**self.body, "metadata": {**metadata_of(self.body), **known}}
        return {**whole, "status": self.status} if self.status else whole

    def with_status(self, **members: Any) -> "Record":
        """Returns the record with other members in its status; None removes one."""
        status = {name: value for name, value in {**self.status, **members}.items() if value is not None}
        return replace(self, status=status)


class Records:
    """The objects of one collection."""

    def __init__(self, documents: DocumentStore, collection: str, clock: Clock) -> None:
        self._documents = documents
        self._collection = collection
        self._clock = clock

    def get(self, key: str) -> Record | None:
        """Returns an object, None if there is none."""
        found = self._documents.get(self._id(key))
        return None if found is None else _record(found.source)

    def all(self) -> Iterator[Record]:
        """Yields all objects, in no order."""
        for found in self._documents.scan({"term": {"collection": self._collection}}):
            yield _record(found.source)

    def next(self, key: str, body: JsonObject, old: Record | None) -> Record:
        """Returns the record that an object will have."""
        if old is None:
            return Record(key, body, str(uuid.uuid4()), timestamp(self._clock))
        changed = old.body.get("spec") != body.get("spec")
        return replace(old, body=body, generation=old.generation + changed)

    def put(self, record: Record) -> None:
        """Keeps an object; it is on stable storage then."""
        kind = kind_of(record.body)
        source: Mapping[str, Any] = {
            "collection": self._collection,
            "key": record.key,
            "api_version": kind.api_version,
            "kind": kind.kind,
            "namespace": namespace_of(record.body),
            "name": name_of(record.body),
            "uid": record.uid,
            "created": record.created,
            "generation": record.generation,
            "object": record.body,
            "status": record.status,
        }
        self._documents.put(self._id(record.key), source)

    def delete(self, key: str) -> bool:
        """Removes an object and returns whether there was one."""
        return self._documents.delete(self._id(key))

    def _id(self, key: str) -> str:
        return f"{self._collection}/{key}"


def timestamp(clock: Clock) -> str:
    """Returns the time as Kubernetes writes it: to the second, in UTC."""
    now = datetime.datetime.fromtimestamp(clock.now_ms() // 1000, datetime.UTC)
    return now.strftime("%Y-%m-%dT%H:%M:%SZ")


def _record(source: Mapping[str, Any]) -> Record:
    return Record(
        source["key"], source["object"], source["uid"], source["created"], source["generation"], source["status"]
    )
