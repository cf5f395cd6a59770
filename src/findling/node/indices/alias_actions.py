"""The single actions of an alias request: adding an alias, removing one, removing an index."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from findling.base.errors import AliasesNotFoundError, IllegalArgumentError
from findling.base.json_values import as_boolean, json_token
from findling.base.object_parser import (
    BOOLEAN,
    OBJECT,
    STRING,
    STRINGS,
    TEXT,
    Member,
    field_fault,
    parse_fault,
    parse_object,
)
from findling.base.wildcards import matches
from findling.base.work.current import checked
from findling.cluster.access import check_aliases, seen_names
from findling.cluster.date_math_names import resolve_date_math
from findling.cluster.name_resolution import IndicesOptions, resolve_names
from findling.cluster.state import AliasMetadata, ClusterState, IndexMetadata
from findling.mapping.time_series.bounds import MODE
from findling.node.indices.create_index import parse_alias
from findling.node.indices.delete_index import check_write_indices_kept
from findling.node.indices.stream_aliases import add_alias, remove_aliases, streams_and_others
from findling.node.services.index_blocks import check_blocks
from findling.node.services.visibility import refuse_more, refuse_parts

_OPTIONS: Final = IndicesOptions(closed=True, forbid_closed=False, allow_no_indices=False, aliases=False, streams=False)

_PARTS: Final = (
    "Alias requests are not allowed for users who have field or document level security enabled on one of the indices"
)
_MORE: Final = "Adding an alias is not allowed when the alias has more permissions than any of the indices"

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

    def apply(self, state: ClusterState, original: ClusterState, now_ms: int) -> Outcome:
        """Returns the state afterwards, and whether there was anything to do.

        original: the state before the request; what its other actions add is not removed by this one
        """
        if self.kind == "add":
            return self._add(state, now_ms)
        return self._remove(state, original, now_ms) if self.kind == "remove" else self._remove_index(state, now_ms)

    def concrete(self, state: ClusterState, now_ms: int) -> list[str]:
        """Returns the names of the indices that are meant."""
        return [index.name for index in resolve_names(state, self.indices, _OPTIONS, now_ms)]

    def _add(self, state: ClusterState, now_ms: int) -> Outcome:
        names = [resolve_date_math(name, now_ms) for name in self.aliases]
        streams, others = streams_and_others(state, self.indices, now_ms) if state.streams else ([], self.indices)
        if streams:
            options = replace(_OPTIONS, allow_no_indices=True)
            if others and resolve_names(state, others, options, now_ms):
                raise IllegalArgumentError(
                    f"expressions [{', '.join(self.indices)}] that match with both data streams and regular indices "
                    "are disallowed"
                )
            check_aliases(names)
            for stream in streams:
                _refuse_by_rights(stream.name, names)
            for name in names:
                state = add_alias(state, streams, name, self.definition, parse_alias(state, name, self.definition))
            return state, True
        found = self._writable(state, self.indices, now_ms)
        check_aliases(names)
        for index in found:
            _refuse_backing(state, index)
            _refuse_by_rights(index.name, names)
            added = {name: parse_alias(state, name, self.definition) for name in names}
            if index.is_time_series and any(alias.index_routing or alias.search_routing for alias in added.values()):
                raise IllegalArgumentError(f"routing is forbidden on CRUD operations that target indices in {MODE}")
            state = state.with_index(_with_aliases(state.indices[index.name], {**index.aliases, **added}))
        return state, True

    def _remove(self, state: ClusterState, original: ClusterState, now_ms: int) -> Outcome:
        removed, indices, options = False, self.indices, _OPTIONS
        if state.streams:
            streams, indices = streams_and_others(state, self.indices, now_ms)
            options = replace(_OPTIONS, allow_no_indices=bool(streams))
            state, removed = remove_aliases(state, streams, lambda name: _named(self.aliases, name))
        for index in self._writable(state, indices, now_ms, options) if indices else []:
            before = original.indices[index.name].aliases
            doomed = {name for name in seen_names(index.aliases) if name in before and _named(self.aliases, name)}
            # what another action has removed already counts too
            removed = removed or any(_named(self.aliases, name) for name in seen_names(before))
            if doomed:
                left = {name: alias for name, alias in index.aliases.items() if name not in doomed}
                state = state.with_index(_with_aliases(state.indices[index.name], left))
        if not removed and self.must_exist:
            raise not_found(self.aliases)
        return state, removed

    def _remove_index(self, state: ClusterState, now_ms: int) -> Outcome:
        if any(name in state.streams.streams for name in self.indices):
            raise IllegalArgumentError("Unsupported action [REMOVE_INDEX]")
        doomed = self._writable(state, self.indices, now_ms)
        check_write_indices_kept(state, {index.name for index in doomed})
        return state.without_indices({index.name for index in doomed}), True

    def _writable(
        self, state: ClusterState, names: Sequence[str], now_ms: int, options: IndicesOptions = _OPTIONS
    ) -> list[IndexMetadata]:
        """Returns the indices that are meant. Raises ClusterBlockError if one of them takes no changes."""
        found = resolve_names(state, names, options, now_ms)
        for index in found:
            passed = frozenset({"read_only_allow_delete"} if self.kind == "remove_index" else ())
            check_blocks(index, "metadata_write", passed)
        return found


def _refuse_by_rights(index: str, names: Iterable[str]) -> None:
    """Raises SecurityError if an alias would let one see, or do, more of an index than its own name does."""
    refuse_parts(index, frozenset({index}), _PARTS)
    for name in names:
        refuse_more(index, name, _MORE)


def _refuse_backing(state: ClusterState, index: IndexMetadata) -> None:
    parent = state.streams.parent(index.name)
    if parent is not None:
        raise IllegalArgumentError(
            f"The provided expressions [{index.name}] match a backing index belonging to data stream [{parent.name}]. "
            "Data stream backing indices don't support aliases."
        )


def _named(patterns: Iterable[str], name: str) -> bool:
    return any(pattern == "_all" or matches(pattern, name) for pattern in patterns)


def _with_aliases(index: IndexMetadata, aliases: dict[str, AliasMetadata]) -> IndexMetadata:
    return replace(index, aliases=aliases, aliases_version=index.aliases_version + 1, version=index.version + 1)


def not_found(aliases: list[str]) -> AliasesNotFoundError:
    """Returns the error for aliases that should be there."""
    names = sorted(aliases)
    metadata = {"resource.type": "aliases", "resource.id": names if len(names) > 1 else ",".join(names)}
    return AliasesNotFoundError(f"aliases [{', '.join(names)}] missing", **metadata)


def parse_actions(actions: Sequence[object]) -> list[AliasAction]:
    """Returns the actions of a request's list. Raises XContentParseError or IllegalArgumentError."""
    return [_parse_action(action) for action in checked(actions, 100)]


