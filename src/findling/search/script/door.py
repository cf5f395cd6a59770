"""What queries call that use scripts for a part of their work.

`score_script` (scores): `script_score` functions; `filter_script`: which documents pass; `terms_set_script`: how many
terms a document needs; `interval_script`: which intervals of positions are taken. Each is compiled once for a shard.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from findling.script.context import Context
from findling.script.contexts.filter import FILTER
from findling.script.contexts.intervals import INTERVAL, Interval
from findling.script.contexts.terms_set import TERMS_SET
from findling.script.definition import ScriptDefinition
from findling.script.language import CompiledScript
from findling.search.doc_set import Docs
from findling.search.script.compiled import compiled_for_query
from findling.search.script.runner import ScriptRunner
from findling.search.script.scores import ScoreScript, score_script

if TYPE_CHECKING:
    from findling.search.context import SegmentContext, ShardContext

__all__ = ["ScoreScript", "filter_script", "interval_script", "score_script", "terms_set_script"]


@dataclass(frozen=True, slots=True)
class FilterScript:
    """A script that says yes or no to documents, on one shard. Safe for threads."""

    runner: ScriptRunner

    def accepts(self, segment: SegmentContext, docs: Docs) -> NDArray[np.bool_]:
        """Returns for each of `docs`: (n,) int32, increasing, whether it passes. Raises ScriptError."""
        return self.runner.numbers(segment, docs, None, bool)


@dataclass(frozen=True, slots=True)
class NumberScript:
    """A script that gives a whole number for each document, on one shard. Safe for threads."""

    runner: ScriptRunner

    def numbers(self, segment: SegmentContext, docs: Docs) -> NDArray[np.int64]:
        """Returns a number for each of `docs`: (n,) int32, increasing. Raises ScriptError."""
        results = self.runner.results(segment, docs)
        return np.fromiter((0 if number is None else int(number) for number in results), np.int64, len(docs))


@dataclass(frozen=True, slots=True)
class IntervalScript:
    """A script that says yes or no to intervals of positions. Safe for threads."""

    script: CompiledScript

    def accepts(self, start: int, end: int, gaps: int) -> bool:
        """Whether an interval is taken: first and last position, and how many positions of it are gaps."""
        return bool(self.script.execute({"interval": Interval(start, end, gaps)}))


def filter_script(definition: ScriptDefinition, ctx: ShardContext) -> FilterScript:
    """Returns the script of the query `script`. Raises QueryShardError."""
    return FilterScript(_runner(definition, FILTER, ctx))


def terms_set_script(definition: ScriptDefinition, ctx: ShardContext, num_terms: int) -> NumberScript:
    """Returns a `minimum_should_match_script`, which finds the number of terms as `params.num_terms`.

    Raises QueryShardError.
    """
    script = compiled_for_query(definition, TERMS_SET, ctx)
    return NumberScript(ScriptRunner(script, {**definition.params, "num_terms": num_terms}, ctx))


def interval_script(definition: ScriptDefinition, ctx: ShardContext) -> IntervalScript:
    """Returns the script of a filter of `intervals`. Raises QueryShardError."""
    return IntervalScript(compiled_for_query(definition, INTERVAL, ctx))


def _runner(definition: ScriptDefinition, context: Context, ctx: ShardContext) -> ScriptRunner:
    return ScriptRunner(compiled_for_query(definition, context, ctx), definition.params, ctx)
