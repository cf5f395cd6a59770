"""Copies: all copies of indices that the hub has pushed to a node, brought and served."""

import logging
import shutil
import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from findling.base.clock import Clock
from findling.base.errors import FindlingError, IllegalArgumentError
from findling.edge.copies.blobs import HubBlobs
from findling.edge.copies.settings import CopySettings, published_of
from findling.edge.functions.bundle import Bundle
from findling.edge.functions.kept_bundles import KeptBundles
from findling.edge.kept_json import KeptJson
from findling.node.indices.create_index import check_name_free
from findling.node.published.copies import Copies
from findling.node.published.served import Served, ServedCopies
from findling.node.services.node import Node
from findling.published.place import Place

logger = logging.getLogger("findling.edge")
FetchObject = Callable[[str, str, str, int], Mapping[str, Any]]
"""Bundle, version, name of an object, offset -> a piece of it; see `blobs`."""
_PAUSE_S: Final = 0.5
_LONGEST_PAUSE_S: Final = 15.0
_INCOMING: Final = ".incoming"
_SHARE: Final = 0.9
"""Of the room on the disk that new files may take."""
_NOTED_EVERY_MS: Final = 60_000
"""How often it is written to the disk that copies are fresh."""


class _Version:
    """One version of a pushed index, with all that its bundle says."""

    def __init__(self, archive: bytes, trusted: Iterable[str]) -> None:
        self.archive = archive
        self.bundle = Bundle.opened(archive, trusted)
        self.name, self.version = self.bundle.name, self.bundle.version
        self.settings = CopySettings.parse(self.bundle.settings)
        self.index = self.settings.index
        self.published = published_of(self.bundle)


class _Copy:
    """One pushed index. served: None before the first version is there; coming: the version on its way"""

    def __init__(self) -> None:
        self.served: _Version | None = None
        self.coming: _Version | None = None
        self.brought_bytes = 0
        self.failures = 0
        self.reason = ""

    def shown(self) -> dict[str, Any]:
        shown: dict[str, Any] = {"version": "", "state": "coming", "calls": 0, "failures": 0}
        if self.served is not None:
            published = self.served.published
            shown |= {"version": self.served.version, "state": "running"}
            shown |= {"etag": published.id, "size_in_bytes": published.size}
        if self.coming is not None:
            shown |= {"coming": self.coming.version, "last_error": self.reason}
        return {**shown, "brought_in_bytes": self.brought_bytes}


