"""What an edge has besides the way of events: functions, models, pipelines, copies, its agent; and a hub's fleet.

`Attached(service)` while an edge starts, `close` before it ends. `serve_fleet(hub)` on a hub.
"""

import logging
import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import orjson
from nats.errors import Error as NatsError

from findling.base.errors import FindlingError, IllegalArgumentError
from findling.base.ids import random_uuid
from findling.cluster.nats.connection import JetStreamError
from findling.edge.agent.agent import Agent
from findling.edge.agent.hub import CalledHub, HubAwayError, HubRefusedError
from findling.edge.agent.local_commands import Command
from findling.edge.agent.runtimes import Runtimes
from findling.edge.bus import Bus
from findling.edge.copies.copies import IndexCopies
from findling.edge.errors import EdgeRefusedError, EdgeUnreachableError
from findling.edge.figures import EVERY_S, figures
from findling.edge.figures import INDEX as METRICS
from findling.edge.fleet.scope import FLEET_SEARCH, FLEET_SHADOW, SEARCH, FleetScope
from findling.edge.fleet.service import Fleet
from findling.edge.forward.event import Event
from findling.edge.forward.frames import Frame, packed, split
from findling.edge.forward.rules import PREFIX, Rules
from findling.edge.functions.bundle import FUNCTIONS, INDEX, MODEL, PIPELINE
from findling.edge.functions.functions import Functions
from findling.edge.functions.node_services import NodeServices
from findling.edge.functions.sensors import Sensors
from findling.edge.functions.timers import Timers
from findling.edge.functions.topics import HUB
from findling.edge.hub.service import Hub
from findling.edge.models.models import Models
from findling.edge.pipelines.pipelines import Pipelines
from findling.edge.server.configuration import DEVICES
from findling.edge.service import EdgeService
from findling.edge.topics import ROOT
from findling.inference.rows import no_row_model

logger = logging.getLogger("findling.edge")
_SYNC: Final = "sync"
_BUNDLE: Final = "bundle"
_POKE: Final = "poke"
_PATIENCE_S: Final = 10.0
_DOUBTS: Final = f"{PREFIX}doubts"
_DOUBTS_EVERY_S: Final = 1.0


