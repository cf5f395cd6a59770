"""A master's part in who belongs to the cluster: its door, and the records that masters tell each other.

The records are in a file, so that the first nodes can join before there is a majority, and commands change it beside a
running node. What is new in it goes to the nats-server beside the node at once, and into the cluster state, from where
the other masters have it; what is new there goes into the file. Records merge in any order, so nobody has to wait.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from findling.base.errors import FindlingError
from findling.cluster.authority.door import Door
from findling.cluster.authority.files import EnrolmentFiles
from findling.cluster.authority.records import Enrolled, Records
from findling.cluster.service import ClusterService
from findling.cluster.state import ClusterState

logger = logging.getLogger("findling.cluster")

SECTION: Final = "authority"
_EVERY_S: Final = 1.0


class Admission:
    """Keeps the file, the state and the nats-server alike. `start` before use, `follow` once there is a state.

    admit: has the nats-server take these members and no others
    """

    def __init__(self, files: EnrolmentFiles, admit: Callable[[list[Enrolled]], None]) -> None:
        self._files = files
        self._admit = admit
        self._cluster: ClusterService | None = None
        self._told = self.members()
        self._seen: tuple[int, Records | None] = (0, None)
        self._stop = threading.Event()
        self._look_now = threading.Event()
        listen = files.enrolment().door_listen
        self._door = None if listen is None else Door(files, listen)
        self._thread = threading.Thread(target=self._run, name="findling-admission", daemon=True)

    def members(self) -> list[Enrolled]:
        """Returns who may come."""
        return self._files.records().admitted()

    def start(self) -> None:
        """Begins to look at the file."""
        self._thread.start()

    def follow(self, cluster: ClusterService) -> None:
        """Begins to tell the other masters, and to hear them."""
        self._cluster = cluster
        cluster.listen(self._changed)
        self._look_now.set()

    def stop(self) -> None:
        self._stop.set()
        self._look_now.set()
        if self._door is not None:
            self._door.close()
        self._thread.join(5)

    def _changed(self, before: ClusterState, after: ClusterState) -> None:
        if before.custom.get(SECTION) != after.custom.get(SECTION):
            self._look_now.set()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._look()
            except FindlingError as error:
                logger.info("the records of who belongs to the cluster wait: %s", error.reason)
            except Exception:
                logger.exception("the records of who belongs to the cluster cannot be kept alike")
            self._look_now.wait(_EVERY_S)
            self._look_now.clear()

    def _look(self) -> None:
        shared = None if self._cluster is None else shared_records(self._cluster.state)
        if (self._written(), shared) == self._seen:
            return
        now = time.time_ns() // 1_000_000
        records = self._files.change_records(lambda known: known if shared is None else known.merged(shared, now))
        if (members := records.admitted()) != self._told:
            self._admit(members)
            self._told = members
        if self._cluster is not None and records != shared:
            shared = shared_records(self._cluster.update(lambda state: with_records(state, records, now)))
        self._seen = self._written(), shared

    def _written(self) -> int:
        return self._files.records_file.stat().st_mtime_ns


def shared_records(state: ClusterState) -> Records:
    """Returns what the masters have told each other."""
    return Records.from_json(state.custom.get(SECTION, {}))


def with_records(state: ClusterState, records: Records, now_ms: int) -> ClusterState:
    """Returns the state with what is new in records."""
    known = shared_records(state)
    merged = known.merged(records, now_ms)
    return state if merged == known else replace(state, custom={**state.custom, SECTION: merged.to_json()})
