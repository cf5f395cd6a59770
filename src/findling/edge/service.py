"""An edge: its nats-server, the way of events through it, its calls with the hub, its side for edges below."""

import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import orjson
import yaml
from nats.errors import Error as NatsError

from findling.base.errors import FindlingError, IllegalArgumentError
from findling.cluster.authority.files import EnrolmentFiles
from findling.cluster.nats.connection import JetStreamError, NatsConnection
from findling.edge.bus import Bus
from findling.edge.config import EdgeConfig
from findling.edge.errors import EdgeUnreachableError
from findling.edge.forward.frames import packed, parted, split, unpacked
from findling.edge.forward.full_disk import DiskGuard
from findling.edge.forward.intake import Intake
from findling.edge.forward.local_index import keep_limits
from findling.edge.forward.mqtt_store import MqttStore
from findling.edge.forward.outbox import Outbox
from findling.edge.forward.rollups import Rollups, roll_quietly
from findling.edge.forward.rules import Rules, checked_priority
from findling.edge.forward.sender import Sender
from findling.edge.hub.documents import documents_of, path_of
from findling.edge.hub.service import STATUS, Hub
from findling.edge.server.admitted import AdmittedEdges
from findling.edge.server.configuration import ABOVE, BELOW, DEVICES
from findling.edge.server.device_list import DeviceList
from findling.edge.server.keys import device_door, enrolled_edge, uplink
from findling.edge.server.running import WATCH_S, BesideServer
from findling.edge.streams import ensure_template, write_documents
from findling.node.services.node import Node
from findling.version import __version__

logger = logging.getLogger("findling.edge")

_UPKEEP_S: Final = 5.0
_OUTBOX_SHARE: Final = 0.7
"""Of the room on the disk; the rest is for what devices have just said, and for their sessions."""


