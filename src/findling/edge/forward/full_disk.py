"""An edge whose disk is nearly full takes no more events: devices keep what they have until there is room again."""

import logging
from typing import Any, Final

from findling.cluster.nats.connection import NatsConnection
from findling.edge.forward.mqtt_store import STREAM
from findling.node.services.disk_monitor import DiskMonitor

logger = logging.getLogger("findling.edge")

_NOTHING_BYTES: Final = 1 << 20
"""With less than that free, NATS may have failed to write; it writes no more then until it is started again."""


class DiskGuard:
    """Compares the disk with the node's watermarks. To be used by one thread.

    Over the flood stage nothing is indexed, and here the stream of what devices say is closed at the size it has: they
    are not acknowledged, and disconnected. Below the high watermark it is opened.
    is_full: as of the last look; times_full: how often it became so since the start
    """

    def __init__(self, disk: DiskMonitor, connection: NatsConnection) -> None:
        self._disk = disk
        self._connection = connection
        self._is_closed: bool | None = None
        self._has_failed = False
        self.is_full = False
        self.times_full = 0

    @property
    def free_bytes(self) -> int:
        """Of the disk, as of the last look."""
        return self._disk.stage.free_bytes

    def look(self) -> bool:
        """Closes or opens the stream. Returns whether NATS has to be started again, for there is room again.

        Raises JetStreamError, ClusterUnavailableError: then it is to be tried again.
        """
        stage = self._disk.check()
        if stage.name != "high":  # between the two it stays as it was
            was_full, self.is_full = self.is_full, stage.name == "flood_stage"
            self.times_full += self.is_full and not was_full
        self._has_failed |= self.is_full and stage.free_bytes < _NOTHING_BYTES
        if self._has_failed and not self.is_full:
            self._has_failed = False
            return True
        if self._is_closed != self.is_full:
            self._set(self.is_full)
        return False

    def _set(self, closed: bool) -> None:
        found = self._connection.patient_api(f"STREAM.INFO.{STREAM}", {})
        limit = max(int(found["state"]["bytes"]), 1) if closed else -1
        config: dict[str, Any] = {**found["config"], "max_bytes": limit, "discard": "new"}
        if (found["config"]["max_bytes"] > 0) != closed:
            self._connection.patient_api(f"STREAM.UPDATE.{STREAM}", config)
            said = "is full: devices are not acknowledged" if closed else "has room: events are taken again"
            logger.warning("the disk %s free_bytes=%d", said, self.free_bytes)
        self._is_closed = closed