class IndexCopies:
    """The copies of a node: `start` serves what was there before, `close` lets transfers be; they go on another time.

    fetch: asks the hub for a piece; told: is called when there is something to tell the hub
    """

    def __init__(
        self, node: Node, home: Path, trusted: Iterable[str], clock: Clock, fetch: FetchObject, told: Callable[[], None]
    ) -> None:
        self._node = node
        self._incoming = home / _INCOMING
        self._kept = KeptBundles(home)
        self._file = KeptJson(home / "copies.json")
        noted = self._file.read()
        self._owned: dict[str, str] = noted.get("owned", {})
        self._confirmed: dict[str, int] = noted.get("confirmed", {})
        self._clock = clock
        self._noted_ms = 0
        self._fetch = fetch
        self._told = told
        self._trusted = tuple(trusted)
        self._copies: dict[str, _Copy] = {}
        self._changed = threading.Condition(threading.RLock())
        self._stopped = False
        self._thread = threading.Thread(target=self._work, name="edge-copies", daemon=True)
        self._fresh = node.kept(ServedCopies.of)

    def start(self) -> None:
        """Begins. What is there is served, as stale as it is by now."""
        for name, archive in self._kept.current():
            try:
                self._serve(self._copies.setdefault(name, _Copy()), _Version(archive, self._trusted))
            except FindlingError:
                logger.exception("a copy of an index is not known any more bundle=%s", name)
        self._thread.start()

    def close(self) -> None:
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        self._thread.join()

    def trust(self, key: str) -> None:
        """Lets a key sign what is pushed."""
        self._trusted = (*self._trusted, key)

    def deploy(self, archive: bytes) -> str:
        """Begins to bring a version, which is served once it is whole; until then the one before is. Returns its name.

        Raises BundleRefusedError, and what keeps the index from having its name.
        """
        version = _Version(archive, self._trusted)
        with self._changed:
            if self._owned.get(version.index) != version.name:
                if version.index in self._owned:
                    raise IllegalArgumentError(
                        f"index [{version.index}] is a copy of [{self._owned[version.index]}] here"
                    )
                check_name_free(self._node.cluster.state, version.index)
            copy = self._copies.get(version.name, _Copy())
            self._check_room(copy, version)
            self._owned[version.index] = version.name
            self._note()
            self._copies[version.name] = copy
            copy.coming, copy.reason, copy.failures = version, "", 0
            self._changed.notify_all()
        return version.name

    def remove(self, name: str) -> None:
        """Ends a copy and removes it. Raises ResourceNotFoundError."""
        with self._changed:
            self._copies.pop(name, None)
            self._confirmed.pop(name, None)
            for index in [index for index, owner in self._owned.items() if owner == name]:
                self._drop(index)
            self._note()
            if self._kept.has(name):
                self._kept.remove(name)
            self._changed.notify_all()

    def shown(self) -> dict[str, Any]:
        """Returns how each copy is."""
        with self._changed:
            return {
                name: {**copy.shown(), **(self._fresh.shown_of(copy.served.index) if copy.served else {})}
                for name, copy in sorted(self._copies.items())
            }

    def confirm(self, wanted: Mapping[str, str]) -> None:
        """Notes that the hub has just said which versions it wants: copies that are these are fresh again."""
        now_ms = self._clock.now_ms()
        with self._changed:
            confirmed = False
            for name, copy in self._copies.items():
                if copy.served is not None and copy.served.version == wanted.get(name):
                    self._fresh.confirm(copy.served.index, now_ms)
                    self._confirmed[name] = now_ms
                    confirmed = True
            if confirmed and now_ms - self._noted_ms >= _NOTED_EVERY_MS:
                self._note()

    def _check_room(self, copy: _Copy, version: _Version) -> None:
        """Raises IllegalArgumentError if what is new in a version has no room on the disk."""
        known = set() if copy.served is None else {file.hash for file in copy.served.published.files()}
        wanted = sum(file.size for file in version.published.files() if file.hash not in known)
        room = int(shutil.disk_usage(self._kept.home).free * _SHARE)
        if wanted > room:
            raise IllegalArgumentError(f"index [{version.index}] needs [{wanted}] bytes, there is room for [{room}]")

    def _note(self) -> None:
        self._noted_ms = self._clock.now_ms()
        self._file.write({"owned": self._owned, "confirmed": self._confirmed})

    def _drop(self, index: str) -> None:
        """Serves an index no more, and removes it."""
        self._owned.pop(index, None)
        self._fresh.forget(index)
        self._node.cluster.update(lambda state: state.without_indices({index} & state.indices.keys()))

    def _serve(self, copy: _Copy, version: _Version) -> None:
        copy.served = version
        confirmed_ms = self._confirmed.get(version.name, 0)
        etag, ttl_ms = version.published.id, version.settings.ttl_ms
        self._fresh.serve(version.index, Served(version.name, version.version, etag, ttl_ms, confirmed_ms))

    def _work(self) -> None:
        pause_s = _PAUSE_S
        while not self._stopped:
            with self._changed:
                self._changed.wait_for(lambda: self._stopped or bool(self._on_their_way()))
                if self._stopped:
                    return
                copy = min(self._on_their_way(), key=lambda one: one.failures)
            if self._bring(copy):
                pause_s = _PAUSE_S
                continue
            with self._changed:
                self._changed.wait_for(lambda: self._stopped, pause_s)
            pause_s = min(pause_s * 2, _LONGEST_PAUSE_S)

    def _on_their_way(self) -> list[_Copy]:
        return [copy for copy in self._copies.values() if copy.coming is not None]

    def _bring(self, copy: _Copy) -> bool:
        """Brings the version on its way. Returns whether it is there, or not wanted any more."""
        version = copy.coming
        if version is None:
            return True

        def fetch(name: str, offset: int) -> Mapping[str, Any]:
            if not self._is_wanted(copy, version):
                raise IllegalArgumentError("the transfer is not wanted any more")
            return self._fetch(version.name, version.version, name, offset)

        def came(n_bytes: int) -> None:
            copy.brought_bytes += n_bytes

        blobs = HubBlobs(self._incoming / version.name, version.published, fetch, came)
        try:
            Copies(self._node, Place(f"hub:{version.name}", blobs)).renew(version.index, version.published)
        except Exception as error:
            if not self._is_wanted(copy, version):
                return True
            copy.reason, copy.failures = str(error), copy.failures + 1
            logger.warning("a copy waits bundle=%s version=%s reason=%s", version.name, version.version, copy.reason)
            return False
        self._settle(copy, version)
        blobs.clear()
        return True

    def _is_wanted(self, copy: _Copy, version: _Version) -> bool:
        return not self._stopped and self._copies.get(version.name) is copy and copy.coming is version

    def _settle(self, copy: _Copy, version: _Version) -> None:
        with self._changed:
            if self._copies.get(version.name) is not copy:  # it was removed meanwhile
                self._drop(version.index)
                return
            self._kept.write(version.bundle, version.archive)
            self._kept.settle(version.bundle)
            if copy.served is not None and copy.served.index != version.index:
                self._drop(copy.served.index)
            self._confirmed[version.name] = self._clock.now_ms()
            self._note()
            self._serve(copy, version)
            copy.coming = None if copy.coming is version else copy.coming
        logger.info("a copy of an index is served bundle=%s version=%s", version.name, version.version)
        self._told()
