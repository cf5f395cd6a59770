"""field_value_factor: a number of the document, times a factor and through a modifier."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from findling.base.errors import FindlingError, IllegalArgumentError, ParsingError
from findling.base.java_numbers import java_double
from findling.base.json_values import as_float, scalar_text
from findling.mapping.traits import NumberTraits
from findling.search.doc_set import Docs
from findling.search.explanation import Explanation
from findling.search.parameters import Parameters
from findling.search.query.scoring.doc_numbers import check_numeric, first_doubles, traits_of
from findling.search.query.scoring.score_function import (
    BoundFunction,
    Factors,
    ScoreFunction,
    java_single,
    scalars,
    single,
)

if TYPE_CHECKING:
    from findling.search.context import SegmentContext, ShardContext
    from findling.search.query.base import Scores

_MODIFIERS: Final[dict[str, Callable[[Factors], Factors]]] = {
    "none": lambda n: n,
    "log": np.log10,
    "log1p": lambda n: np.log10(n + 1),
    "log2p": lambda n: np.log10(n + 2),
    "ln": np.log,
    "ln1p": np.log1p,
    "ln2p": lambda n: np.log1p(n + 1),
    "square": np.square,
    "sqrt": np.sqrt,
    "reciprocal": lambda n: 1 / n,
}
_LOGARITHMS: Final = ("ln", "log")


class NoSuchFieldError(FindlingError):
    """A field that the mapping does not have, where nothing stands for missing values."""

    type = "exception"
    status = 400


@dataclass(frozen=True)
class FieldValueFactor(ScoreFunction):
    """The function of the query DSL. factor: in single precision; missing: value of documents without one."""

    name = "field_value_factor"

    field: str
    factor: float = 1.0
    modifier: str = "none"
    missing: float | None = None

    def resolved(self, ctx: ShardContext) -> BoundFunction:
        field = ctx.field(self.field)
        if field is not None:
            check_numeric(field, ctx)
        elif self.missing is None:
            raise NoSuchFieldError(
                f"Unable to find a field mapper for field [{self.field}]. No 'missing' value defined."
            )
        column = None if field is None else field.name
        return FieldValueFactorFunction(self, column, traits_of(field))


@dataclass(frozen=True)
class FieldValueFactorFunction(BoundFunction):
    """The function bound to a column; column: None if the field is not mapped."""

    java_class = "common.lucene.search.function.FieldValueFactorFunction"

    spec: FieldValueFactor
    column: str | None
    numbers: NumberTraits

    def factors(self, segment: SegmentContext, docs: Docs, scores: Scores) -> Factors:
        values = self._values(segment, docs)
        with np.errstate(all="ignore"):
            factors = _MODIFIERS[self.spec.modifier](values * self.spec.factor)
        negative = factors < 0
        if negative.any():
            raise self._negative(float(factors[negative][0]), float(values[negative][0]))
        return factors

    def _values(self, segment: SegmentContext, docs: Docs) -> Factors:
        missing = self.spec.missing
        if self.column is None:
            return np.full(len(docs), missing, np.float64)
        values, found = first_doubles(segment, self.column, self.numbers, docs)
        if missing is not None:
            values[~found] = missing
        elif not found.all():
            raise IllegalArgumentError(f"Missing value for field [{self.spec.field}]")
        return values

    def _negative(self, factor: float, value: float) -> IllegalArgumentError:
        name = self.spec.modifier
        advice = f"; consider using {name}1p or {name}2p instead of {name} to avoid negative scores"
        return IllegalArgumentError(
            f"field value function must not produce negative scores, but got: [{java_double(factor)}] for field value: "
            f"[{java_double(value)}]{advice if name in _LOGARITHMS else ''}"
        )

    def explain(self, segment: SegmentContext, doc: int, score: Explanation) -> Explanation:
        spec = self.spec
        missing = "" if spec.missing is None else f"?:{java_double(spec.missing)}"
        shown = f"doc['{spec.field}'].value{missing} * factor={java_single(spec.factor)}"
        return Explanation.match(
            single(self.factor(segment, doc, score.value)), f"field value function: {spec.modifier}({shown})"
        )


def parse_field_value_factor(parameters: Parameters) -> ScoreFunction:
    """Parses {"field": "likes", "factor": 1.2, "modifier": "sqrt", "missing": 1}. Raises ParsingError and others."""
    found: dict[str, float | str] = {}
    if isinstance(parameters.take("factor"), (list, dict)):
        raise ParsingError("[field_value_factor] field 'factor' does not support lists or objects")
    for key, value in scalars(parameters):
        if key == "field":
            found[key] = scalar_text(value)
        elif key == "factor":
            found[key] = single(as_float(value))
        elif key == "missing":
            found[key] = as_float(value)
        elif key == "modifier":
            found[key] = _modifier(scalar_text(value))
        else:
            raise ParsingError(f"field_value_factor query does not support [{key}]")
    if "field" not in found:
        raise ParsingError("[field_value_factor] required field 'field' missing")
    return FieldValueFactor(**found)  # type: ignore[arg-type]


def _modifier(text: str) -> str:
    if text.lower() not in _MODIFIERS:
        raise IllegalArgumentError(
            "No enum constant org.elasticsearch.common.lucene.search.function.FieldValueFactorFunction.Modifier."
            f"{text.upper()}"
        )
    return text.lower()