class EdgeService:
    """Everything that an edge is beside a node. `start` before use, `close` at the end."""

    def __init__(self, node: Node, config: EdgeConfig, binary: str | None = None) -> None:
        data = Path(node.config.data).absolute()
        files = enrolled_edge(data)
        self.node = node
        self.name = _name_of(config, files)
        self.config = config
        self.directory = data / "edge"
        self.directory.mkdir(parents=True, exist_ok=True)
        self.rules = read_rules(config.edge_rules)
        self._admitted = AdmittedEdges(data, config.edge_listen)
        self._devices = DeviceList(self.directory)
        above, door = uplink(config.edge_hub, files), device_door(config.edge_mqtt, files)
        self.server = BesideServer.planned(
            self.name,
            self.directory / "nats",
            binary,
            store_bytes=config.edge_store_bytes,
            sync=config.edge_sync,
            hubs=above.urls,
            hub_options=above.options,
            mqtt=door.listen,
            mqtt_tls=door.tls,
            devices=self._devices.all(),
            **self._admitted.plan(),
        )
        self._connections: list[NatsConnection] = []
        self.bus: Bus | None = None
        self.hub: Hub | None = None
        self.sender: Sender | None = None
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self, attach: Callable[[], None] = lambda: None) -> None:
        """Begins. attach: is called before the first event is taken: what is to see all of them goes in there

        Raises ClusterUnavailableError if its nats-server cannot run.
        """
        ensure_template(self.node, 0)
        self._start_server()
        devices = self._connect(DEVICES)
        self.disk = DiskGuard(self.node.disk, devices)
        self.outbox = Outbox(
            devices, int(self.config.edge_store_bytes * _OUTBOX_SHARE), self.directory / "dropped.json"
        )
        self.outbox.open()
        self.intake = Intake(self.node, self.name, MqttStore(devices, self.name), self.outbox, lambda: self.rules)
        self.rollups = Rollups(self.node, self.name, self.outbox, self.directory / "rollups.json")
        if self.server.plan.hubs:
            self.bus = Bus(self._connect(ABOVE), self.name)
            self.sender = Sender(self.outbox, self.bus, lambda: self.rules, self.node.clock.now_ms)
            self.bus.start()
            self.sender.start()
        if self.config.edge_listen is not None:
            self.hub = Hub(self.node, self._connect(BELOW), self._take_from_below, 0, self._admitted.files)
            self.hub.start()
            self._admitted.follow(self.server)
        attach()
        self.intake.start()
        for work in (self._watch, self._keep_up):
            thread = threading.Thread(target=work, name=f"findling-edge-{work.__name__.strip('_')}", daemon=True)
            self._threads.append(thread)
            thread.start()

    def _start_server(self) -> None:
        """Starts the nats-server; devices are let in only once what they say is kept."""
        self.server.start_quietly()
        connection = self.server.connect(DEVICES)
        try:
            MqttStore(connection, self.name).make()
        finally:
            connection.close()
        self.server.stop()
        self.server.start()

    def _connect(self, account: str) -> NatsConnection:
        connection = self.server.connect(account)
        self._connections.append(connection)
        return connection

    def close(self) -> None:
        """Ends: what was acknowledged is on the disk."""
        self._stop.set()
        for thread in self._threads:
            thread.join()
        self._admitted.close()
        self.intake.stop()
        if self.sender is not None:
            self.sender.stop()
        for side in (self.bus, self.hub):
            if side is not None:
                side.stop()
        for connection in self._connections:
            connection.close()
        self.server.stop()

    def _watch(self) -> None:
        """Starts the nats-server once more if it ends, and says what devices it turned away."""
        heard = self.server.log.stat().st_size if self.server.log.exists() else 0
        stamp = self._devices.stamp()
        while not self._stop.wait(WATCH_S):
            self.server.keep_running()
            self._look_at_disk()
            heard = self._tell_refused(heard)
            if (now := self._devices.stamp()) != stamp:
                stamp = now
                self.server.change(devices=self._devices.all())

    def _look_at_disk(self) -> None:
        try:
            if self.disk.look():
                logger.warning("the disk has room again, the nats-server is started anew")
                self.server.stop()
                self.server.start()
        except (FindlingError, JetStreamError, NatsError, TimeoutError) as error:
            logger.warning("what a full disk asks for is tried again reason=%s", error or type(error).__name__)

    def _tell_refused(self, heard: int) -> int:
        """Logs connections of MQTT 5, which nats-server does not speak. Returns how far its log was read."""
        try:
            with self.server.log.open("rb") as log:
                log.seek(heard)
                said = log.read()
        except OSError:
            return heard
        for line in said.splitlines():
            if b"unacceptable protocol version of 5" in line:
                logger.warning(
                    "a device came with MQTT 5 and was refused: it must speak 3.1.1 (MQTTv311) from=%s",
                    line.partition(b"[ERR] ")[2].split(b" ")[0].decode("utf-8", "replace"),
                )
        return heard + len(said)

    def _keep_up(self) -> None:
        """Limits, summaries, and the status that the hub is told."""
        while True:
            try:
                keep_limits(self.node, self.rules)
                roll_quietly(self.rollups, self.rules)
                self._tell_status()
            except (JetStreamError, TimeoutError) as error:
                logger.warning("the upkeep of the edge waits reason=%s", error or type(error).__name__)
            except Exception:
                logger.exception("the upkeep of the edge failed")
            if self._stop.wait(_UPKEEP_S):
                return

    def _tell_status(self) -> None:
        if self.bus is not None:
            try:
                self.bus.call(STATUS, orjson.dumps(self.status()), 3)
            except EdgeUnreachableError as error:
                logger.debug("the hub is away reason=%s", error.reason)

    def status(self) -> dict[str, Any]:
        """Returns what the hub is told, and whoever asks here."""
        counts, taken = self.outbox.counts, self.intake.counts
        sender = self.sender
        return {
            "name": self.name,
            "version": __version__,
            "time": self.node.clock.now_ms(),
            "events": {
                "taken": taken.events,
                "doubled": taken.doubled,
                "refused": taken.refused,
                "blocked": taken.blocked + self.disk.times_full,
            },
            "backlog": {"documents": dict(counts.waiting), "bytes": self.outbox.size_bytes()},
            "dropped": dict(counts.dropped),
            "disk": {"full": self.disk.is_full, "free_in_bytes": self.disk.free_bytes},
            "sent": {} if sender is None else {"documents": sender.sent, "bytes": sender.sent_bytes},
            **({} if sender is None or sender.fault is None else {"fault": sender.fault}),
        }

    def _take_from_below(self, edge: str, message: bytes) -> dict[str, Any]:
        """Keeps what an edge below sends: in the index here, and in the outbox for the hub above."""
        counts = {"created": 0, "doubled": 0, "refused": 0}
        for data in parted(message):
            frame = unpacked(data)
            written = write_documents(self.node, frame.index, documents_of(frame, edge))
            counts["created"] += written.created
            counts["doubled"] += written.doubled
            counts["refused"] += written.refused
            if self.bus is not None:
                for part in split(replace(frame, origin=path_of(edge, frame.origin))):
                    self.outbox.append(checked_priority(part.priority), packed(part), len(part.documents), "")
        return counts


def read_rules(path: Path | None) -> Rules:
    """Returns the rules of a file. Raises IllegalArgumentError."""
    if path is None:
        return Rules()
    try:
        body = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise IllegalArgumentError(f"rules cannot be read: {error}") from error
    if not isinstance(body, dict):
        raise IllegalArgumentError(f"{path}: rules must be an object with [rules] and [send]")
    return Rules.of(body)


def _name_of(config: EdgeConfig, files: EnrolmentFiles | None) -> str:
    """Returns the edge's name, which is that of its enrolment if there is one. Raises IllegalArgumentError."""
    enrolled = None if files is None else files.enrolment().name
    if config.edge_name is None and enrolled is None:
        raise IllegalArgumentError("an edge needs a name: --edge-name, or findling edge init")
    if None not in (enrolled, config.edge_name) and enrolled != config.edge_name:
        raise IllegalArgumentError(f"this edge was enrolled as [{enrolled}], not [{config.edge_name}]")
    return str(enrolled or config.edge_name)
