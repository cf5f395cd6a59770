"""Serves what is published at a place, read-only, and keeps up with it."""

import logging
import shutil
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from findling.base.errors import FindlingError
from findling.codec.durable_files import write_durably
from findling.node.published.copies import Copies
from findling.node.published.places import place_of
from findling.node.services.node import Node
from findling.published.apart import Apart
from findling.published.errors import InvalidPlaceError, PlaceError
from findling.published.manifest import Manifest, PublishedIndex
from findling.published.place import Place

logger = logging.getLogger("findling.published")
_MARK = "copies-of"
_SHARE = 0.9
"""Of the room on the disk: more than that is not brought whole."""


@dataclass(slots=True)
class FollowerState:
    """How a follower stands. Times in milliseconds since 1970, None if it never happened.

    generation: of the manifest that is served; brought_bytes: since the start
    problems: why an index is not what is published, by its name; problem: why the place could not be read
    """

    generation: int = 0
    checked_ms: int | None = None
    changed_ms: int | None = None
    took_ms: int = 0
    brought_bytes: int = 0
    problem: str | None = None
    problems: dict[str, str] = field(default_factory=dict)


def _room(folder: Path) -> int:
    """Returns how many bytes copies may take on the disk of a folder, those that it has already among them."""
    taken = sum(path.stat().st_blocks * 512 for path in folder.rglob("*") if path.is_file())
    return int((shutil.disk_usage(folder).free + taken) * _SHARE)


class Follower:
    """Makes a node a read-only copy of a place. `open` first; then `follow`, or `look_if_due` before each request."""

    def __init__(self, node: Node, place: Place, every_s: float) -> None:
        self.node = node
        self.place = place
        self.state = FollowerState()
        self._every_s = every_s
        space = node.config.published_space_bytes
        apart = Apart(place, node.data.path, _room(node.data.path) if space is None else space)
        self._copies = Copies(node, place, apart=apart)
        self._served: dict[str, PublishedIndex] = {}
        self._known: str | None = None
        self._looked: float | None = None
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    @classmethod
    def of(cls, node: Node) -> "Follower":
        """Returns the follower that a node's configuration asks for. See Node.kept."""
        url = node.config.published_from
        assert url is not None
        return cls(node, place_of(node, url), node.config.published_every_s)

    def open(self) -> None:
        """Takes over what is published. From now on the node refuses writes.

        Raises PlaceError if the place cannot be read, or an index cannot be brought, and there is no earlier copy that
        could be served; InvalidPlaceError if the data directory has indices of its own, which would be lost.
        """
        self._mark()
        self.node.cluster.is_copy = True
        try:
            self.look()
        except PlaceError as error:
            if not self.node.cluster.state.indices:
                raise
            logger.error("serving an earlier copy, the place cannot be read reason=%s", error.reason)
        missing = {
            name: why for name, why in self.state.problems.items() if name not in self.node.cluster.state.indices
        }
        if missing:
            raise PlaceError("; ".join(missing.values()))

    def _mark(self) -> None:
        """Notes in the data directory that what it holds are copies, which may go."""
        mark = self.node.data.path / _MARK
        if self.node.cluster.state.indices and not mark.exists():
            raise InvalidPlaceError(
                f"the data directory {self.node.data.path} has indices of its own; copies of [{self.place.url}] want "
                "a directory for themselves"
            )
        write_durably(mark, self.place.url.encode(), self.node.config.sync)

    def look(self) -> bool:
        """Takes over what has been published since. Returns whether there was anything new.

        An index that cannot be brought stays as it was, and is tried again next time. Raises PlaceError.
        """
        with self._lock:
            return self._look()

    def look_if_due(self) -> bool:
        """Looks if the last look is long enough ago; errors are logged. For where nothing runs between requests."""
        looked = self._looked
        if looked is not None and time.monotonic() - looked < self._every_s:
            return False
        try:
            return self.look()
        except FindlingError as error:
            logger.error("published indices could not be read reason=%s", error.reason)
            return False

    def follow(self) -> None:
        """Looks again and again, in a thread of its own, until `close`."""
        self._thread = threading.Thread(target=self._run, name="findling-follower", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Returns once nothing is brought any more."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(self._every_s):
            self.look_if_due()

    def _look(self) -> bool:
        self._looked, started = time.monotonic(), time.monotonic()
        state = self.state
        try:
            found = self.place.read_newer(self._known)
        except PlaceError as error:
            state.problem = error.reason
            raise
        state.problem, state.checked_ms = None, self.node.clock.now_ms()
        if found is None:
            return False
        self._take_over(found.manifest)
        if not state.problems:
            self._known = found.version
        state.generation, state.changed_ms = found.manifest.generation, state.checked_ms
        state.took_ms = int((time.monotonic() - started) * 1000)
        return True

    def _take_over(self, manifest: Manifest) -> None:
        self.state.problems = {}
        for name, published in manifest.indices.items():
            if self._served.get(name) != published:
                self._renew(name, published)
        for name in self.node.cluster.state.indices.keys() - manifest.indices.keys():
            self._copies.remove(name)
            self._served.pop(name, None)

    def _renew(self, name: str, published: PublishedIndex) -> None:
        try:
            self.state.brought_bytes += self._copies.renew(name, published)
        except FindlingError as error:
            logger.error("published index cannot be brought index=%s reason=%s", name, error.reason)
            self.state.problems[name] = error.reason
        else:
            self._served[name] = published

    def shown(self) -> Mapping[str, Any]:
        """Returns what a client is told."""
        state = self.state
        indices = {
            name: {"id": index.id, "published_in_millis": index.published_ms, "size_in_bytes": index.size}
            for name, index in self._served.items()
        }
        return {
            "from": self.place.url,
            "generation": state.generation,
            "checked_in_millis": state.checked_ms,
            "changed_in_millis": state.changed_ms,
            "took": state.took_ms,
            "brought_in_bytes": state.brought_bytes,
            "indices": indices,
            **({"problem": state.problem} if state.problem else {}),
            **({"problems": state.problems} if state.problems else {}),
        }
