"""What a state does with an index: the steps of each kind of action, most of them those of index lifecycles."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.base.units import parse_bytes, parse_time_ms
from findling.node.by_query.resize import shards_for_size, shrink
from findling.node.indices.aliases import update_aliases
from findling.node.indices.open_close import close_index, open_index
from findling.node.indices.rollover_conditions import is_due, measured
from findling.node.lifecycle.ilm.actions.allocate import Allocate
from findling.node.lifecycle.ilm.actions.forcemerge import count_segments, merge_to
from findling.node.lifecycle.ilm.common import ANY, remove_index, setting
from findling.node.lifecycle.ilm.step import DONE, SKIP, Outcome, Part, Run, Turn, Wait
from findling.node.snapshots.create import create_snapshot
from findling.node.streams.stream_rollover import roll_over

Body = Mapping[str, Any]
ROLLOVER_ALIAS: Final = "index.plugins.index_state_management.rollover_alias"
ROLLOVER_SKIP: Final = "index.plugins.index_state_management.rollover_skip"
_OF_ALL: Final = ("timeout", "retry", "custom")
_CONDITIONS: Final = {
    "min_size": "max_size", "min_primary_shard_size": "max_primary_shard_size", "min_doc_count": "max_docs",
    "min_index_age": "max_age",
}  # fmt: skip
"""What rollovers wait for, by the names that index lifecycles have for it."""


def check_action(body: object) -> dict[str, Any]:
    """Returns an action as policies keep it. Raises IllegalArgumentError."""
    if not isinstance(body, Mapping):
        raise IllegalArgumentError("Failed to parse Action: an object is expected")
    kinds = [name for name in body if name not in _OF_ALL]
    if len(kinds) != 1:
        raise IllegalArgumentError(f"Action must have exactly one type, found {kinds}")
    kind, members = kinds[0], body[kinds[0]]
    if kind not in _ACTIONS:
        raise IllegalArgumentError(f"Invalid field: [{kind}] found in Actions.")
    if not isinstance(members, Mapping):
        raise IllegalArgumentError(f"Failed to parse {kind} action: an object is expected")
    for name in members:
        if name not in _ACTIONS[kind][0]:
            raise IllegalArgumentError(f"Invalid field: [{name}] found in {kind} action.")
    parts_of(body)  # what cannot be read is found now
    if "timeout" in body:
        parse_time_ms(str(body["timeout"]), "timeout")
    retry = {"count": 3, "backoff": "exponential", "delay": "1m", **(body.get("retry") or {})}
    parse_time_ms(str(retry["delay"]), "delay")
    return {"retry": retry, **{name: value for name, value in body.items() if name != "retry"}}


def kind_of(action: Body) -> str:
    """Returns the kind of a checked action."""
    return next(name for name in action if name not in _OF_ALL)


def parts_of(action: Body) -> Sequence[Part]:
    """Returns the steps of an action. Raises IllegalArgumentError."""
    kind = kind_of(action)
    try:
        return _ACTIONS[kind][1](action[kind])
    except (KeyError, TypeError, ValueError) as error:
        raise IllegalArgumentError(f"Failed to parse {kind} action: {error}") from error


def _changes(name: str, settings: Mapping[str, Any]) -> Sequence[Part]:
    return [Part(name, setting(settings))]


def _allocation(body: Body) -> Sequence[Part]:
    return Allocate.parse({name: value for name, value in body.items() if name != "wait_for"}).parts("")


def _alias(body: Body) -> Sequence[Part]:
    changes = [dict(each) for each in body["actions"]]
    for each in changes:
        kind = next(iter(each), None)
        if len(each) != 1 or kind not in ("add", "remove"):
            raise IllegalArgumentError("Only ADD and REMOVE actions are allowed for aliases in ISM.")
        if {"index", "indices"} & set(each[kind]):
            raise IllegalArgumentError("ISM alias action can only work on its applied index so don't accept index")

    def run(turn: Turn) -> Outcome:
        named = [{kind: {**dict(what), "index": turn.index.name} for kind, what in each.items()} for each in changes]
        update_aliases(turn.node, {"actions": named})
        return DONE

    return [Part("alias_action", run)]


def _force_merge(body: Body) -> Sequence[Part]:
    segments = int(body["max_num_segments"])
    if segments < 1:
        raise IllegalArgumentError("[max_num_segments] must be a positive integer")
    return [
        Part("attempt_set_read_only", setting({"index.blocks.write": "true"})),
        Part("attempt_call_force_merge", merge_to(segments)),
        Part("wait_for_force_merge", count_segments(segments), polled=True),
    ]


def _close(turn: Turn) -> Outcome:
    close_index(turn.node, turn.index.name, ANY)
    return DONE


def _open(turn: Turn) -> Outcome:
    open_index(turn.node, turn.index.name, ANY)
    return DONE


def _rollover(body: Body) -> Sequence[Part]:
    conditions = {other: body[name] for name, other in _CONDITIONS.items() if name in body}
    for name in ("min_size", "min_primary_shard_size"):
        if name in body and parse_bytes(str(body[name]), name) <= 0:
            raise IllegalArgumentError(f"RolloverAction {name} value must be greater than 0")
    if "min_index_age" in body:
        parse_time_ms(str(body["min_index_age"]), "min_index_age")
    if "min_doc_count" in body and int(body["min_doc_count"]) <= 0:
        raise IllegalArgumentError("RolloverAction minDocCount value must be greater than 0")

    def run(turn: Turn) -> Outcome:
        return _roll(turn, conditions, bool(body.get("copy_alias")), bool(body.get("prevent_empty_rollover")))

    return [Part("attempt_rollover", run, polled=True)]


def _roll(turn: Turn, conditions: Body, copies_aliases: bool, needs_documents: bool) -> Outcome:
    index, stream = turn.index, turn.stream
    if index.rolled_over_ms is not None or str(index.settings.get(ROLLOVER_SKIP)) == "true":
        return SKIP
    alias = index.settings.get(ROLLOVER_ALIAS)
    if stream is not None and not turn.takes_writes:
        return SKIP
    if stream is None and not alias:
        raise IllegalArgumentError(f"Missing rollover_alias index setting [index={index.name}]")
    if stream is None and str(alias) not in index.aliases:
        raise IllegalArgumentError(f"Missing alias or not the write index when rollover [index={index.name}]")
    met = measured(turn.node, index, conditions)
    is_empty = needs_documents and not measured(turn.node, index, {"min_docs": 1})["[min_docs: 1]"]
    if is_empty or not is_due(conditions, met):
        return Wait({"message": f"Rollover condition not met [index={index.name}]", "conditions": met})
    done = roll_over(turn.node, stream.name if stream is not None else str(alias), None, {})
    if copies_aliases and stream is None:
        others = [name for name in index.aliases if name != alias]
        moved = [{"add": {"index": done["new_index"], "alias": name}} for name in others]
        if moved:
            update_aliases(turn.node, {"actions": moved})
    return DONE


def _shrink(body: Body) -> Sequence[Part]:
    wanted = [name for name in ("num_new_shards", "max_shard_size", "percentage_of_source_shards") if name in body]
    if len(wanted) != 1:
        raise IllegalArgumentError(
            "Exactly one option specifying the number of shards for the shrunken index must be used."
        )

    def run(turn: Turn) -> Outcome:
        template = body.get("target_index_name_template") or {}
        source = str(template.get("source", "{{ctx.index}}_shrunken"))
        target = source.replace("{{ctx.index}}", turn.index.name).replace("{{ctx.indexUuid}}", turn.index.uuid)
        if target in turn.state.indices:
            return DONE
        settings = {"index.number_of_shards": str(_shards(turn, body)), "index.blocks.write": None}
        aliases = {name: each for entry in body.get("aliases") or () for name, each in entry.items()}
        shrink(turn.node, turn.index.name, target, {"settings": settings, "aliases": aliases})
        if body.get("switch_aliases"):
            _switch(turn, target)
        return DONE

    return [Part("attempt_move_shards_step", setting({"index.blocks.write": "true"})), Part("attempt_shrink_step", run)]


def _shards(turn: Turn, body: Body) -> int:
    if "num_new_shards" in body:
        return int(body["num_new_shards"])
    if "max_shard_size" in body:
        return shards_for_size(turn.node, turn.index, parse_bytes(str(body["max_shard_size"]), "max_shard_size"))
    most = max(1, int(turn.index.number_of_shards * float(body["percentage_of_source_shards"])))
    return next(number for number in range(most, 0, -1) if turn.index.number_of_shards % number == 0)


def _switch(turn: Turn, target: str) -> None:
    moved = [
        change
        for name in turn.index.aliases
        for change in (
            {"add": {"index": target, "alias": name}},
            {"remove": {"index": turn.index.name, "alias": name}},
        )
    ]
    if moved:
        update_aliases(turn.node, {"actions": moved})


def _snapshot(body: Body) -> Sequence[Part]:
    repository, name = str(body["repository"]), str(body["snapshot"])

    def run(turn: Turn) -> Outcome:
        moment = datetime.fromtimestamp(turn.node.clock.now_ms() / 1000, UTC)
        given = f"{name}-{moment:%Y.%m.%d-%H.%M.%S}.{moment.microsecond // 1000:03d}"
        create_snapshot(turn.node, repository, given, {"indices": turn.index.name}, True)
        return DONE

    return [Part("attempt_snapshot", run)]


def _nothing(name: str) -> Callable[[Body], Sequence[Part]]:
    return lambda body: [Part(name)]


def _one(name: str, run: Run) -> Callable[[Body], Sequence[Part]]:
    return lambda body: [Part(name, run)]


_SHRINK: Final = ("num_new_shards", "max_shard_size", "percentage_of_source_shards", "target_index_name_template",
                  "aliases", "switch_aliases", "force_unsafe")  # fmt: skip
_ACTIONS: Final[dict[str, tuple[Sequence[str], Callable[[Body], Sequence[Part]]]]] = {
    "alias": (("actions",), _alias),
    "allocation": (("require", "include", "exclude", "wait_for"), _allocation),
    "close": ((), _one("attempt_close", _close)),
    "delete": ((), _one("attempt_delete", remove_index)),
    "force_merge": (("max_num_segments", "wait_for_completion", "task_execution_timeout"), _force_merge),
    "index_priority": (
        ("priority",),
        lambda body: _changes("attempt_set_index_priority", {"index.priority": str(int(body["priority"]))}),
    ),
    "notification": (("destination", "channel", "message_template"), _nothing("attempt_notification")),
    "open": ((), _one("attempt_open", _open)),
    "read_only": ((), lambda body: _changes("set_read_only", {"index.blocks.write": "true"})),
    "read_write": ((), lambda body: _changes("set_read_write", {"index.blocks.write": None})),
    "replica_count": (
        ("number_of_replicas",),
        lambda body: _changes(
            "attempt_set_replica_count", {"index.number_of_replicas": str(int(body["number_of_replicas"]))}
        ),
    ),
    "rollover": ((*_CONDITIONS, "copy_alias", "prevent_empty_rollover"), _rollover),
    "shrink": (_SHRINK, _shrink),
    "snapshot": (("repository", "snapshot"), _snapshot),
}
"""Kinds of actions: the members that each may have, and what makes its steps."""
