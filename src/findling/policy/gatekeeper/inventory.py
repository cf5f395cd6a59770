"""The resources that templates may look at: `data.inventory`, and the Namespaces among them."""

import threading
from typing import Any

from findling.policy.gatekeeper.objects import JsonObject, checked, is_namespace, kind_of, name_of, namespace_of

Path = tuple[str, ...]


def inventory_path(body: JsonObject) -> Path:
    """Returns where an object stands: `cluster/VERSION/KIND/NAME` or `namespace/NAMESPACE/VERSION/KIND/NAME`.

    Raises InvalidObjectError.
    """
    kind = kind_of(checked(body))
    of_kind = (kind.api_version, kind.kind, name_of(body))
    namespace = namespace_of(body)
    return ("namespace", namespace, *of_kind) if namespace else ("cluster", *of_kind)


class Inventory:
    """Resources, as a tree. Safe for threads.

    What has been given away does not change: a change copies the part of the tree on its way, once after each `tree`.

    revision: grows with each change that templates can see
    """

    def __init__(self) -> None:
        self.revision = 0
        self._root: dict[str, Any] = {"cluster": {}, "namespace": {}}
        self._own: set[int] = set()
        """The ids of the tree's dictionaries that nobody else has."""
        self._namespaces: dict[str, JsonObject] = {}
        self._lock = threading.Lock()

    def put(self, body: JsonObject, is_visible: bool = True) -> None:
        """Adds or replaces an object. is_visible: whether templates see it; Namespaces are known in any case."""
        path = inventory_path(body)
        with self._lock:
            if is_namespace(body):
                self._namespaces[name_of(body)] = body
            if is_visible:
                self._way(path[:-1])[-1][path[-1]] = body
                self.revision += 1
            else:
                self._take_out(path)

    def remove(self, path: Path) -> None:
        """Takes an object out if it is there."""
        with self._lock:
            self._take_out(path)
            if path[0] == "cluster" and path[1:3] == ("v1", "Namespace"):
                self._namespaces.pop(path[3], None)

    def namespace(self, name: str) -> JsonObject | None:
        """Returns a Namespace, None if it is not known."""
        return self._namespaces.get(name)

    def tree(self) -> tuple[int, dict[str, Any]]:
        """Returns the revision, and `data.inventory` as it is at that."""
        with self._lock:
            self._own.clear()
            return self.revision, self._root

    def _way(self, path: Path) -> list[dict[str, Any]]:
        """Returns the dictionaries from the root to a path, made where there are none, all to be changed."""
        self._root = self._owned(self._root)
        way = [self._root]
        for part in path:
            below = self._owned(way[-1].get(part, {}))
            way[-1][part] = below
            way.append(below)
        return way

    def _owned(self, dictionary: dict[str, Any]) -> dict[str, Any]:
        if id(dictionary) in self._own:
            return dictionary
        copied = dict(dictionary)
        self._own.add(id(copied))
        return copied

    def _take_out(self, path: Path) -> None:
        if not self._has(path):
            return
        way = self._way(path[:-1])
        del way[-1][path[-1]]
        self.revision += 1
        # "cluster" and "namespace" stay, empty ones below them go
        for above, below, part in reversed(list(zip(way[1:-1], way[2:], path[1:-1], strict=True))):
            if not below:
                self._own.discard(id(below))
                del above[part]

    def _has(self, path: Path) -> bool:
        below: Any = self._root
        for part in path:
            if part not in below:
                return False
            below = below[part]
        return True
