"""Takes events of devices: into the local index and the outbox, then they may be forgotten where they were kept."""

import logging
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson
from nats.errors import Error as NatsError

from findling.base.errors import FindlingError
from findling.cluster.nats.connection import JetStreamError
from findling.edge.errors import OutboxFullError
from findling.edge.forward.event import Document, Event, document_of
from findling.edge.forward.frames import LARGEST_DOCUMENT, Frame, packed, split
from findling.edge.forward.mqtt_store import MqttStore, Stored
from findling.edge.forward.outbox import Outbox
from findling.edge.forward.rules import RAW, Rule, Rules
from findling.edge.streams import write_documents
from findling.edge.topics import device_topic
from findling.node.services.node import Node

logger = logging.getLogger("findling.edge")

Listener = Callable[[list[Event]], None]
Prepare = Callable[[Sequence[str], Sequence[dict[str, Any]]], Sequence[dict[str, Any] | None]]
_BATCH: Final = 2000
_WAIT_S: Final = 2.0
_PAUSE_S: Final = 0.5
_JSON: Final = orjson.OPT_NON_STR_KEYS


@dataclass(slots=True)
class IntakeCounts:
    """Since the start. refused: what no index takes, or is too large; blocked: how often there was no room for more"""

    events: int = 0
    doubled: int = 0
    refused: int = 0
    blocked: int = 0


class Intake:
    """A thread of its own. `start`, `stop`.

    listeners: are given events once they are safe, in order; an edge's functions are among them
    prepare: makes of documents, with what comes behind `findling/NODE/` of their topics, what is kept; None drops one
    """

    def __init__(self, node: Node, edge: str, store: MqttStore, outbox: Outbox, rules: Callable[[], Rules]) -> None:
        self._node = node
        self._edge = edge
        self._store = store
        self._outbox = outbox
        self._rules = rules
        self.listeners: list[Listener] = []
        self.prepare: Prepare = lambda topics, sources: sources
        self.counts = IntakeCounts()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="findling-edge-intake", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._flow()
            except (FindlingError, JetStreamError, NatsError, TimeoutError) as error:
                # the outbox is full, or the disk
                self.counts.blocked += isinstance(error, FindlingError) and error.status == OutboxFullError.status
                logger.warning("events wait where NATS keeps them reason=%s", error or type(error).__name__)
                self._stop.wait(_PAUSE_S)
            except Exception:
                logger.exception("taking events failed")
                self._stop.wait(_PAUSE_S)

    def _flow(self) -> None:
        """Takes events until something goes wrong."""
        self._take(self._store.open())
        while not self._stop.is_set():
            messages = self._store.read(_BATCH, _WAIT_S)
            if messages is None:
                return
            self._take(messages)

    def _take(self, messages: list[Stored]) -> None:
        if not messages:
            return
        events = [event for event in map(self._event, messages) if event is not None]
        self.keep(events, f"{messages[0].sequence}-{messages[-1].sequence}")
        self._store.done(messages)
        self.counts.events += len(events)
        for listener in self.listeners:
            try:
                listener(events)
            except Exception:
                logger.exception("a listener failed")

    def _event(self, message: Stored) -> Event | None:
        found = device_topic(message.subject, self._edge)
        if found is None:
            return None
        return Event(*found, message.payload, message.sequence, message.stamp_ns // 1_000_000)

    def keep(self, events: list[Event], name: str) -> None:
        """Puts events where they are kept. name: of the batch, the same if it comes again

        Raises what makes that impossible now; then it may be tried again.
        """
        rules = self._rules()
        grouped: dict[int, tuple[Rule, list[tuple[str, bytes]]]] = {}
        for event, document in self._documents(events):
            rule = rules.find(event.device, event.topic)
            source = orjson.dumps(document.source, option=_JSON)
            if len(source) > LARGEST_DOCUMENT:
                self._refuse(event, len(source))
                continue
            grouped.setdefault(id(rule), (rule, []))[1].append((document.key, source))
        self._index(grouped)
        waiting: dict[tuple[str, str], list[tuple[str, bytes]]] = defaultdict(list)
        for rule, documents in grouped.values():
            if rule.forward == RAW:
                waiting[rule.priority, rule.index].extend(documents)
        for (priority, index), documents in waiting.items():
            for place, frame in enumerate(split(Frame(index, "", documents, priority))):
                self._outbox.append(priority, packed(frame), len(frame.documents), f"{name}-{index}-{place}")

    def _refuse(self, event: Event, n_bytes: int) -> None:
        """Counts an event that can go nowhere: the device was acknowledged, so it is said loudly."""
        self.counts.refused += 1
        logger.error(
            "an event is too large and was refused device=%s topic=%s bytes=%d most=%d",
            event.device, event.topic, n_bytes, LARGEST_DOCUMENT,
        )  # fmt: skip

    def _documents(self, events: list[Event]) -> Iterator[tuple[Event, Document]]:
        documents = [document_of(event, self._edge) for event in events]
        topics = [f"{event.device}/{event.topic}" for event in events]
        sources = self.prepare(topics, [document.source for document in documents])
        for event, document, source in zip(events, documents, sources, strict=True):
            if source is not None:
                yield event, Document(document.key, source)

    def _index(self, grouped: dict[int, tuple[Rule, list[tuple[str, bytes]]]]) -> None:
        for rule, documents in grouped.values():
            if rule.is_kept:
                named = [(f"{self._edge}.{key}", source) for key, source in documents]
                written = write_documents(self._node, rule.index, named)
                self.counts.doubled += written.doubled
                self.counts.refused += written.refused
