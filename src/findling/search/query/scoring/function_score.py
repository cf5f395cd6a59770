"""function_score: changes the scores of a query by functions of the documents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Final

from findling.base.errors import IllegalArgumentError, NamedObjectNotFoundError, ParsingError
from findling.base.json_values import as_float, json_token, scalar_text
from findling.base.spelling import did_you_mean
from findling.search.parameters import Parameters
from findling.search.query.base import InnerParser, Query, Weight, register, weigh
from findling.search.query.match_all import MatchAllQuery, MatchNoneQuery
from findling.search.query.notation import Notation
from findling.search.query.positions.marks import InnerMarks, Marks
from findling.search.query.scoring.decay import SHAPES, parse_decay
from findling.search.query.scoring.field_value_factor import parse_field_value_factor
from findling.search.query.scoring.function_weight import (
    BOOST_MODES,
    SCORE_MODES,
    Combination,
    FunctionScoreWeight,
    Part,
)
from findling.search.query.scoring.random_score import parse_random_score
from findling.search.query.scoring.score_function import (
    ConstantFunction,
    ScoreFunction,
    WeightFactorFunction,
    single,
)
from findling.search.query.scoring.script_function import parse_script_function

if TYPE_CHECKING:
    from findling.search.context import ShardContext

_FUNCTIONS: Final = "org.elasticsearch.common.lucene.search.function."
FUNCTIONS: Final[dict[str, Callable[[Parameters], ScoreFunction]]] = {
    "field_value_factor": parse_field_value_factor,
    "random_score": parse_random_score,
    "script_score": parse_script_function,
    **{shape: partial(parse_decay, shape) for shape in SHAPES},
}


_PLAIN: Final = Combination()


@dataclass(frozen=True)
class FilteredFunction:
    """A function as the request says it. filter: None for all documents; weight: None if none was given"""

    function: ScoreFunction
    filter: Query | None = None
    weight: float | None = None

    def resolved(self, ctx: ShardContext) -> Part:
        """Returns the function bound to the shard's fields."""
        bound = self.function.resolved(ctx)
        if self.weight is not None:
            bound = WeightFactorFunction(bound, self.weight)
        # as in Elasticsearch, a filter of everything is none
        matches_all = self.filter is None or isinstance(self.filter, MatchAllQuery)
        kept = None if matches_all or self.filter is None else self.filter.rewrite(ctx)
        return Part(bound, kept, 1.0 if self.weight is None else self.weight)


@dataclass(frozen=True, kw_only=True)
class FunctionScoreQuery(Query):
    """The function_score query of the query DSL. query: None for all documents"""

    query: Query | None = None
    functions: tuple[FilteredFunction, ...] = ()
    how: Combination = _PLAIN

    def children(self) -> Iterable[Query]:
        filters = [part.filter for part in self.functions if part.filter is not None]
        return [*filters, *(() if self.query is None else (self.query,))]

    def rewrite(self, ctx: ShardContext) -> Query:
        inner = MatchAllQuery() if self.query is None else self.query.rewrite(ctx)
        if isinstance(inner, MatchNoneQuery):
            return inner
        parts = tuple(part.resolved(ctx) for part in self.functions)
        return CombinedScoreQuery(inner=inner, parts=parts, how=self._combination(parts), boost=self.boost)

    def marks(self, ctx: ShardContext) -> Marks:
        inner = MatchAllQuery() if self.query is None else self.query
        return InnerMarks(query=self, inner=inner.marks(ctx), hides="spans")

    def _combination(self, parts: tuple[Part, ...]) -> Combination:
        if len(parts) == 1 and parts[0].filter is None:
            return Combination("first", self.how.boost_mode, self.how.max_boost, self.how.min_score)
        return self.how

    def notation(self, ctx: ShardContext) -> Notation:
        inner = Notation("*:*") if self.query is None else self.query.notation(ctx)
        shown = "".join(f"{{{part.resolved(ctx).function.describe()}}}" for part in self.functions)
        return Notation(f"function score ({inner.text}, functions: [{shown}])").boosted(self.boost)


@dataclass(frozen=True, kw_only=True)
class CombinedScoreQuery(Query):
    """The rewritten query, with bound functions. As in Elasticsearch, the boost is that of the inner query."""

    lucene_class: ClassVar[str] = "FunctionScoreQuery"

    inner: Query
    parts: tuple[Part, ...]
    how: Combination

    def weight(self, ctx: ShardContext, scoring: bool) -> Weight:
        needs_scores = self.how.boost_mode != "replace" or not self.parts
        needs_scores = needs_scores or any(part.function.needs_scores for part in self.parts)
        if not scoring and self.how.min_score is None:
            needs_scores = False
        filters = [None if part.filter is None else weigh(part.filter, ctx, False) for part in self.parts]
        # not by `weigh`: a profile has the parts of the query below this one, and not the query
        inner = self.inner.boosted(self.boost).weight(ctx, needs_scores)
        return FunctionScoreWeight(self, self.how, inner, self.parts, filters, needs_scores, ctx.nested_scope)

    def matches_nothing(self) -> bool:
        return self.inner.matches_nothing()


