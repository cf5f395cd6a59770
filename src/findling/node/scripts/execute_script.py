"""Tries a script out: alone, or as it would run for a document that an index could have."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from findling.base.errors import (
    ActionRequestValidationError,
    IllegalArgumentError,
    UnsupportedOperationError,
)
from findling.base.json_values import json_text
from findling.base.object_parser import OBJECT, STRING, Member, parse_fault, parse_object
from findling.cluster.name_resolution import ResolvedIndex, resolve_one
from findling.index.memory_index import memory_searcher
from findling.node.search.shard_targets import ShardTarget, make_context
from findling.node.services.node import Node
from findling.script.api.objects import to_text
from findling.script.contexts import CONTEXTS
from findling.script.contexts.filter import FILTER
from findling.script.contexts.painless_test import PAINLESS_TEST
from findling.script.contexts.runtime import EMITTED, Emitted
from findling.script.contexts.score import SCORE
from findling.script.definition import ScriptDefinition, parse_script
from findling.script.doc_values.dates import moment_text, zoned
from findling.search.context import ShardContext
from findling.search.query.base import Query, Scored, parse_query
from findling.search.query.creation import weight_of
from findling.search.script.runner import ScriptRunner

_FIELD_CONTEXTS: Final = frozenset(name for name in CONTEXTS if name.endswith("_field"))
_KNOWN: Final = frozenset({"painless_test", "filter", "score"}) | _FIELD_CONTEXTS


def _context_name(name: str) -> str:
    if name not in _KNOWN:
        fault = parse_fault("Failed to build [painless_execute_request] after last required field arrived")
        raise fault from UnsupportedOperationError(f"unsupported script context name [{name}]")
    return name


@dataclass(frozen=True, slots=True)
class Setup:
    """What a script is tried on. query: whose score it sees, None: that is 0"""

    index: str | None = None
    document: dict[str, Any] | None = None
    query: Query | None = None


def _setup(body: Mapping[str, object]) -> Setup:
    members = parse_object("execute_script_context", body, _SETUP)
    return Setup(members.get("index"), members.get("document"), members.get("query"))


_SETUP: Final = {
    "index": Member(STRING),
    "document": Member(OBJECT),
    "query": Member(OBJECT, parse_query),
}
_MEMBERS: Final = {
    "script": Member(OBJECT, parse_script),
    "context": Member(STRING),
    "context_setup": Member(OBJECT, _setup),
}


def execute_script(node: Node, body: Mapping[str, object]) -> dict[str, Any]:
    """Returns the result of a script.

    Raises XContentParseError, IllegalArgumentError, ActionRequestValidationError, and what the script raises.
    """
    members = parse_object("painless_execute_request", body, _MEMBERS)
    if "script" not in members:
        raise IllegalArgumentError("Required [script]")
    name, setup = _context_name(members.get("context", "painless_test")), members.get("context_setup", Setup())
    definition: ScriptDefinition = members["script"]
    faults = ["only inline scripts are supported"] if definition.id is not None else []
    if name != "painless_test":
        faults += [] if setup.document is not None else ["document is a required parameter for current context"]
        faults += [] if setup.index is not None else ["index is a required parameter for current context"]
    if faults:
        raise ActionRequestValidationError.of(*faults)
    if name == "painless_test":
        script = node.scripts.compile(definition, PAINLESS_TEST)
        return {"result": to_text(script.execute({"params": dict(definition.params)}))}
    return {"result": _on_document(node, definition, name, setup)}


def _on_document(node: Node, definition: ScriptDefinition, name: str, setup: Setup) -> Any:
    metadata = resolve_one(node.cluster.state, setup.index or "", node.clock.now_ms())
    service = node.indices.get(metadata)
    searcher = memory_searcher(service.mapping, [json_text(setup.document)])
    target = ShardTarget(ResolvedIndex(metadata), service, 0)
    account = node.account()
    try:
        ctx = make_context(node, target, searcher, node.clock.now_ms(), account)
        return _run(definition, name, setup, ctx)
    finally:
        account.close()


def _run(definition: ScriptDefinition, name: str, setup: Setup, ctx: ShardContext) -> Any:
    segment = ctx.segments[-1]
    docs = np.array([segment.max_doc - 1], np.int32)
    script = ctx.scripts.compile(definition, CONTEXTS[name])
    if name in _FIELD_CONTEXTS:
        emitted = Emitted("test_field")
        for _ in ScriptRunner(script, definition.params, ctx, **{EMITTED: emitted}).results(segment, docs):
            pass
        return _SHOWN.get(name, list)(emitted.values)
    runner = ScriptRunner(script, definition.params, ctx)
    if name == FILTER.name:
        return bool(next(runner.results(segment, docs)))
    assert name == SCORE.name
    found = _scored(setup.query, ctx)
    return float(next(runner.results(segment, docs, np.array([found.score_of(int(docs[0])) or 0.0], np.float32))))


def _scored(query: Query | None, ctx: ShardContext) -> Scored:
    """Returns the scores of a query; without one they are 0."""
    segment = ctx.segments[-1]
    if query is None:
        return Scored.constant(np.arange(segment.max_doc, dtype=np.int32), 0.0)
    return weight_of(query, ctx, True).score(segment)


def _composite(values: list[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for name, value in values:
        found.setdefault(name, []).append(value)
    return found


_SHOWN: Final[dict[str, Callable[[list[Any]], Any]]] = {
    "boolean_field": sorted,
    "composite_field": _composite,
    "date_field": lambda values: [moment_text(zoned(value * 1_000_000)) for value in values],
    "geo_point_field": lambda values: [{"coordinates": [lon, lat], "type": "Point"} for lat, lon in values],
}