def _parse_action(action: Any) -> AliasAction:
    if not isinstance(action, dict):
        raise parse_fault(f"[alias_action] Expected START_OBJECT but was: {json_token(action)}")
    parsed = parse_object("alias_action", action, _KINDS)
    if len(parsed) != 1:
        found = "Too many operations" if parsed else "No operation"
        raise IllegalArgumentError(f"{found} declared on operation entry")
    ((kind, members),) = parsed.items()
    indices = members.get("indices", members.get("index"))
    if indices is None:
        raise IllegalArgumentError("One of [index] or [indices] is required")
    if kind == "remove_index":
        return AliasAction(kind, indices)
    aliases = members.get("aliases", members.get("alias"))
    if aliases is None:
        raise IllegalArgumentError("One of [alias] or [aliases] is required")
    definition = {key: value for key, value in members.items() if key in _DEFINITION}
    return AliasAction(kind, indices, aliases, members.get("must_exist"), definition)


def _members(kind: str, members: Mapping[str, Member]) -> Callable[[Any], dict[str, Any]]:
    """Returns the reader of one kind of action."""

    def read(body: Any) -> dict[str, Any]:
        parsed = parse_object(kind, body, members)
        for single, plural in (("index", "indices"), ("alias", "aliases")):
            if single in body and plural in body:
                later = max((single, plural), key=list(body).index)
                fault = IllegalArgumentError(f"Only one of [{single}] and [{plural}] is supported")
                raise field_fault(kind, later) from fault
        return parsed

    return read


def _name(member: str) -> Member:
    def read(value: object) -> list[str]:
        if not value:
            raise IllegalArgumentError(f"[{member}] can't be empty string")
        return [part for part in str(value).split(",") if part]

    return Member(STRING, read)


def _names(member: str, single: str) -> Member:
    def read(value: Any) -> list[str]:
        names = [value] if isinstance(value, str) else value
        if not names:
            raise IllegalArgumentError(f"[{member}] can't be empty")
        if not all(isinstance(name, str) and name for name in names):
            raise IllegalArgumentError(f"[{single}] can't be empty string")
        return list(names)

    return Member(STRINGS, read)


def _refused(member: str) -> Member:
    def read(value: object) -> None:
        raise IllegalArgumentError(f"[{member}] is unsupported for [REMOVE_INDEX]")

    return Member(read=read)


_FLAG: Final = Member((*BOOLEAN, "VALUE_NULL"), lambda value: None if value is None else as_boolean(value))
_ROUTING: Final = Member((*TEXT, "VALUE_NULL"))
_DEFINITION: Final = {
    "filter": Member((*OBJECT, "VALUE_STRING", "VALUE_NULL")),
    "routing": _ROUTING,
    "index_routing": _ROUTING,
    "search_routing": _ROUTING,
    "is_write_index": _FLAG,
    "is_hidden": _FLAG,
}
_TARGETS: Final = {"index": _name("index"), "indices": _names("indices", "index")}
_ALIASES: Final = {"alias": _name("alias"), "aliases": _names("aliases", "alias")}
_KINDS: Final = {
    "add": Member(OBJECT, _members("add", {**_TARGETS, **_ALIASES, **_DEFINITION})),
    "remove": Member(OBJECT, _members("remove", {**_TARGETS, **_ALIASES, "must_exist": _FLAG})),
    "remove_index": Member(
        OBJECT,
        _members(
            "remove_index",
            {**_TARGETS, "alias": _refused("alias"), "aliases": _refused("aliases"), "must_exist": _FLAG},
        ),
    ),
}
