"""Asks a compiled script about documents, one after the other, or by their columns where it can be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import FindlingError, TaskCancelledError
from findling.script.doc_values.field_api import FIELDS
from findling.script.engine import Script
from findling.script.expression.engine import Expression
from findling.script.language import CompiledScript
from findling.script.scoring.surroundings import SCORING
from findling.script.scoring.term_stats import TermStats
from findling.search.doc_set import Docs
from findling.search.script.columns import SegmentColumns
from findling.search.script.documents import Documents
from findling.search.script.expression_values import ExpressionVariables

if TYPE_CHECKING:
    from findling.search.context import SegmentContext, ShardContext
    from findling.search.query.base import Scores

# documents between two looks at whether the search is cancelled
_WINDOW: Final = 256
# documents that are reckoned at once, and fewer than which are not worth it
_PART: Final = 1 << 16
_FEW: Final = 4
_NO_STATS: Final = TermStats()
_SOURCE: Final = "_source"


class ScriptRunner:
    """A script with its parameters, on one shard. Safe for threads.

    variables: those that are the same for all documents, beside params
    """

    def __init__(self, script: CompiledScript, params: Mapping[str, Any], ctx: ShardContext, **variables: Any) -> None:
        self.script = script
        self._params = params
        self._ctx = ctx
        self._variables = variables
        self._expression: ExpressionVariables | None = None
        if isinstance(script, Expression):
            self._expression = ExpressionVariables(script, params, ctx, "_value" in script.context.variables)

    def with_variables(self, variables: Mapping[str, Any]) -> ScriptRunner:
        """Returns the same script with further variables."""
        return ScriptRunner(self.script, self._params, self._ctx, **{**self._variables, **variables})

    @property
    def needs_scores(self) -> bool:
        """Whether the script looks at scores."""
        if isinstance(self.script, Script):
            return "_score" in self.script.variables
        return "_score" in self.script.source

    def results(
        self, segment: SegmentContext, docs: Docs, scores: Scores | None = None, values: list[Any] | None = None
    ) -> Iterator[Any]:
        """Returns the result for each document, in turn. Raises ScriptError.

        docs: (n,) int32, increasing; scores: (n,) float32, for scripts that see them; values: what `_value` is
        """
        found = self._array(segment, docs, scores, values)
        return self._rows(segment, docs, scores, values) if found is None else iter(found.tolist())

    def outcomes(
        self, segment: SegmentContext, docs: Docs, scores: Scores | None, values: list[Any] | None = None
    ) -> Iterator[Any]:
        """Returns the result for each document, see results, or the error that it has instead."""
        try:
            found = self._array(segment, docs, scores, values)
        except TaskCancelledError:
            raise
        except FindlingError:
            found = None
        return self._rows(segment, docs, scores, values, True) if found is None else iter(found.tolist())

    def numbers(self, segment: SegmentContext, docs: Docs, scores: Scores | None, dtype: type) -> NDArray[Any]:
        """Returns the result for each document as an array: (n,) of bool or float64. Raises ScriptError.

        docs: (n,) int32, increasing; scores: (n,) float32, for scripts that see them
        """
        found = self._array(segment, docs, scores, None)
        if found is None:
            found = np.fromiter(map(dtype, self._rows(segment, docs, scores, None)), dtype, len(docs))
        return found.astype(dtype, copy=False)

    def over_columns(self, segment: SegmentContext, docs: Docs) -> NDArray[Any] | None:
        """Returns the results for all documents at once, None if the script must see them one after the other."""
        return self._array(segment, docs, None, None)

    def _rows(
        self,
        segment: SegmentContext,
        docs: Docs,
        scores: Scores | None,
        values: list[Any] | None,
        with_errors: bool = False,
    ) -> Iterator[Any]:
        """Yields the results of one document after the other. with_errors: an error stands in the place of a result"""
        assert isinstance(self.script, Script)
        documents = Documents(self._ctx, segment, docs)
        columns = self._columns(scores, values)
        params = dict(self._params)
        reads_source = _SOURCE in self.script.source
        run = self.script.bind(
            {
                "params": params, "doc": documents.doc, FIELDS: documents, SCORING: documents, "_termStats": _NO_STATS,
                **self._variables,
            },
            tuple(columns),
            self._ctx.check,
        )  # fmt: skip
        given = zip(*columns.values(), strict=True) if columns else iter([()] * len(docs))
        for place, row in enumerate(given):
            documents.place = place
            if place % _WINDOW == 0:
                self._ctx.check()
            if reads_source:
                params[_SOURCE] = documents.source()
            try:
                result = run(*row)
            except TaskCancelledError:
                raise
            except FindlingError as error:
                if not with_errors:
                    raise
                result = error
            yield result

    def _array(
        self, segment: SegmentContext, docs: Docs, scores: Scores | None, values: list[Any] | None
    ) -> NDArray[Any] | None:
        """Returns the results for all documents at once, None if the script must see them one after the other."""
        if self._expression is not None:
            return self._expression.numbers(segment, docs, scores, values)
        assert isinstance(self.script, Script)
        script = self.script.columns
        if script is None or values is not None or _SOURCE in self.script.source or len(docs) < _FEW:
            return None
        if scores is None and script.reads_score:
            return None
        run = script.bind({"params": self._params, **self._variables})
        parts = []
        for start in range(0, len(docs), _PART):
            self._ctx.check()
            part = slice(start, start + _PART)
            given = SegmentColumns(self._ctx, segment, docs[part], None if scores is None else scores[part])
            found = run(given)
            if found is None:
                return None
            parts.append(found)
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    def _columns(self, scores: Scores | None, values: list[Any] | None) -> dict[str, list[Any]]:
        """Returns the variables that each document has its own value of, by name."""
        columns: dict[str, list[Any]] = {}
        if scores is not None and self.needs_scores:
            columns["_score"] = scores.tolist()
        if values is not None:
            columns["_value"] = values
        return columns
