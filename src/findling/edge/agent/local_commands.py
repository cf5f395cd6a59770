"""Commands that have come to a node: carried out once, answered until the hub has the answer."""

import logging
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from findling.base.clock import Clock
from findling.base.errors import FindlingError, IllegalArgumentError
from findling.edge.kept_json import KeptJson

logger = logging.getLogger("findling.edge")
Json = dict[str, Any]
Command = Callable[[Any], Any]
"""Arguments -> answer. Raises FindlingError."""
_KEPT_MS: Final = 7 * 86_400_000


class LocalCommands:
    """Runs commands of the node, hands those of devices to them, and remembers what it has done.

    own: the node's commands by name; to_device: takes a device and a command for it
    """

    def __init__(
        self, home: Path, clock: Clock, own: Mapping[str, Command], to_device: Callable[[str, Json], None]
    ) -> None:
        self._file = KeptJson(home / "commands.json")
        self._known: dict[str, Json] = self._file.read()
        self._clock = clock
        self._own = own
        self._to_device = to_device
        self._lock = threading.RLock()

    def came(self, commands: Iterable[Mapping[str, Any]]) -> None:
        """Carries out commands, each once however often it comes; those of devices go to them."""
        with self._lock:
            for command in commands:
                id = command["id"]
                if id in self._known:
                    continue
                self._known[id] = {**command, "state": "waiting", "came_at": self._clock.now_ms()}
                # a node that dies of a command does not carry it out again
                self._file.write(self._known)
                if command.get("device") is None:
                    self._carry_out(id, command)
                else:
                    self.hand_to(command["device"])
            self._forget()

    def hand_to(self, device: str) -> None:
        """Gives a device the commands that it has not answered and that are not over, oldest first."""
        now_ms = self._clock.now_ms()
        with self._lock:
            for id, known in self._known.items():
                if known.get("device") == device and known["state"] == "waiting" and known["expires_at"] > now_ms:
                    told = {"id": id, "command": known["command"], "arguments": known.get("arguments")}
                    self._to_device(device, told)

    def answered(self, device: str, id: str, answer: Mapping[str, Any]) -> None:
        """Takes the answer of a device: `{"state": "succeeded" or "failed", "answer": ...}`."""
        state = answer.get("state", "succeeded")
        if state not in ("succeeded", "failed"):
            raise IllegalArgumentError(f"the state of an answer is succeeded or failed, not [{state}]")
        with self._lock:
            known = self._known.get(id)
            if known is not None and known.get("device") == device and known["state"] == "waiting":
                self._close(id, str(state), answer.get("answer"))

    def untold(self) -> list[Json]:
        """Returns the answers that the hub has not got."""
        with self._lock:
            return [
                {"id": id, "state": known["state"], "answer": known["answer"], "at": known["at"]}
                for id, known in self._known.items()
                if "answer" in known and not known.get("told")
            ]

    def told(self, answers: Sequence[Mapping[str, Any]]) -> None:
        """Notes that the hub has got answers."""
        if answers:
            with self._lock:
                for answer in answers:
                    self._known[answer["id"]]["told"] = True
                self._file.write(self._known)

    def _carry_out(self, id: str, command: Mapping[str, Any]) -> None:
        run = self._own.get(command["command"])
        try:
            if run is None:
                known = sorted(self._own)
                raise IllegalArgumentError(f"nodes have no command [{command['command']}], there are {known}")
            self._close(id, "succeeded", run(command.get("arguments")))
        except FindlingError as error:
            self._close(id, "failed", {"type": error.type, "reason": error.reason})
        except Exception as error:  # a command never ends the agent
            logger.exception("a command failed command=%s", command["command"])
            self._close(id, "failed", {"type": type(error).__name__, "reason": str(error)})

    def _close(self, id: str, state: str, answer: Any) -> None:
        self._known[id] |= {"state": state, "answer": answer, "at": self._clock.now_ms()}
        self._file.write(self._known)

    def _forget(self) -> None:
        """Forgets what is so old that the hub does not send it again."""
        now_ms = self._clock.now_ms()
        for id, known in list(self._known.items()):
            if now_ms > max(known["expires_at"], known["came_at"]) + _KEPT_MS:
                del self._known[id]
