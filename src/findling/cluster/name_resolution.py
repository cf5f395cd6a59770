"""Turns the names in a request into indices: lists, wildcards, exclusions, `_all`, aliases and date maths."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from findling.base.errors import IllegalArgumentError, IndexClosedError, IndexNotFoundError, StreamExcludedError
from findling.base.wildcards import matches
from findling.base.work.current import checked
from findling.cluster.access import Access, check_names, current_access, under
from findling.cluster.authorized_names import authorized_names
from findling.cluster.date_math_names import resolve_date_math
from findling.cluster.index_names import invalid_index_name
from findling.cluster.state import AliasMetadata, ClusterState, IndexMetadata
from findling.cluster.streams.data_stream import Component, DataStream
from findling.cluster.streams.selectors import split_selector


@dataclass(frozen=True, slots=True)
class IndicesOptions:
    """How names are taken: the parameters of these names, plus what an API itself insists on.

    open, closed, hidden: which indices a wildcard reaches (`expand_wildcards`)
    forbid_closed: a closed index is an error, or left out if unavailable ones are ignored
    aliases: whether names and wildcards may be aliases
    streams: whether names and wildcards may be data streams
    selectors: whether a name may say which part of a data stream it means
    """

    ignore_unavailable: bool = False
    allow_no_indices: bool = True
    open: bool = True
    closed: bool = False
    hidden: bool = False
    forbid_closed: bool = True
    aliases: bool = True
    streams: bool = True
    selectors: bool = True

    def expanding(self, words: Iterable[str]) -> "IndicesOptions":
        """Returns the options with `expand_wildcards` as given. Raises IllegalArgumentError for an unknown word."""
        chosen = {"open": False, "closed": False, "hidden": False}
        for word in words:
            if word == "all":
                chosen = dict.fromkeys(chosen, True)
            elif word == "none":
                chosen = dict.fromkeys(chosen, False)
            elif isinstance(word, str) and word in chosen:
                chosen[word] = True
            else:
                raise IllegalArgumentError(f"No valid expand wildcard value [{word}]")
        return replace(self, **chosen)


LENIENT_OPEN = IndicesOptions(ignore_unavailable=True)
OPEN_AND_CLOSED = IndicesOptions(closed=True, forbid_closed=False)


@dataclass(frozen=True, slots=True)
class ResolvedIndex:
    """One index a request goes to.

    filters: those of the aliases it was reached through; empty if some name reached it unfiltered
    routing: comma-separated search routing of these aliases, or None for all shards
    via: the names of the index and its aliases that led to it
    """

    index: IndexMetadata
    filters: tuple[dict[str, Any], ...] = ()
    routing: str | None = None
    via: frozenset[str] = frozenset()


def split_names(expression: str | Sequence[str] | None) -> list[str]:
    """Returns the names in an `index` path part."""
    if expression is None:
        return []
    parts = expression.split(",") if isinstance(expression, str) else expression
    return [part.strip() for part in parts if part.strip()]


def resolve_names(
    state: ClusterState, expression: str | Sequence[str] | None, options: IndicesOptions, now_ms: int
) -> list[IndexMetadata]:
    """Returns the indices that an expression means, sorted by name.

    Raises IndexNotFoundError, IndexClosedError or InvalidIndexNameError.
    """
    found, _ = _expand(state, [resolve_date_math(name, now_ms) for name in split_names(expression)], options)
    if not found and not options.allow_no_indices:
        raise _nothing_found(split_names(expression))
    return [state.indices[name] for name in sorted(found)]


def resolve_search(
    state: ClusterState, expression: str | Sequence[str] | None, options: IndicesOptions, now_ms: int
) -> list[ResolvedIndex]:
    """Returns the indices of a search with the filters and routing of the aliases that lead to them, sorted by name."""
    named = state.indices.get(expression) if isinstance(expression, str) else None
    if named is not None and not named.closed and current_access() is None:
        return [ResolvedIndex(named)]
    names = [resolve_date_math(name, now_ms) for name in split_names(expression)]
    found, reached_by = _expand(state, names, options)
    if not found and not options.allow_no_indices:
        raise _nothing_found(names)
    return [_through_aliases(state, state.indices[name], reached_by.get(name, set())) for name in sorted(found)]


def _through_aliases(state: ClusterState, index: IndexMetadata, reached_by: set[str]) -> ResolvedIndex:
    """reached_by: names of the index, its stream or its aliases that were asked for; empty means the index itself."""
    stream = state.streams.parent(index.name)
    if not reached_by or index.name in reached_by or (stream is not None and stream.name in reached_by):
        return ResolvedIndex(index, via=frozenset(reached_by))
    aliases = [_alias_of(state, index, stream, name) for name in sorted(reached_by)]
    filters = tuple(alias.filter for alias in aliases if alias.filter is not None)
    routings = [alias.search_routing for alias in aliases]
    return ResolvedIndex(
        index,
        filters if len(filters) == len(aliases) else (),
        None if None in routings else ",".join(routing for routing in routings if routing is not None),
        frozenset(reached_by),
    )


def _alias_of(state: ClusterState, index: IndexMetadata, stream: DataStream | None, name: str) -> AliasMetadata:
    """Returns an alias of an index, or of its stream."""
    if stream is None or name in index.aliases:
        return index.aliases[name]
    return AliasMetadata(name, state.streams.aliases[name].filter_of(stream.name))


def _expand(state: ClusterState, names: list[str], options: IndicesOptions) -> tuple[set[str], dict[str, set[str]]]:
    """Returns index names, and for each the names that led to it."""
    access = current_access()
    if access is None:
        return _resolved(state, names, options)
    used = authorized_names(names, options, lambda pattern: _used(state, pattern, options, access), access.sees)
    refused = [name for name in used if not access.sees(name)]
    if refused:
        raise access.refusal(refused)
    if used:
        return _resolved(state, used, options)
    if not _expands(options) and not options.ignore_unavailable:
        # nothing is asked as Elasticsearch's security asks it, by a pattern that is a name here
        raise IndexNotFoundError("*")
    return set(), {}


def _resolved(state: ClusterState, names: list[str], options: IndicesOptions) -> tuple[set[str], dict[str, set[str]]]:
    found: set[str] = set()
    reached_by: dict[str, set[str]] = {}
    wildcard_seen = not names
    for name in checked(names or ["_all"], 50):
        if name.startswith("-") and wildcard_seen:
            # the name of an alias takes nothing away from what is found: indices are
            aliases = options.aliases and "*" in name
            all_of_it = replace(options, open=True, closed=True, hidden=True, forbid_closed=False, aliases=aliases)
            found -= _matching(state, name[1:], all_of_it).keys()
            continue
        base, part = split_selector(name) if options.selectors else (name, "data")
        wildcard = base == "*" or (base == "_all" and len(names) < 2) or ("*" in base and _expands(options))
        wildcard_seen = wildcard_seen or wildcard
        hits = _matching(state, base, options, part) if wildcard else _concrete(state, base, options, part)
        if wildcard and not hits and not options.allow_no_indices:
            raise IndexNotFoundError(name)
        for index, via in hits.items():
            found.add(index)
            reached_by.setdefault(index, set()).update(via)
    return found, reached_by


def _expands(options: IndicesOptions) -> bool:
    return options.open or options.closed


def _used(state: ClusterState, name: str, options: IndicesOptions, access: Access) -> list[str]:
    """Returns the names of indices, aliases and streams that a wildcard means of those that may be used."""
    pattern, part = split_selector(name) if options.selectors else (name, "data")
    found = [stream.name for stream in state.streams if _visible(stream.name, stream.hidden, pattern, options)]
    found = found if options.streams else []
    if options.aliases:
        found += state.streams.aliases
    if part == "data":
        found += [
            index.name
            for index in state.indices.values()
            if _state_wanted(index, options) and _visible(index.name, index.hidden, pattern, options)
        ]
        if options.aliases:
            found += [
                alias.name
                for index in state.indices.values()
                for alias in index.aliases.values()
                if _visible(alias.name, bool(alias.is_hidden), pattern, options)
            ]
    fitting = dict.fromkeys(one for one in found if matches(pattern, one))
    written = [one + name[len(pattern) :] for one in fitting]
    return [one for one in written if access.sees(one)]


def _nothing_found(names: list[str]) -> IndexNotFoundError:
    if len(names) < 2:
        return IndexNotFoundError(",".join(names) or "_all")
    error = IndexNotFoundError("null")
    error.metadata = {"resource.type": "index_expression", "resource.id": names}
    return error


def _concrete(state: ClusterState, name: str, options: IndicesOptions, part: Component = "data") -> dict[str, set[str]]:
    streams = _named_streams(state, name, options)
    if name in state.indices and part == "data":
        targets = [state.indices[name]]
    elif streams:
        targets = [state.indices[index] for stream in streams for index in stream.members(part)]
        if not targets:
            return {}
    else:
        targets = state.alias_targets(name) if options.aliases and part == "data" else []
    if not targets:
        return _missing(state, name if part == "data" or name not in state.indices else f"{name}::{part}", options)
    hits: dict[str, set[str]] = {}
    for index in targets:
        if not (index.closed and options.forbid_closed):
            hits[index.name] = {name}
        elif not options.ignore_unavailable:
            raise closed_error(index)
    return hits


def _named_streams(state: ClusterState, name: str, options: IndicesOptions) -> list[DataStream]:
    """Returns the stream of a name, or those of an alias. Raises StreamExcludedError if they may not be meant."""
    stream = state.streams.get(name)
    found = state.streams.of_alias(name) if stream is None else [stream]
    if not found or options.streams:
        return found
    if options.ignore_unavailable:
        return []
    raise StreamExcludedError(name)


def _missing(state: ClusterState, name: str, options: IndicesOptions) -> dict[str, set[str]]:
    if name.startswith("_"):
        raise invalid_index_name(name, "must not start with '_'.")
    if options.ignore_unavailable:
        return {}
    if not options.aliases and name in state.alias_names():
        raise alias_not_index(name)
    if name.startswith("-"):
        raise IndexNotFoundError(
            name,
            f"no such index [{name}] and if you intended to exclude this index, ensure that you use wildcards that "
            "include it before explicitly excluding it",
        )
    raise IndexNotFoundError(name)


def alias_not_index(name: str) -> IllegalArgumentError:
    """Returns the error for an alias where only an index may stand."""
    return IllegalArgumentError(
        f"The provided expression [{name}] matches an alias, specify the corresponding concrete indices instead."
    )


def closed_error(index: IndexMetadata) -> IndexClosedError:
    """Returns the error for an operation on a closed index."""
    return IndexClosedError("closed", index_uuid=index.uuid, index=index.name)


def _matching(
    state: ClusterState, pattern: str, options: IndicesOptions, part: Component = "data"
) -> dict[str, set[str]]:
    """Returns the indices a wildcard reaches, each with the names that match: its own, its aliases', its stream's."""
    everything = pattern in ("_all", "*")
    wanted = "*" if everything else pattern
    streamed = _streamed(state, wanted, options, part) if state.streams and options.streams else {}
    hits: dict[str, set[str]] = {}
    for name, index in state.indices.items():
        if part == "failures" and name not in streamed:
            continue
        if not _state_wanted(index, options):
            continue
        via = {name} if matches(wanted, name) and _visible(name, index.hidden, pattern, options) else set()
        if options.aliases and not everything:
            via |= {alias.name for alias in index.aliases.values() if _alias_matches(alias, wanted, options)}
        via |= streamed.get(name, set())
        if not via:
            continue
        if not (index.closed and options.forbid_closed):
            hits[name] = via
        elif not options.ignore_unavailable:
            raise closed_error(index)
    return hits


def _streamed(state: ClusterState, wanted: str, options: IndicesOptions, part: Component) -> dict[str, set[str]]:
    """Returns the indices of the streams that a pattern reaches, each with the names of streams and aliases."""
    hits: dict[str, set[str]] = {}
    for stream in state.streams:
        names = {stream.name} if _visible(stream.name, stream.hidden, wanted, options) else set()
        if options.aliases and wanted != "*":
            names |= {alias.name for alias in state.streams.aliases_of(stream.name)}
        names = {name for name in names if matches(wanted, name)}
        if names:
            hits.update((index, set(names)) for index in stream.members(part))
    return hits


def _alias_matches(alias: AliasMetadata, pattern: str, options: IndicesOptions) -> bool:
    return matches(pattern, alias.name) and _visible(alias.name, bool(alias.is_hidden), pattern, options)


def _state_wanted(index: IndexMetadata, options: IndicesOptions) -> bool:
    return options.closed if index.closed else options.open


def _visible(name: str, hidden: bool, pattern: str, options: IndicesOptions) -> bool:
    return not hidden or options.hidden or (name.startswith(".") and pattern.startswith("."))


def resolve_one(state: ClusterState, name: str, now_ms: int) -> IndexMetadata:
    """Returns the index of a request that reads from exactly one. Raises IndexNotFoundError or IllegalArgumentError."""
    name = resolve_date_math(name, now_ms)
    check_names([name])
    index = state.indices.get(name)
    if index is None:
        _named_streams(state, name, IndicesOptions(streams=False))
        targets = list(state.indices.values()) if name == "_all" else state.alias_targets(name)
        if not targets:
            _missing(state, name, IndicesOptions())
        if len(targets) > 1 and name == "_all":
            raise IllegalArgumentError(
                "unable to return a single index as the index and options provided got resolved to multiple indices"
            )
        if len(targets) > 1:
            shown = ", ".join(target.name for target in targets)
            raise IllegalArgumentError(
                f"alias [{name}] has more than one index associated with it [{shown}], can't execute a single index op"
            )
        index = targets[0]
    if index.closed:
        raise closed_error(index)
    return index


def check_there(state: ClusterState, name: str, now_ms: int) -> None:
    """Raises what keeps anybody from reading from a name: for one of many requests that is told before its refusal."""
    with under(None):
        resolve_one(state, name, now_ms)


def resolve_write(state: ClusterState, name: str) -> tuple[IndexMetadata, AliasMetadata | None] | None:
    """Returns the index that takes writes sent to a name, and the alias used; None if there is no such name.

    name: with date maths resolved
    Raises IllegalArgumentError for an alias without a write index, IndexClosedError.
    """
    index = state.indices.get(name)
    alias = None
    if index is None and (stream := stream_written(state, name)) is not None:
        index = state.indices[stream.write_index]
    elif index is None:
        targets = state.alias_targets(name)
        if not targets:
            return None
        index = _write_index(name, targets)
        alias = index.aliases[name]
    if index.closed:
        raise closed_error(index)
    return index, alias


def stream_written(state: ClusterState, name: str) -> DataStream | None:
    """Returns the data stream that takes writes sent to its name, or to an alias of it; None if the name is of no such.

    Raises IllegalArgumentError for an alias without a write stream.
    """
    stream = state.streams.get(name)
    if stream is None and name in state.streams.aliases:
        stream = state.streams.writer_of_alias(name)
        if stream is None:
            raise _no_writer(name)
    return stream


def _write_index(name: str, targets: list[IndexMetadata]) -> IndexMetadata:
    writers = [target for target in targets if target.aliases[name].is_write_index]
    if writers:
        return writers[0]
    if len(targets) == 1 and targets[0].aliases[name].is_write_index is None:
        return targets[0]
    raise _no_writer(name)


def _no_writer(name: str) -> IllegalArgumentError:
    return IllegalArgumentError(
        f"no write index is defined for alias [{name}]. The write index may be explicitly disabled using "
        "is_write_index=false or the alias points to multiple indices without one being designated as a write index"
    )
