"""Agent: the edge's side of the conversation with its hub."""

import logging
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from findling.base.clock import Clock, SystemClock
from findling.base.errors import FindlingError
from findling.edge.agent.deployed import Deployed, Runtime
from findling.edge.agent.device_topics import DeviceTopics, Publish
from findling.edge.agent.hub import Hub, HubAwayError, HubRefusedError
from findling.edge.agent.local_commands import Command, LocalCommands
from findling.edge.agent.local_shadows import LocalShadows
from findling.edge.kept_json import KeptJson
from findling.version import __version__

logger = logging.getLogger("findling.edge")
Json = dict[str, Any]
_INTERVAL_S: Final = 10.0


class Agent:
    """Tells the hub how the node is, and does what it wants: `start`, then `poke` when it should not wait, `close`.

    home: a folder of its own; publish: takes a topic and JSON; commands: what the node can be asked, besides `ping`
    backlog: what waits to be forwarded; configured: is called with the settings whenever they change
    records: what functions told, taken away when the hub has it
    confirmed: is called with the versions of bundles that the hub wants, each time it has said so
    """

    def __init__(
        self,
        node: str,
        hub: Hub,
        home: Path,
        runtime: Runtime,
        publish: Publish,
        *,
        clock: Clock | None = None,
        commands: Mapping[str, Command] | None = None,
        backlog: Callable[[], Mapping[str, int]] = dict,
        configured: Callable[[Mapping[str, Any]], None] = lambda settings: None,
        records: Callable[[], list[Json]] = list,
        confirmed: Callable[[Mapping[str, str]], None] = lambda wanted: None,
        interval_s: float = _INTERVAL_S,
    ) -> None:
        self._node = node
        self._hub = hub
        self._clock = clock or SystemClock()
        self.runtime = runtime
        self._backlog = backlog
        self._configured = configured
        self._records = records
        self._confirmed = confirmed
        self._interval_s = interval_s
        self._devices: dict[str, int] = {}
        self._config = KeptJson(home / "config.json")
        self._untold: list[Json] = []
        self.shadows = LocalShadows(home, self._clock)
        self.topics = DeviceTopics(node, self.shadows, publish, self.poke)
        own = {"ping": lambda arguments: {"pong": arguments}, "functions": lambda arguments: runtime.shown()}
        self.commands = LocalCommands(home, self._clock, {**own, **(commands or {})}, self._to_device)
        self.deployed = Deployed(home, runtime)
        self._wake = threading.Event()
        self._stopped = False
        self._syncing = threading.Lock()
        self._thread = threading.Thread(target=self._work, name="edge-agent", daemon=True)
        self.hub_is_there = False
        self.is_revoked = False

    def start(self) -> None:
        """Begins, with the settings that the hub told last."""
        self._configured(self._config.read().get("settings", {}))
        self._thread.start()

    def poke(self) -> None:
        """Lets it speak with the hub now."""
        self._wake.set()

    def close(self) -> None:
        self._stopped = True
        self._wake.set()
        if self._thread.ident is not None:
            self._thread.join(10)

    def heard(self, device: str, topic: str, payload: Any) -> bool:
        """Takes a message of a device, topic below the device; returns whether it was about shadows or commands."""
        self._devices[device] = self._clock.now_ms()
        return self.topics.take(device, topic, payload, self.commands)

    def sync(self) -> None:
        """Speaks with the hub once. Raises HubAwayError, HubRefusedError."""
        with self._syncing:
            kept, reports, answers = self._config.read(), self.shadows.untold(), self.commands.untold()
            devices, self._untold = dict(self._devices), self._untold or self._records()
            told = {
                "findling_version": __version__,
                "status": self.deployed.status(),
                "backlog": dict(self._backlog()),
                "devices": devices,
                "reported": reports,
                "answers": answers,
                "records": self._untold,
                "shadow_versions": self.shadows.versions(),
                "config_version": kept.get("version", ""),
            }
            wanted = self._hub.ask("sync", told)
            self._untold = []
            self._devices = {name: at_ms for name, at_ms in self._devices.items() if devices.get(name) != at_ms}
            refused = wanted.get("refused", {})
            for device, reason in refused.items():
                logger.warning("the hub does not take what is said of a device device=%s: %s", device, reason)
            self.shadows.told(reports, refused)
            self.commands.told(answers)
            self._follow(wanted)

    def _follow(self, wanted: Mapping[str, Any]) -> None:
        self.deployed.trust_first(wanted["signing_key"])
        if "config" in wanted:
            self._config.write({"version": wanted["config_version"], "settings": wanted["config"]})
            self._configured(wanted["config"])
        self.shadows.lost(wanted.get("gone", ()))
        for device in self.shadows.learned(wanted["shadows"]):
            self.topics.tell_delta(device)
        self.commands.came(wanted["commands"])
        before = self.runtime.shown().keys()
        self.deployed.bring_to(wanted["bundles"], self._hub)
        self._confirmed(wanted["bundles"])
        if self.commands.untold() or self.runtime.shown().keys() != before:
            self.poke()  # what has been done is told at once

    def _work(self) -> None:
        while not self._stopped:
            self._wake.clear()
            try:
                self.sync()
                if not self.hub_is_there:
                    logger.info("the hub is there node=%s", self._node)
                self.hub_is_there, self.is_revoked = True, False
            except HubAwayError as error:
                if self.hub_is_there:
                    logger.warning("the hub is away, the node goes on by itself: %s", error.reason)
                self.hub_is_there = False
            except HubRefusedError as error:
                self.is_revoked = error.status == 403
                logger.warning("the hub refuses this node: %s", error.reason)
            except FindlingError:
                logger.exception("what the hub wants cannot be done")
            except Exception:  # it is tried again: an edge without its agent is out of reach
                logger.exception("speaking with the hub failed")
            self._wake.wait(self._interval_s)

    def _to_device(self, device: str, command: Json) -> None:
        self.topics.tell(device, "commands", command)
