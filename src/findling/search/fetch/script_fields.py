"""`script_fields`: what scripts compute of hits, under names that the request gives."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from findling.base.errors import FindlingError, IllegalArgumentError, ParsingError, TaskCancelledError
from findling.base.json_values import as_boolean, json_token
from findling.script.contexts.field import FIELD
from findling.script.definition import ScriptDefinition, parse_script
from findling.script.json_values import json_value
from findling.script.types import Array
from findling.search.doc_set import Docs
from findling.search.script.compiled import compiled
from findling.search.script.runner import ScriptRunner

if TYPE_CHECKING:
    from findling.search.context import SegmentContext, ShardContext


@dataclass(frozen=True, slots=True)
class ScriptField:
    """One entry. ignore_failure: a hit for which the script fails does not show it."""

    name: str
    script: ScriptDefinition
    ignore_failure: bool = False


def parse_script_fields(value: object) -> tuple[ScriptField, ...]:
    """Reads the entries. Raises ParsingError and what is wrong with a script."""
    if not isinstance(value, Mapping):
        raise ParsingError(f"Unknown key for a {json_token(value)} in [script_fields].")
    return tuple(_parse_entry(name, entry) for name, entry in value.items())


def _parse_entry(name: str, entry: object) -> ScriptField:
    if not isinstance(entry, Mapping):
        raise ParsingError(f"Expected [START_OBJECT] in [{name}] but found [{json_token(entry)}]")
    for key, value in entry.items():
        if key not in ("script", "ignore_failure") or value is None or isinstance(value, list):
            raise ParsingError(f"Unknown key for a {json_token(value)} in [{key}].")
    if "script" not in entry:
        raise IllegalArgumentError("script must not be null")
    return ScriptField(name, parse_script(entry["script"]), as_boolean(entry.get("ignore_failure", False)))


class ScriptFields:
    """The script fields of a request on one shard. Raises what keeps a script from being compiled."""

    def __init__(self, fields: Sequence[ScriptField], ctx: ShardContext) -> None:
        limit = ctx.setting("index.max_script_fields", 32)
        if len(fields) > limit:
            raise IllegalArgumentError(
                f"Trying to retrieve too many script_fields. Must be less than or equal to: [{limit}] but was "
                f"[{len(fields)}]. This limit can be set by changing the [index.max_script_fields] index level setting."
            )
        self._runners = [
            (field, ScriptRunner(compiled(field.script, FIELD, ctx), field.script.params, ctx)) for field in fields
        ]

    def read(self, segment: SegmentContext, docs: Docs) -> list[dict[str, Any]]:
        """Returns the fields of each of `docs`: (n,) int32, increasing. Raises ScriptError."""
        results: list[dict[str, Any]] = [{} for _ in docs]
        for field, runner in self._runners:
            for place in range(len(docs)):
                try:
                    (value,) = runner.results(segment, docs[place : place + 1])
                except TaskCancelledError:
                    raise
                except FindlingError:
                    if not field.ignore_failure:
                        raise
                    continue
                if shown := _shown(value):
                    results[place][field.name] = shown
        return results


def _shown(value: Any) -> list[Any]:
    """Returns the values of a result: those of a collection, or the only one."""
    is_collection = isinstance(value, Collection) and not isinstance(value, Array | Mapping | str)
    return list(json_value(value)) if is_collection else [json_value(value)]
