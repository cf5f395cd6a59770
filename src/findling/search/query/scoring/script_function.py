"""script_score as a function: the factor that a script computes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from findling.base.errors import IllegalArgumentError, ParsingError
from findling.base.java_numbers import java_double
from findling.mapping.script_text import shown_script
from findling.script.definition import ScriptDefinition, parse_script
from findling.search.doc_set import Docs
from findling.search.explanation import Explanation
from findling.search.parameters import Parameters
from findling.search.query.scoring.score_function import BoundFunction, Factors, ScoreFunction, single
from findling.search.script.door import ScoreScript, score_script

if TYPE_CHECKING:
    from findling.search.context import SegmentContext, ShardContext
    from findling.search.query.base import Scores


@dataclass(frozen=True)
class ScriptScore(ScoreFunction):
    """The function of the query DSL."""

    name = "script_score"

    script: ScriptDefinition

    def resolved(self, ctx: ShardContext) -> BoundFunction:
        return ScriptScoreFunction(self.script, score_script(self.script, ctx))


@dataclass(frozen=True)
class ScriptScoreFunction(BoundFunction):
    """The script compiled for a shard."""

    definition: ScriptDefinition
    script: ScoreScript

    @property
    def needs_scores(self) -> bool:  # type: ignore[override]
        return self.script.needs_scores

    def __hash__(self) -> int:
        return hash(self.definition)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ScriptScoreFunction) and other.definition == self.definition

    def factors(self, segment: SegmentContext, docs: Docs, scores: Scores) -> Factors:
        found = self.script.runner.numbers(segment, docs, scores, float)
        wrong = np.flatnonzero(found < 0)
        if len(wrong):
            score = java_double(float(found[wrong[0]]))
            raise IllegalArgumentError(f"script score function must not produce negative scores, but got: [{score}]")
        return found

    def explain(self, segment: SegmentContext, doc: int, score: Explanation) -> Explanation:
        value = single(self.factor(segment, doc, score.value))
        text = f'script score function, computed with script:"{shown_script(self.definition)}"'
        return Explanation.match(value, text, [Explanation.match(score.value, "_score: ", [score])])

    def describe(self) -> str:
        return f"script{shown_script(self.definition)}"


def parse_script_function(parameters: Parameters) -> ScoreFunction:
    """Parses {"script": {"source": "_score * 2"}}. Raises ParsingError and others."""
    script: ScriptDefinition | None = None
    for key, value in parameters.each():
        if key != "script":
            raise ParsingError(f"script_score query does not support [{key}]")
        script = parse_script(value)
    if script is None:
        raise ParsingError("script_score requires 'script' field")
    return ScriptScore(script)
