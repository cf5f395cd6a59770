"""Edge: what a function can ask its node for."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

Ask = Callable[[str, dict[str, Any]], Any]
"""Verb, arguments -> answer of the node. Raises EdgeCallError."""


class EdgeCallError(RuntimeError):
    """The node refused what a function asked for. type, status: as in its answers to clients"""

    def __init__(self, type: str, reason: str, status: int) -> None:
        super().__init__(f"{type}: {reason}")
        self.type, self.reason, self.status = type, reason, status


class Edge:
    """The node of a function. node: its name; data: a folder that only this bundle reads and writes"""

    def __init__(self, node: str, data: Path, ask: Ask, tell: Callable[[str, Any], None]) -> None:
        self.node = node
        self.data = data
        self._ask = ask
        self._tell = tell

    def search(self, index: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Returns the answer of a search of local indices. Raises EdgeCallError."""
        answer: dict[str, Any] = self._ask("search", {"index": index, "body": body or {}})
        return answer

    def get(self, index: str, id: str) -> dict[str, Any] | None:
        """Returns the source of a document, None if there is none. Raises EdgeCallError."""
        found: dict[str, Any] | None = self._ask("get", {"index": index, "id": id})
        return found

    def index(self, index: str, document: Mapping[str, Any], id: str | None = None) -> str:
        """Writes a document and returns its id; it is on stable storage then. Raises EdgeCallError."""
        return str(self._ask("index", {"index": index, "document": document, "id": id}))

    def publish(self, topic: str, payload: Any) -> None:
        """Publishes a message: below `findling/NODE/` unless the topic is whole. Raises EdgeCallError."""
        self._ask("publish", {"topic": topic, "payload": payload})

    def settings(self) -> dict[str, Any]:
        """Returns what the hub has configured for this node. Raises EdgeCallError."""
        found: dict[str, Any] = self._ask("settings", {})
        return found

    def desire(self, device: str, state: Mapping[str, Any]) -> int:
        """Changes what a device of a node below this one should be, as its hub; returns the shadow's version.

        Raises EdgeCallError.
        """
        return int(self._ask("desire", {"device": device, "state": state}))

    def infer(self, model: str, inputs: Sequence[Sequence[float] | Mapping[str, float]]) -> list[dict[str, Any]]:
        """Returns what a deployed model predicts for rows: numbers in the order of its features, or objects of them.

        Each prediction is an object with `predicted_value`; `doubtful` is true if it is. Raises EdgeCallError.
        """
        answer: list[dict[str, Any]] = self._ask("infer", {"model": model, "inputs": list(inputs)})
        return answer

    def metric(self, name: str, value: float) -> None:
        """Tells a figure, which the node adds up and sends to the hub. What is printed is told as logs."""
        self._tell("metric", {"name": name, "value": float(value)})
