"""Configurations: what nodes are told, for all of them, for groups and for one."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, Final

import orjson

from findling.base.errors import IllegalArgumentError
from findling.edge.fleet.registry import check_name
from findling.edge.fleet.store import CONFIG, Document, FleetStore

_ALL: Final = "all"
_SCOPES: Final = ("group", "node")


class Configs:
    """Objects by scope: `all`, `group:NAME`, `node:NAME`. What is narrower wins, member by member."""

    def __init__(self, store: FleetStore) -> None:
        self._store = store

    def put(self, scope: str, settings: Mapping[str, Any]) -> Document:
        """Writes what a scope is told. Raises IllegalArgumentError for a scope that is none."""
        return self._store.put(CONFIG, _checked(scope), {"settings": dict(settings)})

    def get(self, scope: str) -> Document:
        """Returns what a scope is told. Raises ResourceNotFoundError."""
        return self._store.need(CONFIG, _checked(scope))

    def delete(self, scope: str) -> None:
        """Removes what a scope is told. Raises ResourceNotFoundError."""
        self._store.delete(CONFIG, _checked(scope))

    def of_node(self, node: str, groups: Sequence[str]) -> tuple[dict[str, Any], str]:
        """Returns what a node is told, and a text that is another one whenever that changes."""
        scopes = [_ALL, *(f"group:{group}" for group in groups), f"node:{node}"]
        found = {one["name"]: one["settings"] for one in self._store.named(CONFIG, scopes)}
        made: dict[str, Any] = {}
        for scope in scopes:
            made = _over(made, found.get(scope, {}))
        return made, hashlib.sha256(orjson.dumps(made, option=orjson.OPT_SORT_KEYS)).hexdigest()[:16]


def _over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    made = dict(below)
    for name, value in above.items():
        inner = made.get(name)
        made[name] = _over(inner, value) if isinstance(inner, Mapping) and isinstance(value, Mapping) else value
    return made


def _checked(scope: str) -> str:
    kind, _, name = scope.partition(":")
    if scope != _ALL and (kind not in _SCOPES or not name):
        raise IllegalArgumentError(f"[{scope}] is no scope of configurations: all, group:NAME or node:NAME")
    if name:
        check_name(name)
    return scope
