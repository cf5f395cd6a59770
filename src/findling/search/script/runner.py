"""Asks a compiled script about documents, one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from findling.script.doc_values.field_api import FIELDS
from findling.script.expression.engine import Expression
from findling.script.language import CompiledScript
from findling.script.scoring.surroundings import SCORING
from findling.script.scoring.term_stats import TermStats
from findling.search.doc_set import Docs
from findling.search.script.documents import Documents
from findling.search.script.expression_values import ExpressionVariables

if TYPE_CHECKING:
    from findling.search.context import SegmentContext, ShardContext
    from findling.search.query.base import Scores

# documents between two looks at whether the search is cancelled
_WINDOW: Final = 256
_NO_STATS: Final = TermStats()


class ScriptRunner:
    """A script with its parameters, on one shard. Safe for threads.

    variables: those that are the same for all documents, params among them
    """

    def __init__(self, script: CompiledScript, params: Mapping[str, Any], ctx: ShardContext, **variables: Any) -> None:
        self.script = script
        self._params = params
        self._ctx = ctx
        self._variables = variables
        self._reads_source = "_source" in script.source
        self._expression: ExpressionVariables | None = None
        if isinstance(script, Expression):
            self._expression = ExpressionVariables(script, params, ctx, "_value" in script.context.variables)

    @property
    def needs_scores(self) -> bool:
        """Whether the script may look at scores."""
        return "_score" in self.script.source

    def results(
        self, segment: SegmentContext, docs: Docs, scores: Scores | None = None, values: list[Any] | None = None
    ) -> Iterator[Any]:
        """Yields the result for each document. Raises ScriptError.

        docs: (n,) int32, increasing; scores: (n,) float32, for scripts that see them; values: what `_value` is
        """
        if self._expression is not None:
            yield from self._expression.numbers(segment, docs, scores, values).tolist()
            return
        documents = Documents(self._ctx, segment, docs)
        execute, check = self.script.execute, self._ctx.check
        params = dict(self._params) if self._reads_source else self._params
        variables = {
            "params": params, "doc": documents.doc, FIELDS: documents, SCORING: documents, "_termStats": _NO_STATS,
            **self._variables,
        }  # fmt: skip
        known_scores = None if scores is None else scores.tolist()
        for place in range(len(docs)):
            documents.place = place
            if place % _WINDOW == 0:
                check()
            if known_scores is not None:
                variables["_score"] = known_scores[place]
            if values is not None:
                variables["_value"] = values[place]
            if self._reads_source:
                params["_source"] = documents.source()  # type: ignore[index]
            yield execute(variables)