class Attached:
    """Functions, models, pipelines, copies and the agent of an edge.

    unconfined: whether functions and trials of models run where there is no Landlock
    relayed: carries out what the hub asks of the fleet below this edge, None for nothing
    """

    def __init__(self, service: EdgeService, unconfined: bool = False, relayed: Command | None = None) -> None:
        self._service = service
        node, self._name = service.node, service.name
        self._settings: Mapping[str, Any] = {}
        self._own_rules = service.rules
        self._connection = service.server.connect(DEVICES)
        home = service.directory
        self.models = Models(home / "models", (), clock=node.clock, unconfined=unconfined)
        self.pipelines = Pipelines(home / "pipelines", node.ingest.services, (), node.clock)
        self.copies = IndexCopies(node, home / "copies", (), node.clock, self._object, lambda: self.agent.poke())
        services = NodeServices(node, self.publish, self.models.infer, self._desire, lambda: self._settings)
        self.functions = Functions(
            home / "functions", self._name, services, (), clock=node.clock, unconfined=unconfined
        )
        self.agent = Agent(
            self._name,
            CalledHub(self._ask),
            home / "agent",
            Runtimes({FUNCTIONS: self.functions, MODEL: self.models, PIPELINE: self.pipelines, INDEX: self.copies}),
            self.publish,
            clock=node.clock,
            commands={
                "message": self._message,
                "status": lambda arguments: service.status(),
                **({} if relayed is None or service.config.edge_listen is None else {"fleet": relayed}),
            },
            backlog=self._backlog,
            configured=self._configured,
            records=self.functions.records,
            confirmed=self.copies.confirm,
        )
        self._timers = Timers()
        self._sensors = Sensors(home)
        self._timers.add(_DOUBTS_EVERY_S, self._send_doubts)
        self._timers.add(EVERY_S, self.measure)
        self.models.start()
        self.pipelines.start()
        self.copies.start()
        node.inference.row_model = self.models.find
        self._timers.start()
        self.functions.start()
        self.agent.start()
        service.intake.listeners.append(self._heard)
        service.intake.prepare = self.pipelines.run
        scope = node.kept(FleetScope.of)
        scope.own, scope.shadow = self._name, self._shadow
        if service.bus is not None:
            service.bus.serve(_POKE, lambda edge, payload: self.agent.poke())
            service.bus.serve(SEARCH, lambda edge, body: scope.answer(body))
            scope.above = Called(service.bus)
        if service.hub is not None:
            serve_fleet(service.hub)
            serve_network(service.hub, self._shadow)

    def publish(self, topic: str, payload: Any) -> None:
        """Publishes to devices and to functions. topic: below `findling/NODE/`, or whole"""
        whole = topic if topic.startswith(f"{ROOT}/") else f"{ROOT}/{self._name}/{topic}"
        if not whole.startswith(f"{ROOT}/{self._name}/") or set(whole) & set("+#. \t\n\0"):
            raise IllegalArgumentError(f"an edge publishes below [{ROOT}/{self._name}/], not to [{topic}]")
        self._connection.publish(whole.replace("/", "."), orjson.dumps(payload))
        self.functions.emit(whole, payload)

    def close(self) -> None:
        self._service.intake.stop()  # no event passes by what it was to see
        self._service.intake.listeners.remove(self._heard)
        self.agent.close()
        self.functions.close()
        self.copies.close()
        self._timers.stop()
        self._send_doubts()
        self._service.node.inference.row_model = no_row_model
        self._connection.close()

    def _heard(self, events: Sequence[Event]) -> None:
        for event in events:
            payload = _read(event.payload)
            if not self.agent.heard(event.device, event.topic, payload):
                self.functions.emit(f"{ROOT}/{self._name}/{event.device}/{event.topic}", payload)

    def _shadow(self, device: str) -> Any:
        """Returns the shadow of a device of this edge, None for another."""
        shadows = self.agent.shadows
        return shadows.shown(device) if shadows.knows(device) else None

    def _ask(self, verb: str, body: bytes) -> Any:
        if self._service.bus is None:
            raise HubAwayError("this edge has no hub")
        try:
            return self._service.bus.call(verb, body, _PATIENCE_S)
        except EdgeUnreachableError as error:
            raise HubAwayError(error.reason) from error
        except EdgeRefusedError as error:
            raise HubRefusedError(error.reason, error.metadata.get("far_status", error.status)) from error

    def _object(self, bundle: str, version: str, name: str, offset: int) -> Any:
        """Returns a piece of a file of an index."""
        return self._ask(_BUNDLE, orjson.dumps({"name": bundle, "version": version, "object": name, "offset": offset}))

    def _configured(self, settings: Mapping[str, Any]) -> None:
        """Takes what the hub has configured: functions can read it, and its rules replace those of the edge's file."""
        self._settings = settings
        try:
            self._service.rules = Rules.configured(settings) or self._own_rules
        except FindlingError as error:
            logger.error("the hub's rules make no sense here, the former hold: %s", error.reason)

    def _message(self, arguments: Any) -> int:
        """Brings a message of the hub to functions; returns how many take it."""
        if not isinstance(arguments, Mapping) or not isinstance(arguments.get("topic"), str):
            raise IllegalArgumentError('a message is {"topic": ..., "payload": ...}')
        return self.functions.emit(f"{HUB}/{arguments['topic']}", arguments.get("payload"))

    def _backlog(self) -> dict[str, int]:
        status = self._service.status()
        waiting, dropped = status["backlog"]["documents"], status["dropped"]
        return {
            "events": sum(waiting.values()),
            "bytes": status["backlog"]["bytes"],
            "dropped": sum(dropped.values()),
            "blocked": status["events"]["blocked"],
            "disk_full": status["disk"]["full"],
        }

    def _desire(self, device: str, state: Mapping[str, Any]) -> int:
        """Changes what a device of an edge below should be; returns the shadow's version."""
        if self._service.hub is None:
            raise IllegalArgumentError(f"device [{device}] is not below this node, which is nobody's hub")
        return self._service.node.kept(Fleet.of).shadows.update(device, {"desired": state}).version

    def _send_doubts(self) -> None:
        """Puts what models doubt where events wait for the hub."""
        doubts = self.models.doubts.take()
        if doubts and self._put_out(_DOUBTS, doubts):
            self.models.doubts.done()

    def measure(self) -> None:
        """Puts how this edge is, and what it runs, where events wait for the hub."""
        service = self._service
        processes = {"findling": os.getpid(), "nats_server": service.server.pid}
        try:
            status = service.status()
        except (JetStreamError, NatsError, TimeoutError) as error:
            logger.warning("figures cannot be told now reason=%s", error or type(error).__name__)
            return
        bundles = self.agent.runtime.shown()
        now_ms = service.node.clock.now_ms()
        self._put_out(METRICS, figures(now_ms, status, self._sensors.read(), processes, bundles))

    def _put_out(self, index: str, documents: Sequence[tuple[str, Any]]) -> bool:
        """Appends documents to the outbox, as the least important; returns whether they are there."""
        if self._service.bus is None:
            return True  # nobody is told of anything
        packable = [(key, orjson.dumps(document)) for key, document in documents]
        try:
            for part in split(Frame(index, "", packable, "low")):
                self._service.outbox.append("low", packed(part), len(part.documents), random_uuid())
        except (FindlingError, JetStreamError, NatsError, TimeoutError) as error:
            logger.warning("documents wait index=%s reason=%s", index, error or type(error).__name__)
            return False
        return True


