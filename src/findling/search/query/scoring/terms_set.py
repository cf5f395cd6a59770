"""terms_set: documents with as many of some values as a number of their own, or the request, says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import (
    IllegalArgumentError,
    IllegalStateError,
    ParsingError,
    QueryShardError,
    TooManyClausesError,
)
from findling.base.json_values import hashable, json_token, scalar_text
from findling.mapping.script_text import shown_script
from findling.script.definition import ScriptDefinition, parse_script
from findling.search.doc_set import Docs
from findling.search.parameters import Parameters
from findling.search.query.base import MAX_CLAUSE_COUNT, InnerParser, Query, register
from findling.search.query.match_all import MatchNoneQuery
from findling.search.query.primitive.boolean import BooleanQuery
from findling.search.query.primitive.covering import CoveringQuery, RequiredByField, RequiredMatches
from findling.search.query.primitive.term_weight import PostingsQuery
from findling.search.query.scoring.doc_numbers import check_numeric, traits_of
from findling.search.query.term import exact_query
from findling.search.query.text.minimum_should_match import required_matches
from findling.search.script.door import NumberScript, terms_set_script

if TYPE_CHECKING:
    from findling.search.context import SegmentContext, ShardContext

_SCRIPT: Final = "minimum_should_match_script"
_SCALARS: Final = ("minimum_should_match", "minimum_should_match_field", "boost", "_name")


@dataclass(frozen=True)
class RequiredByScript:
    """What a script gives for the document."""

    definition: ScriptDefinition
    script: NumberScript = field(compare=False)

    def required(self, segment: SegmentContext, docs: Docs) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Returns what RequiredMatches asks for."""
        return self.script.numbers(segment, docs), np.ones(len(docs), np.bool_)

    def describe(self) -> str:
        """Returns it in Lucene's notation."""
        return f"script({shown_script(self.definition)})"


@dataclass(frozen=True, kw_only=True)
class TermsSetQuery(Query):
    """The terms_set query of the query DSL.

    minimum: as in match; minimum_field: whose number it is; script: whose result it is
    """

    field: str
    values: tuple[Any, ...] = ()
    minimum: str | None = None
    minimum_field: str | None = None
    script: ScriptDefinition | None = None

    def rewrite(self, ctx: ShardContext) -> Query:
        if not self.values:
            return MatchNoneQuery(reason='No terms supplied for "terms_set" query.')
        if len(self.values) > MAX_CLAUSE_COUNT:
            raise TooManyClausesError(f"maxClauseCount is set to {MAX_CLAUSE_COUNT}")
        queries = tuple(self._queries(ctx))
        if self.minimum is not None:
            required = required_matches(self.minimum, len(queries))
            if required > len(queries):
                return MatchNoneQuery(reason="More clauses are required to match than the number of clauses")
            parts = BooleanQuery(should=queries, minimum_should_match=max(required, 1), boost=self.boost)
            return parts.rewrite(ctx)
        parts_ = tuple(query.rewrite(ctx) for query in queries)
        return CoveringQuery(queries=parts_, minimum=self._required(ctx), boost=self.boost)

    def _queries(self, ctx: ShardContext) -> list[Query]:
        mapped = ctx.field(self.field)
        if mapped is None:
            return [
                PostingsQuery(field=self.field, terms=(scalar_text(value).encode("utf-8", "surrogatepass"),))
                for value in self.values
            ]
        return [exact_query(mapped, value, ctx, 1.0) for value in self.values]

    def _required(self, ctx: ShardContext) -> RequiredMatches:
        if self.script is not None:
            return RequiredByScript(self.script, terms_set_script(self.script, ctx, len(self.values)))
        if self.minimum_field is None:
            raise IllegalStateError("No minimum should match has been specified")
        counted = ctx.field(self.minimum_field)
        if counted is None:
            raise QueryShardError(f"failed to find minimum_should_match field [{self.minimum_field}]", index=ctx.index)
        check_numeric(counted, ctx)
        return RequiredByField(counted.name, traits_of(counted))


@register("terms_set")
def parse_terms_set(body: object, inner: InnerParser) -> Query:
    """Parses {"terms_set": {"skills": {"terms": ["a", "b"], "minimum_should_match_field": "required"}}}."""
    entries = list(Parameters("terms_set", body).each())
    if not entries:
        raise _unknown("END_OBJECT")
    (field, members), *others = entries
    if not isinstance(members, Mapping):
        raise _unknown(json_token(members))
    parameters = Parameters("terms_set", members)
    found = _members(parameters)
    query = TermsSetQuery(
        field=field,
        values=found.get("terms", ()),
        minimum=found.get("minimum_should_match"),
        minimum_field=found.get("minimum_should_match_field"),
        script=found.get(_SCRIPT),
        boost=parameters.boost(),
        name=parameters.text("_name"),
    )
    if others:
        raise _unknown("FIELD_NAME")
    return query


def _members(parameters: Parameters) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in parameters.each():
        if isinstance(value, list):
            if key != "terms":
                raise parameters.unknown(key, value)
            found[key] = _values(value)
        elif isinstance(value, Mapping):
            if key != _SCRIPT:
                raise parameters.unknown(key, value)
            found[key] = parse_script(value)
        elif value is None:
            raise parameters.wrong_token(key, value)
        elif key not in _SCALARS:
            raise parameters.unknown(key, value)
        else:
            found[key] = scalar_text(value)
    return _alone(found)


def _alone(found: dict[str, Any]) -> dict[str, Any]:
    """Returns members of which only one says what is required. Raises IllegalArgumentError."""
    has_field, has_value = "minimum_should_match_field" in found, "minimum_should_match" in found
    if has_field and has_value:
        raise IllegalArgumentError(
            "A field or script has already been specified. Cannot specify both a value and a script or field"
        )
    if _SCRIPT in found and (has_field or has_value):
        raise IllegalArgumentError(
            "A field or value has already been specified. Cannot specify both a script and a field or value"
        )
    return found


def _values(values: list[object]) -> tuple[Any, ...]:
    if any(value is None for value in values):
        raise ParsingError("No value specified for terms query")
    return tuple(hashable(value) for value in values)


def _unknown(token: str) -> ParsingError:
    return ParsingError(f"[terms_set] unknown token [{token}]")
