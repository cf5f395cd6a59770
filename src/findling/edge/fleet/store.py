"""The documents of the fleet, by kind and name."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

from findling.base.clock import Clock
from findling.base.errors import IllegalArgumentError, ResourceNotFoundError, VersionConflictError
from findling.cluster.system_index import Write
from findling.edge.fleet.marks import Marks
from findling.node.services.system.document import SystemAnswer
from findling.node.services.system.system_index import SystemIndex

NODE: Final = "node"
DEVICE: Final = "device"
GROUP: Final = "group"
SHADOW: Final = "shadow"
BUNDLE: Final = "bundle"
DEPLOYMENT: Final = "deployment"
COMMAND: Final = "command"
CONFIG: Final = "config"
KEY: Final = "key"
PIECE: Final = "piece"
"""Two kinds that nobody can ask for: the key that signs bundles, and pieces of their archives."""
KINDS: Final = (NODE, DEVICE, GROUP, SHADOW, BUNDLE, DEPLOYMENT, COMMAND, CONFIG)
_ATTEMPTS: Final = 50

Document = dict[str, Any]
Change = Callable[[Document | None], Document]
Changes = Callable[[str, Document | None], Document | None]


class FleetStore:
    """Reads and writes documents. Those of a kind are `{"kind", "name", ...}`."""

    def __init__(self, index: SystemIndex, clock: Clock) -> None:
        self._index = index
        self.clock = clock
        self.marks = Marks()
        self._whole: dict[str, tuple[int, tuple[Document, ...]]] = {}
        index.on_change(self._others_wrote)

    def get(self, kind: str, name: str) -> Document | None:
        """Returns a document, None if there is none."""
        found = self._index.get(_id(kind, name))
        return None if found is None else found.source

    def need(self, kind: str, name: str) -> Document:
        """Returns a document. Raises ResourceNotFoundError."""
        found = self.get(kind, name)
        if found is None:
            raise ResourceNotFoundError(f"{kind} [{name}] not found")
        return found

    def put(self, kind: str, name: str, source: Mapping[str, Any]) -> Document:
        """Writes a document whatever was there, and returns it."""
        return self.change(kind, name, lambda before: dict(source))

    def put_all(self, kind: str, sources: Mapping[str, Mapping[str, Any]]) -> None:
        """Writes many documents at once, whatever was there."""
        now_ms = self.clock.now_ms()
        if not sources:
            return
        try:
            self._index.write(
                [Write(_id(kind, name), {**one, **_head(kind, name, now_ms)}) for name, one in sources.items()]
            )
        finally:  # some may be written where another was refused
            for one in sources.values():
                self.marks.note(kind, one.get("node"))

    def change(self, kind: str, name: str, change: Change) -> Document:
        """Writes what a function makes of a document (None if there is none); it is called anew if others write."""
        for _ in range(_ATTEMPTS):
            found = self._index.get(_id(kind, name))
            before = None if found is None else found.source
            now_ms = self.clock.now_ms()
            made = {"created_at": now_ms, **(before or {}), **change(before), **_head(kind, name, now_ms)}
            made = {key: value for key, value in made.items() if value is not None}
            with suppress(VersionConflictError):
                expected = None if found is None else found.revision
                self._index.put(_id(kind, name), made, expected=expected, create=found is None)
                self.marks.note(kind, made.get("node"))
                return made
        raise VersionConflictError(f"{kind} [{name}] is changed by others all the time")

    def change_all(self, kind: str, names: Iterable[str], change: Changes) -> None:
        """Writes at once what a function makes of documents; None leaves one as it is. It is called anew as above."""
        wanted = list(names)
        for _ in range(_ATTEMPTS):
            there = {one.id: one for one in self._index.get_many([_id(kind, name) for name in wanted])}
            writes: list[Write] = []
            nodes: set[str | None] = set()
            for name in wanted:
                found = there.get(_id(kind, name))
                before = {} if found is None else found.source
                made = change(name, None if found is None else before)
                if made is not None:
                    now_ms = self.clock.now_ms()
                    source = {"created_at": now_ms, **before, **made, **_head(kind, name, now_ms)}
                    expected = None if found is None else found.revision
                    writes.append(Write(_id(kind, name), source, expected, found is None))
                    nodes |= {before.get("node"), source.get("node")}
            try:
                with suppress(VersionConflictError):
                    if writes:
                        self._index.write(writes)
                    return
            finally:  # some may be written where another was refused
                for node in nodes:
                    self.marks.note(kind, node)
        raise VersionConflictError(f"{kind}s are changed by others all the time")

    def delete(self, kind: str, name: str) -> None:
        """Deletes a document. Raises ResourceNotFoundError."""
        before = self.need(kind, name)
        if not self._index.delete(_id(kind, name)):
            raise ResourceNotFoundError(f"{kind} [{name}] not found")
        self.marks.note(kind, before.get("node"))

    def all(self, kind: str, *filters: Mapping[str, Any]) -> Iterator[Document]:
        """Yields the documents of a kind that pass filters of the query DSL."""
        for found in self._index.scan({"bool": {"filter": [{"term": {"kind": kind}}, *filters]}}):
            yield found.source

    def named(self, kind: str, names: Iterable[str]) -> Iterator[Document]:
        """Yields the documents of names that are there."""
        for found in self._index.get_many([_id(kind, name) for name in names]):
            yield found.source

    def whole(self, kind: str) -> tuple[Document, ...]:
        """Returns all documents of a kind of which there are few, kept in memory until one is written."""
        mark = self.marks.of(kind)
        kept, found = self._whole.get(kind, (-1, ()))
        if kept != mark:
            found = tuple(self.all(kind))
            self._whole[kind] = mark, found
        return found

    def _others_wrote(self, ids: Sequence[str]) -> None:
        """Notes what other nodes of a cluster have written."""
        ids = [id for id in ids if id.partition(":")[0] in KINDS]
        for found in self._index.get_many(ids):
            self.marks.note(found.source["kind"], found.source.get("node"))
        for kind in {id.partition(":")[0] for id in ids}:
            self.marks.note(kind, None)  # it may have been deleted

    def search(self, kind: str, body: Mapping[str, Any], typed_keys: bool) -> SystemAnswer:
        """Returns the answer to a search for documents of a kind. Raises what is wrong with it."""
        query = body.get("query", {"match_all": {}})
        filtered = {"bool": {"must": [query], "filter": [{"term": {"kind": kind}}]}}
        return self._index.answer({"track_total_hits": True, **body, "query": filtered}, typed_keys)


def _id(kind: str, name: str) -> str:
    return f"{kind}:{name}"


def _head(kind: str, name: str, now_ms: int) -> Document:
    return {"kind": kind, "name": name, "updated_at": now_ms}


def check_kind(kind: str) -> str:
    """Returns a kind that is asked for. Raises IllegalArgumentError."""
    if kind not in KINDS:
        raise IllegalArgumentError(f"the fleet has no [{kind}], there are {list(KINDS)}")
    return kind