@register("function_score")
def parse_function_score(body: object, inner: InnerParser) -> Query:
    """Parses {"function_score": {"query": {...}, "functions": [{"filter": {...}, "weight": 2}]}} and its short form."""
    return _Reader(inner).read(Parameters("function_score", body))


class _Reader:
    """Reads the members in their order, which errors depend on."""

    def __init__(self, inner: InnerParser) -> None:
        self._inner = inner
        self._query: Query | None = None
        self._functions: list[FilteredFunction] = []
        # the one function of the short form
        self._alone: str | None = None
        self._has_array = False
        self._options: dict[str, Any] = {}

    def read(self, parameters: Parameters) -> Query:
        for key, value in parameters.each():
            if isinstance(value, Mapping):
                self._object(key, value)
            elif isinstance(value, list):
                self._array(key, value)
            elif value is not None:
                self._scalar(key, value)
        options = self._options
        boost = options.pop("boost", 1.0)
        name = options.pop("_name", None)
        if boost < 0:
            raise IllegalArgumentError(
                "negative [boost] are not allowed in [function_score], use a value between 0 and 1 to deboost"
            )
        return FunctionScoreQuery(
            query=self._query, functions=tuple(self._functions), how=Combination(**options), boost=boost, name=name
        )

    def _object(self, key: str, value: Mapping[str, object]) -> None:
        if key == "query":
            self._query = self._inner(value)
            return
        self._only(key)
        self._alone = key
        self._functions.append(FilteredFunction(_function(key, value)))

    def _array(self, key: str, value: list[object]) -> None:
        if key != "functions":
            raise ParsingError(f"failed to parse [function_score] query. array [{key}] is not supported")
        if self._alone is not None:
            raise _misplaced(f"already found [{self._alone}], now encountering [functions].")
        self._has_array = True
        self._functions += [self._entry(entry) for entry in value]

    def _scalar(self, key: str, value: object) -> None:
        if key in ("score_mode", "boost_mode"):
            self._options[key] = _mode(key, scalar_text(value))
        elif key in ("max_boost", "min_score", "boost"):
            number = as_float(value)
            self._options[key] = number if key == "boost" else single(number)
        elif key == "_name":
            self._options[key] = scalar_text(value)
        else:
            self._only(key)
            if key != "weight":
                raise ParsingError(f"failed to parse [function_score] query. field [{key}] is not supported")
            self._alone = key
            self._functions.append(FilteredFunction(ConstantFunction(), None, _weight(value)))

    def _only(self, key: str) -> None:
        """Raises ParsingError if there is a function already that `key` cannot stand beside."""
        if self._alone is not None:
            raise ParsingError(
                f"failed to parse [function_score] query. already found function [{self._alone}], now encountering "
                f"[{key}]. use [functions] array if you want to define several functions."
            )
        if self._has_array:
            raise _misplaced(f"already found [functions] array, now encountering [{key}].")

    def _entry(self, entry: object) -> FilteredFunction:
        if not isinstance(entry, Mapping):
            raise ParsingError(
                f"failed to parse [START_OBJECT]. malformed query, expected a [{json_token(entry)}] while parsing "
                "functions but got a [function_score] instead"
            )
        filter: Query | None = None
        function: ScoreFunction | None = None
        weight: float | None = None
        for key, value in entry.items():
            if isinstance(value, Mapping):
                if key == "filter":
                    filter = self._inner(value)
                    continue
                if function is not None:
                    raise ParsingError(
                        f"failed to parse function_score functions. already found [{function.name}], now encountering "
                        f"[{key}]."
                    )
                function = _function(key, value)
            elif value is not None and not isinstance(value, list):
                if key != "weight":
                    raise ParsingError(f"failed to parse [function_score] query. field [{key}] is not supported")
                weight = as_float(value)
        if weight is not None:
            weight = _weight(weight)
            function = function or ConstantFunction()
        if function is None:
            raise ParsingError(
                "failed to parse [function_score] query. an entry in functions list is missing a function."
            )
        return FilteredFunction(function, filter, weight)


def _function(key: str, value: Mapping[str, object]) -> ScoreFunction:
    if key not in FUNCTIONS:
        unknown = NamedObjectNotFoundError(f"unknown field [{key}]")
        near = did_you_mean("function_score", ["random_score", "script_score"])
        raise ParsingError(f"unknown query [function_score]{near}") from unknown
    return FUNCTIONS[key](Parameters(key, value))


def _weight(value: object) -> float:
    weight = single(as_float(value))
    if weight < 0:
        raise IllegalArgumentError("[weight] cannot be negative for a filtering function")
    return weight


def _mode(key: str, text: str) -> str:
    is_score = key == "score_mode"
    if text.lower() not in (SCORE_MODES if is_score else BOOST_MODES):
        kind = "FunctionScoreQuery.ScoreMode" if is_score else "CombineFunction"
        raise IllegalArgumentError(f"No enum constant {_FUNCTIONS}{kind}.{text.upper()}")
    return text.lower()


def _misplaced(what: str) -> ParsingError:
    advice = "you can either define [functions] array or a single function, not both. "
    return ParsingError(f"failed to parse [function_score] query. [{advice}{what}]")
