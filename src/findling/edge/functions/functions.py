"""Functions: all bundles of a node, in work."""

import logging
import shutil
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from findling.base.clock import Clock, SystemClock
from findling.base.errors import ResourceNotFoundError
from findling.base.ids import random_uuid
from findling.edge.functions.bundle import Bundle
from findling.edge.functions.declared import Event
from findling.edge.functions.errors import FunctionFailedError
from findling.edge.functions.journal import Journal
from findling.edge.functions.kept_bundles import KeptBundles
from findling.edge.functions.landlock import landlock_version
from findling.edge.functions.process import Placed, Services
from findling.edge.functions.sensors import Sensors
from findling.edge.functions.supervisor import Supervisor
from findling.edge.functions.timers import Timers
from findling.edge.functions.topics import SENSORS, own_part

logger = logging.getLogger("findling.edge")
RECORDS: Final = "findling-edge-functions"
"""The index of the hub that has what functions told."""
_CODE: Final = "code"
_DATA: Final = "data"
_SENSORS_EVERY_S: Final = 10.0


class Functions:
    """The bundles of a node: `start` begins what was deployed before, `close` ends all.

    home: a folder of its own; trusted: public keys of who may sign; unconfined: whether functions may run where the
    kernel has no Landlock, and read all files of the node's user then
    """

    def __init__(
        self,
        home: Path,
        node: str,
        services: Services,
        trusted: Iterable[str],
        *,
        clock: Clock | None = None,
        unconfined: bool = False,
        sensors_every_s: float = _SENSORS_EVERY_S,
    ) -> None:
        self._kept = KeptBundles(home)
        self._node = node
        self._services = services
        self._trusted = tuple(trusted)
        self._clock = clock or SystemClock()
        self._unconfined = unconfined
        self._sensors_every_s = sensors_every_s
        self._lock = threading.RLock()
        self._running: dict[str, Supervisor] = {}
        self._timers_of: dict[str, list[int]] = {}
        self._timers = Timers()
        self.journal = Journal(node, self._clock)

    def start(self) -> None:
        """Begins. A bundle that does not start is told in the log and left alone."""
        self._timers.start()
        sensors = Sensors(self._kept.home)
        self._timers.add(self._sensors_every_s, lambda: self._read(sensors))
        for name, archive in self._kept.current():
            try:
                self._run(Bundle.opened(archive, self._trusted))
            except Exception:  # whatever a bundle of yesterday does, the node starts
                logger.exception("functions do not start bundle=%s", name)

    def trust(self, key: str) -> None:
        """Lets a key sign what is deployed."""
        self._trusted = (*self._trusted, key)

    def deploy(self, archive: bytes) -> str:
        """Runs a bundle in the place of the version before, which goes on if this one does not start.

        Returns its name. Raises BundleRefusedError, FunctionFailedError.
        """
        bundle = Bundle.opened(archive, self._trusted)
        with self._lock:
            self._kept.write(bundle, archive)
            self._run(bundle)
            self._kept.settle(bundle)
        return bundle.name

    def remove(self, name: str) -> None:
        """Ends a bundle and removes all it had. Raises ResourceNotFoundError."""
        with self._lock:
            self._end(name, self._running.pop(name, None))
            self._kept.remove(name)

    def emit(self, topic: str, payload: Any) -> int:
        """Brings a message to the functions that take it; returns how many do."""
        event = Event(own_part(topic, self._node), payload, self._clock.now_ms())
        taken = 0
        for supervisor in list(self._running.values()):
            for function, topics in supervisor.filters:
                if topics.takes(topic, self._node):
                    taken += supervisor.give(function, event)
        return taken

    def running(self, name: str) -> Supervisor:
        """Returns a bundle in work. Raises ResourceNotFoundError."""
        if name not in self._running:
            raise ResourceNotFoundError(f"functions [{name}] are not deployed here")
        return self._running[name]

    def shown(self) -> dict[str, Any]:
        """Returns how each bundle is."""
        return {name: supervisor.shown() for name, supervisor in sorted(self._running.items())}

    def records(self) -> list[dict[str, Any]]:
        """Takes what bundles have told out of the journal, as records for the hub."""
        mark = self._clock.now_ms()
        return [{"index": RECORDS, "id": f"{mark}-{random_uuid()}", "document": entry} for entry in self.journal.take()]

    def close(self) -> None:
        self._timers.stop()
        for name, supervisor in list(self._running.items()):
            self._end(name, supervisor)
        self._running.clear()

    def _run(self, bundle: Bundle) -> None:
        if landlock_version() == 0 and not self._unconfined:
            raise FunctionFailedError(
                "the kernel has no Landlock, so that functions could read every file of the node: they run only where "
                "that is allowed (unconfined)"
            )
        folder = self._kept.home / bundle.name
        versions, data = folder / _CODE, folder / _DATA
        code = versions / f"{bundle.version}-{random_uuid()}"
        data.mkdir(parents=True, exist_ok=True)
        bundle.write(code)
        placed = Placed(
            name=bundle.name,
            version=bundle.version,
            node=self._node,
            module=bundle.module,
            code=code,
            data=data,
            limits=bundle.limits,
            use_landlock=landlock_version() > 0,
        )
        supervisor = Supervisor(placed, self._services, self.journal)
        try:
            supervisor.start()
        except FunctionFailedError:
            shutil.rmtree(code, ignore_errors=True)
            raise
        before = self._running.get(bundle.name)
        self._end(bundle.name, before)
        self._running[bundle.name] = supervisor
        self._timers_of[bundle.name] = [
            self._timers.add(one.every_ms / 1000, lambda one=one: self._tick(supervisor, one.function))  # type: ignore[misc]
            for one in supervisor.declared
            if one.every_ms
        ]
        for old in versions.iterdir():
            if old != code:
                shutil.rmtree(old, ignore_errors=True)

    def _end(self, name: str, supervisor: Supervisor | None) -> None:
        for number in self._timers_of.pop(name, ()):
            self._timers.cancel(number)
        if supervisor is not None:
            supervisor.stop()

    def _tick(self, supervisor: Supervisor, function: str) -> None:
        if not supervisor.is_waiting(function):  # what is missed is not made up for
            supervisor.give(function, Event("", None, self._clock.now_ms()))

    def _read(self, sensors: Sensors) -> None:
        for name, figures in sensors.read():
            self.emit(f"{SENSORS}/{name}", figures)
