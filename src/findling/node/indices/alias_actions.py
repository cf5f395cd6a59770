"""The single actions of an alias request: adding an alias, removing one, removing an index."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Final

from findling.base.errors import (
    ActionRequestValidationError,
    AliasesNotFoundError,
    IllegalArgumentError,
    XContentParseError,
)
from findling.base.wildcards import matches
from findling.cluster.date_math_names import resolve_date_math
from findling.cluster.name_resolution import IndicesOptions, resolve_names
from findling.cluster.state import AliasMetadata, ClusterState, IndexMetadata
from findling.node.indices.create_index import parse_alias

_OPTIONS: Final = IndicesOptions(closed=True, forbid_closed=False, allow_no_indices=False, aliases=False)
_TARGET_KEYS: Final = frozenset({"index", "indices", "alias", "aliases", "must_exist"})
_ALIAS_KEYS: Final = frozenset({"filter", "routing", "index_routing", "search_routing", "is_write_index", "is_hidden"})

Outcome = tuple[ClusterState, bool]


@dataclass(frozen=True, slots=True)
class AliasAction:
    """One action.

    kind: add, remove or remove_index
    must_exist: whether it is an error if there is nothing to remove; None if the client does not say
    definition: of the alias to add
    """

    kind: str
    indices: list[str]
    aliases: list[str] = field(default_factory=list)
    must_exist: bool | None = None
    definition: dict[str, Any] = field(default_factory=dict)

    def apply(self, state: ClusterState, now_ms: int) -> Outcome:
        """Returns the state afterwards, and whether there was anything to do."""
        steps: dict[str, Callable[[ClusterState, int], Outcome]] = {
            "add": self._add, "remove": self._remove, "remove_index": self._remove_index,
        }  # fmt: skip
        return steps[self.kind](state, now_ms)

    def _add(self, state: ClusterState, now_ms: int) -> Outcome:
        names = [resolve_date_math(name, now_ms) for name in self.aliases]
        for index in resolve_names(state, self.indices, _OPTIONS, now_ms):
            added = {name: parse_alias(state, name, self.definition) for name in names}
            state = state.with_index(_with_aliases(state.indices[index.name], {**index.aliases, **added}))
        return state, True

    def _remove(self, state: ClusterState, now_ms: int) -> Outcome:
        removed = False
        for index in resolve_names(state, self.indices, _OPTIONS, now_ms):
            doomed = {name for name in index.aliases if _named(self.aliases, name)}
            if doomed:
                removed = True
                left = {name: alias for name, alias in index.aliases.items() if name not in doomed}
                state = state.with_index(_with_aliases(state.indices[index.name], left))
        if not removed and self.must_exist:
            raise not_found(self.aliases)
        return state, removed

    def _remove_index(self, state: ClusterState, now_ms: int) -> Outcome:
        doomed = resolve_names(state, self.indices, _OPTIONS, now_ms)
        return state.without_indices({index.name for index in doomed}), True


def _named(patterns: Iterable[str], name: str) -> bool:
    return any(pattern == "_all" or matches(pattern, name) for pattern in patterns)


def _with_aliases(index: IndexMetadata, aliases: dict[str, AliasMetadata]) -> IndexMetadata:
    return replace(index, aliases=aliases, aliases_version=index.aliases_version + 1, version=index.version + 1)


def not_found(aliases: list[str]) -> AliasesNotFoundError:
    """Returns the error for aliases that should be there."""
    names = ",".join(aliases)
    metadata = {"resource.type": "aliases", "resource.id": names}
    return AliasesNotFoundError(f"aliases [{names}] missing", **metadata)


def parse_action(action: Any) -> AliasAction:
    """Returns an action of a request's list. Raises XContentParseError, IllegalArgumentError..."""
    if not isinstance(action, dict) or len(action) != 1:
        raise XContentParseError("[1:1] [aliases] failed to parse field [actions]", line=1, col=1)
    ((kind, body),) = action.items()
    if kind not in ("add", "remove", "remove_index"):
        raise XContentParseError(f"[1:1] [alias_action] unknown field [{kind}]", line=1, col=1)
    if not isinstance(body, dict):
        raise XContentParseError(f"[1:1] [{kind}] expected an object", line=1, col=1)
    for key in body:
        if key not in _TARGET_KEYS and key not in _ALIAS_KEYS:
            raise XContentParseError(f"[1:1] [{kind}] unknown field [{key}]", line=1, col=1)
    if "must_exist" in body and kind != "remove":
        raise IllegalArgumentError(f"[must_exist] is unsupported for [{kind.upper()}]")
    return _checked(kind, body)


def _checked(kind: str, body: dict[str, Any]) -> AliasAction:
    indices = _listed(body, "index", "indices")
    if not indices:
        raise IllegalArgumentError("One of [index] or [indices] is required")
    if kind == "remove_index":
        return AliasAction(kind, indices)
    aliases = _listed(body, "alias", "aliases")
    if not aliases:
        raise IllegalArgumentError("One of [alias] or [aliases] is required")
    definition = {key: value for key, value in body.items() if key in _ALIAS_KEYS}
    return AliasAction(kind, indices, aliases, body.get("must_exist"), definition)


def _listed(body: dict[str, Any], single: str, plural: str) -> list[str]:
    if single in body and plural in body:
        raise IllegalArgumentError(f"Only one of [{single}] and [{plural}] is supported")
    values = body.get(plural, body.get(single))
    if values is None:
        return []
    names = values.split(",") if isinstance(values, str) else values
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise XContentParseError(f"[1:1] [{single}] doesn't support values of this type", line=1, col=1)
    if "" in names:
        raise ActionRequestValidationError(f"Validation Failed: 1: [{single}] can't be empty string;")
    return names
