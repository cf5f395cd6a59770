"""What administrators register: applications, APIs, roles, and which application may use which API by itself."""

import hashlib
import secrets
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from findling.base.clock import Clock
from findling.node.services.iso_time import iso_time
from findling.security.records import Change, FoundRecords, Records

Entry = Mapping[str, Any]
_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def new_id() -> str:
    """Returns a random id of 32 letters and digits."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(32))


class Registry:
    """The entries of one kind, by id.

    id_member: the member of an entry that has its id
    """

    def __init__(self, records: Records, kind: str, id_member: str, clock: Clock) -> None:
        self._records = records
        self._kind = kind
        self._clock = clock
        self.id_member = id_member
        self.version = 0
        """Grows with each change."""

    def get(self, id: str) -> Entry | None:
        """Returns an entry, None if there is none."""
        return self._records.get(self._kind, id)

    def create(self, members: Entry, id: str | None = None) -> Entry | None:
        """Registers an entry under an id, by default a random one; None if that is taken."""
        made = id or new_id()
        now = iso_time(self._clock.now_ms())
        entry = {**members, self.id_member: made, "created_at": now, "updated_at": now}
        is_new = self._records.change_all([Change(self._kind, made, entry, create=True)])
        self.version += 1
        return self.get(made) if is_new else None

    def change(self, id: str, change: Callable[[dict[str, Any]], Entry | None]) -> Entry | None:
        """Changes an entry by what it is now; see Records.change."""

        def dated(entry: dict[str, Any]) -> Entry | None:
            changed = change(entry)
            return None if changed is None else {**changed, "updated_at": iso_time(self._clock.now_ms())}

        changed_now = self._records.change(self._kind, id, dated)
        self.version += 1
        return changed_now

    def delete(self, id: str) -> bool:
        """Removes an entry and returns whether there was one."""
        was_there = self._records.take(self._kind, id) is not None
        self.version += 1
        return was_there

    def all(self) -> Iterator[Entry]:
        """Yields all entries, in order of their ids."""
        for _, entry in sorted(self._records.all(self._kind).items()):
            yield entry

    def search(self, body: Mapping[str, Any]) -> FoundRecords:
        """Returns the entries that a search in the query DSL finds. Raises what is wrong with it."""
        return self._records.query([self._kind], body)


def audience_id(audience: str) -> str:
    """Returns the id of the API with an audience, so that there is one of each."""
    return hashlib.sha256(audience.encode()).hexdigest()[:24]


def client_grant_id(client_id: str, audience: str) -> str:
    """Returns the id of the grant of an API to an application, so that there is one of each."""
    return "cgr_" + hashlib.sha256(f"{client_id}\0{audience}".encode()).hexdigest()[:24]
