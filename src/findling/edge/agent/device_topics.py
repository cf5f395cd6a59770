"""What devices say and hear of their shadows and commands, below `findling/NODE/DEVICE/`.

shadow/update             {"state": {"reported": {...}}}      the device says how it is
shadow/get                                                    it asks for its shadow
shadow/get/accepted       {"state": {...}, "version": 7}      the answer
shadow/delta              {"state": {...}, "version": 7}      what it is still to become
commands/get                                                  it asks for what it has missed
commands                  {"id", "command", "arguments"}      a command
commands/ID/answer        {"state", "answer"}                 its answer
"""

import logging
from collections.abc import Callable, Mapping
from typing import Any, Final

from findling.base.errors import FindlingError, IllegalArgumentError
from findling.edge.agent.local_commands import LocalCommands
from findling.edge.agent.local_shadows import LocalShadows
from findling.edge.config import NAME
from findling.edge.fleet.shadow import REPORTED

logger = logging.getLogger("findling.edge")
Publish = Callable[[str, Any], None]
_ROOT: Final = "findling"


class DeviceTopics:
    """publish: takes a topic and JSON; changed: is called when there is something to tell the hub"""

    def __init__(self, node: str, shadows: LocalShadows, publish: Publish, changed: Callable[[], None]) -> None:
        self._node = node
        self._shadows = shadows
        self._publish = publish
        self._changed = changed

    def take(self, device: str, topic: str, payload: Any, commands: LocalCommands) -> bool:
        """Takes a message of a device; returns whether it was about shadows and commands. It never raises."""
        try:
            return self._take(device, topic, payload, commands)
        except FindlingError as error:
            logger.warning("a device said what cannot be device=%s topic=%s: %s", device, topic, error.reason)
            self.tell(device, f"{topic}/rejected", {"type": error.type, "reason": error.reason})
            return True

    def tell_delta(self, device: str) -> None:
        """Tells a device what it is still to become, if there is anything."""
        shown = self._shadows.shown(device)
        if "delta" in shown["state"]:
            self.tell(device, "shadow/delta", {"state": shown["state"]["delta"], "version": shown["version"]})

    def tell(self, device: str, topic: str, payload: Any) -> None:
        """Publishes to a device."""
        self._publish(f"{_ROOT}/{self._node}/{device}/{topic}", payload)

    def _take(self, device: str, topic: str, payload: Any, commands: LocalCommands) -> bool:
        first, _, rest = topic.partition("/")
        if topic == "shadow/update" and not NAME.fullmatch(device):
            raise IllegalArgumentError(f"[{device}] is no name of a device: small letters, digits, _ and -")
        if topic == "shadow/update":
            self._shadows.report(device, _reported(payload))
            self._changed()
            self.tell_delta(device)
        elif topic == "shadow/get":
            self.tell(device, "shadow/get/accepted", self._shadows.shown(device))
        elif topic == "commands/get":
            commands.hand_to(device)
        elif first == "commands" and rest.endswith("/answer"):
            if not isinstance(payload, Mapping):
                raise IllegalArgumentError("the answer to a command is an object")
            commands.answered(device, rest.removesuffix("/answer"), payload)
            self._changed()
        else:
            return False
        return True


def _reported(payload: Any) -> Mapping[str, Any]:
    state = payload.get("state") if isinstance(payload, Mapping) else None
    reported = state.get(REPORTED) if isinstance(state, Mapping) else None
    if not isinstance(reported, Mapping):
        raise IllegalArgumentError('a device reports {"state": {"reported": {...}}}')
    return reported
