"""Where users, roles, keys and tokens are kept: documents of one index, those asked for lately also in memory."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final, NamedTuple, Protocol

from findling.base.errors import VersionConflictError
from findling.cluster.system_index import Write

_REMEMBERED: Final = 20_000
_MOST_FOUND: Final = 10_000


class Document(Protocol):
    """A document of the index."""

    @property
    def id(self) -> str: ...

    @property
    def source(self) -> dict[str, Any]: ...

    @property
    def revision(self) -> tuple[int, int]: ...


class FoundRecords(Protocol):
    """What a search found. sorts: the sort values of each document, None without sort keys"""

    @property
    def documents(self) -> Sequence[Document]: ...

    @property
    def sorts(self) -> Sequence[list[Any]] | None: ...

    @property
    def total(self) -> int: ...

    @property
    def aggregations(self) -> Mapping[str, Any] | None: ...


class DocumentStore(Protocol):
    """An index that only the node itself reads and writes."""

    def get(self, id: str) -> Document | None: ...

    def put(self, id: str, source: Mapping[str, Any], *, create: bool = False) -> object: ...

    def delete(self, id: str) -> bool: ...

    def write(self, writes: Sequence[Write]) -> object: ...

    def search(self, query: Mapping[str, Any], *, sort: Sequence[Any], size: int) -> Sequence[Document]: ...

    def scan(self, query: Mapping[str, Any]) -> Iterator[Document]: ...

    def answer(self, body: Mapping[str, Any], typed_keys: bool) -> FoundRecords: ...

    def on_change(self, told: Callable[[Sequence[str]], None]) -> None: ...


class Change(NamedTuple):
    """A change of one record among several. record: None removes it; create: there must be none yet"""

    kind: str
    name: str
    record: Mapping[str, Any] | None
    create: bool = False


class Records:
    """Records of several kinds, each with a name that is its own within its kind.

    Every change goes through here: what is remembered is what is stored.
    """

    def __init__(self, store: DocumentStore) -> None:
        self._store = store
        self._lock = threading.RLock()
        self._known: OrderedDict[str, dict[str, Any] | None] = OrderedDict()
        self.version = 0
        """Grows with each change."""
        store.on_change(self._changed)

    def get(self, kind: str, name: str) -> dict[str, Any] | None:
        """Returns a record, not to be changed; None if there is none."""
        id_ = f"{kind}-{name}"
        with self._lock:
            if id_ in self._known:
                self._known.move_to_end(id_)
                return self._known[id_]
            document = self._store.get(id_)
            self._known[id_] = None if document is None else document.source
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
            return self._known[id_]

    def put(self, kind: str, name: str, record: Mapping[str, Any], create: bool = False) -> bool:
        """Stores a record and returns whether it is new; it is on stable storage then.

        create: there must be none yet; if there is, nothing is stored and False is returned
        """
        id_ = f"{kind}-{name}"
        source = {**record, "kind": kind, "name": record.get("name", name)}
        with self._lock:
            is_new = self.get(kind, name) is None
            try:
                self._store.put(id_, source, create=create)
            except VersionConflictError:
                return False
            self._known[id_] = source
            self.version += 1
            return is_new

    def delete(self, kind: str, name: str) -> bool:
        """Removes a record and returns whether there was one."""
        id_ = f"{kind}-{name}"
        with self._lock:
            was_there = self._store.delete(id_)
            self._known[id_] = None
            self.version += 1
            return was_there

    def change(
        self, kind: str, name: str, change: Callable[[dict[str, Any]], Mapping[str, Any] | None]
    ) -> dict[str, Any] | None:
        """Changes a record by what it is now, compared and set by its sequence number, and returns what it is then.

        change: gets the record and returns the new one, None to leave it; called anew if somebody else was faster
        Returns None if there is no record, or if it was left.
        """
        while True:
            with self._lock:
                document = self._store.get(f"{kind}-{name}")
                changed = None if document is None else change(document.source)
                if document is None or changed is None:
                    return None
                source = {**changed, "kind": kind, "name": changed.get("name", name)}
                try:
                    self._store.write([Write(document.id, source, document.revision)])
                except VersionConflictError:
                    continue
                self._known[document.id] = source
                self.version += 1
                return source

    def take(self, kind: str, name: str) -> dict[str, Any] | None:
        """Removes a record and returns it, to one caller only, however many ask; None to the others."""
        with self._lock:
            document = self._store.get(f"{kind}-{name}")
            if document is None:
                return None
            try:
                self._store.write([Write(document.id, None, document.revision)])
            except VersionConflictError:
                return None
            self._known[document.id] = None
            self.version += 1
            return document.source

    def change_all(self, changes: Sequence[Change]) -> bool:
        """Makes several changes, all or none, whatever happens meanwhile. No two of them are of one record.

        Returns False, and nothing has changed, if a record that was to be created is there already.
        """
        with self._lock:
            if any(change.create and self._store.get(f"{change.kind}-{change.name}") for change in changes):
                return False
            writes = []
            for kind, name, record, create in changes:
                source = None if record is None else {**record, "kind": kind, "name": record.get("name", name)}
                writes.append(Write(f"{kind}-{name}", source, create=create))
            self._store.write(writes)
            self._known.update((write.id, None if write.source is None else dict(write.source)) for write in writes)
            self.version += 1
            return True

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keeps others from changing records while the block looks at some and changes others."""
        with self._lock:
            yield

    def all(self, kind: str) -> dict[str, dict[str, Any]]:
        """Returns all records of a kind by name."""
        found = self._store.scan({"term": {"kind": kind}})
        return {document.id[len(kind) + 1 :]: document.source for document in found}

    def find(self, kind: str, query: Mapping[str, Any], sort: Sequence[Any] = ("name",)) -> list[Document]:
        """Returns records that a query finds, at most 10,000."""
        whole = {"bool": {"filter": [{"term": {"kind": kind}}, query]}}
        return list(self._store.search(whole, sort=sort, size=_MOST_FOUND))

    def query(self, kinds: Sequence[str], search: Mapping[str, Any], typed_keys: bool = False) -> FoundRecords:
        """Returns what a search finds among records of some kinds. Raises what is wrong with it."""
        query = search.get("query", {"match_all": {}})
        whole = {"bool": {"filter": [{"terms": {"kind": list(kinds)}}], "must": [query]}}
        return self._store.answer({**search, "query": whole}, typed_keys)

    def _changed(self, ids: Sequence[str]) -> None:
        """Forgets what other nodes have written."""
        with self._lock:
            for id_ in ids:
                self._known.pop(id_, None)
            self.version += 1

    def forget(self) -> None:
        """Forgets what is in memory."""
        with self._lock:
            self._known.clear()
            self.version += 1