class Called:
    """Those at the other end of a bus. hub: whose edges they are, None for the hub of an edge"""

    def __init__(self, bus: Bus, hub: Hub | None = None) -> None:
        self._bus = bus
        self._hub = hub

    def present(self) -> list[str]:
        return [] if self._hub is None else self._hub.present()

    def begin(self, name: str, verb: str, body: bytes) -> Callable[[float], Any]:
        future = self._bus.begin(verb, body, None if self._hub is None else name)
        return lambda timeout_s: self._bus.result(future, timeout_s)


def serve_network(hub: Hub, own: Callable[[str], Any]) -> None:
    """Lets the edges of a gateway search each other, and see and change shadows of each other's devices.

    own: the shadow of a device of the gateway itself
    """
    scope, shadows = hub.node.kept(FleetScope.of), hub.node.kept(Fleet.of).shadows

    def shadow(edge: str, body: bytes) -> Any:
        said = orjson.loads(body)
        device = str(said["device"])
        if "state" in said:
            return shadows.update(device, {"desired": said["state"].get("desired")}).shown()
        return own(device) or shadows.get(device).shown()

    hub.bus.serve(FLEET_SEARCH, scope.answer_edge)
    hub.bus.serve(FLEET_SHADOW, shadow)


def serve_fleet(hub: Hub) -> None:
    """Lets edges that come to a hub speak with its fleet, and tells them at once when something is wanted of them."""
    fleet = hub.node.kept(Fleet.of)
    hub.node.kept(FleetScope.of).below = Called(hub.bus, hub)
    hub.bus.admit = fleet.registry.check_admitted
    fleet.registry.listeners.append(hub.throw_out)
    hub.bus.serve(_SYNC, lambda edge, body: fleet.sync(edge, orjson.loads(body)))
    hub.bus.serve(_BUNDLE, lambda edge, body: fleet.exchange.piece(edge, orjson.loads(body)))

    def poke(nodes: Sequence[str]) -> None:
        for name in set(nodes) & set(hub.present()):
            hub.bus.begin(_POKE, b"", name)

    fleet.pokes.listeners.append(poke)


def _read(payload: bytes) -> Any:
    """Returns JSON, else a text."""
    try:
        return orjson.loads(payload)
    except orjson.JSONDecodeError:
        return payload.decode("utf-8", "replace")
