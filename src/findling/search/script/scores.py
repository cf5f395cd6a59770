"""Scores that a script computes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from findling.base.errors import IllegalArgumentError
from findling.script.api.objects import to_text
from findling.script.contexts.score import SCORE
from findling.script.definition import ScriptDefinition
from findling.search.doc_set import Docs
from findling.search.script.compiled import compiled_for_query
from findling.search.script.runner import ScriptRunner

if TYPE_CHECKING:
    from findling.search.context import SegmentContext, ShardContext
    from findling.search.query.base import Scores


@dataclass(frozen=True, slots=True)
class ScoreScript:
    """A score script on one shard. Safe for threads.

    needs_scores: whether it sees the score of the query, as `_score`
    """

    definition: ScriptDefinition
    runner: ScriptRunner
    needs_scores: bool

    def scores(self, segment: SegmentContext, docs: Docs, scores: Scores | None = None) -> Scores:
        """Returns the score of each document: (n,) float32.

        docs: (n,) int32, increasing; scores: (n,) float32 of the query, None only if not `needs_scores`
        Raises ScriptError, IllegalArgumentError for a score that is negative or none.
        """
        found = self.runner.numbers(segment, docs, scores, float)
        wrong = np.flatnonzero(~(found >= 0))
        if len(wrong):
            place = int(wrong[0])
            raise IllegalArgumentError(
                f"script_score script returned an invalid score [{to_text(float(np.float32(found[place])))}] for doc "
                f"[{int(docs[place])}]. Must be a non-negative score!"
            )
        with np.errstate(over="ignore"):
            return found.astype(np.float32)

    def score_of(self, segment: SegmentContext, doc: int, score: float) -> float:
        """Returns the score of one document."""
        one = self.scores(segment, np.array([doc], np.int32), np.array([score], np.float32))
        return float(one[0])


def score_script(definition: ScriptDefinition, ctx: ShardContext) -> ScoreScript:
    """Returns a script that computes scores. Raises QueryShardError if it cannot be compiled.

    For `script_score`, as a query and as a function of `function_score`: compile it once for a shard (when the query
    is rewritten), then `scores(segment, docs, scores)` for each segment; `definition` comes from
    `findling.script.definition.parse_script`.
    """
    script = compiled_for_query(definition, SCORE, ctx)
    runner = ScriptRunner(script, definition.params, ctx)
    return ScoreScript(definition, runner, runner.needs_scores)
