"""The resources that templates may look at: `data.inventory`, and the Namespaces among them."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
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

    revision: grows with each change that templates can see
    """

    def __init__(self) -> None:
        self.revision = 0
        self._tree: dict[str, Any] = {"cluster": {}, "namespace": {}}
        self._namespaces: dict[str, JsonObject] = {}
        self._lock = threading.Lock()

    def put(self, body: JsonObject, is_visible: bool = True) -> None:
        """Adds or replaces an object. is_visible: whether templates see it; Namespaces are known in any case."""
        path = inventory_path(body)
        with self._lock:
            if is_namespace(body):
                self._namespaces[name_of(body)] = body
            if not is_visible:
                self._take_out(path)
                return
            below = self._tree
            for part in path[:-1]:
                below = below.setdefault(part, {})
            below[path[-1]] = body
            self.revision += 1

    def remove(self, path: Path) -> None:
        """Takes an object out if it is there."""
        with self._lock:
            self._take_out(path)
            if path[0] == "cluster" and path[1:3] == ("v1", "Namespace"):
                self._namespaces.pop(path[3], None)

    def namespace(self, name: str) -> JsonObject | None:
        """Returns a Namespace, None if it is not known."""
        return self._namespaces.get(name)

    @contextmanager
    def frozen(self) -> Iterator[dict[str, Any]]:
        """Gives the tree, which does not change in the block."""
        with self._lock:
            yield self._tree

    def _take_out(self, path: Path) -> None:
        way = [self._tree]
        for part in path[:-1]:
            below = way[-1].get(part)
            if below is None:
                return
            way.append(below)
        if way[-1].pop(path[-1], None) is None:
            return
        self.revision += 1
        for above, below, part in reversed(list(zip(way[1:-1], way[2:], path[1:-1], strict=True))):
            if not below:
                del above[part]
