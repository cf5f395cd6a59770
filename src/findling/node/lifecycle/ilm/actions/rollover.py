"""`rollover`: a new index takes the writes once this one is large or old enough."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, Self

from findling.base.errors import BrokenStateError, IllegalArgumentError
from findling.base.json_values import as_long
from findling.base.object_parser import NUMBER, TEXT, Member, not_built, parse_object
from findling.base.units import parse_bytes
from findling.cluster.cluster_settings import cluster_setting
from findling.cluster.state import ClusterState
from findling.node.indices.rollover_conditions import is_due, measured
from findling.node.lifecycle.ilm.action import Action, action
from findling.node.lifecycle.ilm.common import setting
from findling.node.lifecycle.ilm.step import DONE, Done, Outcome, Part, Turn, Wait
from findling.node.lifecycle.ilm.times import shown_time
from findling.node.streams.stream_rollover import roll_over

ALIAS: Final = "index.lifecycle.rollover_alias"
INDEXING_COMPLETE: Final = "index.lifecycle.indexing_complete"
ONLY_WITH_DOCUMENTS: Final = "indices.lifecycle.rollover.only_if_has_documents"
_MOST_DOCS: Final = 200_000_000
_ORDER: Final = ("size", "primary_shard_size", "age", "docs", "primary_shard_docs")


def _member(name: str) -> Member:
    if name.endswith("docs"):
        return Member(NUMBER, as_long)
    read: Callable[[str, str], str] = shown_time if name.endswith("age") else _shown_size
    return Member(TEXT, partial(_read, read, name))


def _read(read: Callable[[str, str], str], name: str, value: object) -> str:
    return read(str(value), name)


def _shown_size(text: str, name: str) -> str:
    parse_bytes(text, name)
    return text.strip().lower().replace(" ", "")


_MEMBERS: Final = {
    f"{bound}_{measure}": _member(f"{bound}_{measure}") for bound in ("max", "min") for measure in _ORDER
}


def with_defaults(state: ClusterState, conditions: Mapping[str, Any]) -> dict[str, Any]:
    """Returns conditions with those that always count: an index has documents, and not too many in a shard."""
    given = dict(conditions)
    if cluster_setting(state, ONLY_WITH_DOCUMENTS) and not {"min_docs", "min_primary_shard_docs"}.intersection(given):
        given["min_docs"] = 1
    given["max_primary_shard_docs"] = min(given.get("max_primary_shard_docs", _MOST_DOCS), _MOST_DOCS)
    return {name: given[name] for name in _MEMBERS if name in given}


@action("rollover")
@dataclass(frozen=True, slots=True)
class Rollover(Action):
    """conditions: one of those with max_ has to hold, and each with min_"""

    conditions: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def parse(cls, body: Mapping[str, Any]) -> Self:
        parsed = parse_object("rollover", body, _MEMBERS)
        if not any(name.startswith("max_") for name in parsed):
            raise not_built(IllegalArgumentError("At least one max_* rollover condition must be set."), "rollover")
        return cls({name: parsed[name] for name in _MEMBERS if name in parsed})

    def to_json(self) -> dict[str, Any]:
        return dict(self.conditions)

    def parts(self, phase: str) -> Sequence[Part]:
        return [
            Part("check-rollover-ready", self._check, polled=True),
            Part("attempt-rollover", _roll),
            Part("wait-for-active-shards"),
            Part("update-rollover-lifecycle-date", _date),
            Part("set-indexing-complete", setting({INDEXING_COMPLETE: "true"})),
        ]

    def _check(self, turn: Turn) -> Outcome:
        if (turn.stream is None and _is_through(turn)) or (turn.stream is not None and not turn.takes_writes):
            return DONE
        conditions = with_defaults(turn.state, self.conditions)
        return DONE if is_due(conditions, measured(turn.node, turn.index, conditions)) else Wait()


def _is_through(turn: Turn) -> bool:
    """Whether an index outside of streams was rolled over. Raises what forbids to do so."""
    name, alias = turn.index.name, turn.index.settings.get(ALIAS)
    if not alias:
        raise IllegalArgumentError(f"setting [{ALIAS}] for index [{name}] is empty or not defined")
    if turn.index.rolled_over_ms is not None:
        return True
    entry = turn.index.aliases.get(alias)
    if turn.index.settings.get(INDEXING_COMPLETE) == "true":
        if entry is not None and entry.is_write_index:
            raise BrokenStateError(
                f"index [{name}] has [{INDEXING_COMPLETE}] set to [true], but is still the write index for alias "
                f"[{alias}]"
            )
        return True
    if entry is None:
        raise IllegalArgumentError(f"{ALIAS} [{alias}] does not point to index [{name}]")
    if entry.is_write_index is False:
        raise IllegalArgumentError(f"index [{name}] is not the write index for alias [{alias}]")
    return False


def _roll(turn: Turn) -> Outcome:
    stream = turn.stream
    if stream is None:
        if not _is_through(turn):
            roll_over(turn.node, turn.index.settings[ALIAS], None, {})
    elif turn.takes_writes:
        part = "" if turn.index.name == stream.write_index else "::failures"
        roll_over(turn.node, f"{stream.name}{part}", None, {})
    return DONE


def _date(turn: Turn) -> Outcome:
    """The age of the index counts from its rollover from now on."""
    if turn.index.rolled_over_ms is not None:
        return Done({"lifecycle_date": turn.index.rolled_over_ms})
    if turn.index.settings.get(INDEXING_COMPLETE) == "true":
        return Done({"lifecycle_date": turn.node.clock.now_ms()})
    target = turn.stream.name if turn.stream is not None else turn.index.settings.get(ALIAS)
    raise BrokenStateError(
        f"no rollover info found for [{turn.index.name}] with rollover target [{target}], the index has not yet rolled "
        "over with that target"
    )
