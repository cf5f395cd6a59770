"""match, match_phrase, match_phrase_prefix, match_bool_prefix: analysed text in one field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from findling.base.errors import IllegalArgumentError, ParsingError
from findling.base.quick_init import quick_init
from findling.search.query.base import InnerParser, Query, register
from findling.search.query.fuzziness import Fuzziness
from findling.search.query.minimum_should_match import read_minimum_should_match
from findling.search.query.parameters import Parameters, field_and_parameters
from findling.search.query.text_query import DEFAULT_OPTIONS, TextOptions, text_query

if TYPE_CHECKING:
    from findling.search.context import ShardContext


@quick_init
@dataclass(frozen=True, kw_only=True)
class MatchQuery(Query):
    """The match queries of the query DSL; `options.type` says which."""

    field: str
    value: Any
    options: TextOptions

    def rewrite(self, ctx: ShardContext) -> Query:
        return text_query(self.field, self.value, self.options, ctx).boosted(self.boost).rewrite(ctx)


@register("match")
def parse_match(body: Any, inner: InnerParser) -> Query:
    """Parses {"match": {"message": {"query": "quick fox", "operator": "and"}}}."""
    field, parameters = field_and_parameters("match", body, "query")
    value = required_text(parameters)
    if parameters.is_alone("query"):
        return MatchQuery(field=field, value=value, options=DEFAULT_OPTIONS)
    return _finish(parameters, field, value, match_options(parameters))


@register("match_phrase")
def parse_match_phrase(body: Any, inner: InnerParser) -> Query:
    """Parses {"match_phrase": {"message": {"query": "quick fox", "slop": 1}}}."""
    field, parameters = field_and_parameters("match_phrase", body, "query")
    value = required_text(parameters)
    options = TextOptions(
        type="phrase",
        analyzer=parameters.text("analyzer"),
        slop=slop(parameters),
        zero_terms=zero_terms(parameters),
    )
    return _finish(parameters, field, value, options)


@register("match_phrase_prefix")
def parse_match_phrase_prefix(body: Any, inner: InnerParser) -> Query:
    """Parses {"match_phrase_prefix": {"message": {"query": "quick f"}}}."""
    field, parameters = field_and_parameters("match_phrase_prefix", body, "query")
    value = required_text(parameters)
    options = TextOptions(
        type="phrase_prefix",
        analyzer=parameters.text("analyzer"),
        slop=slop(parameters),
        max_expansions=max_expansions(parameters),
        zero_terms=zero_terms(parameters),
    )
    return _finish(parameters, field, value, options)


@register("match_bool_prefix")
def parse_match_bool_prefix(body: Any, inner: InnerParser) -> Query:
    """Parses {"match_bool_prefix": {"message": "quick f"}}."""
    field, parameters = field_and_parameters("match_bool_prefix", body, "query")
    value = required_text(parameters)
    options = TextOptions(type="bool_prefix", **_word_options(parameters), **_fuzzy_options(parameters))
    return _finish(parameters, field, value, options)


def _finish(parameters: Parameters, field: str, value: Any, options: TextOptions) -> Query:
    query = MatchQuery(field=field, value=value, options=options, **parameters.common())
    parameters.finish()
    return query


def required_text(parameters: Parameters) -> Any:
    """Returns the `query` parameter, a scalar. Raises IllegalArgumentError or ParsingError."""
    value = parameters.take("query")
    if value is None:
        raise IllegalArgumentError(f"[{parameters.query}] requires query value")
    if isinstance(value, (dict, list)):
        raise parameters.unsupported("query", value)
    return value


def match_options(parameters: Parameters, slop: int = 0) -> TextOptions:
    """Reads what match and multi_match have in common."""
    return TextOptions(
        **_word_options(parameters),
        **_fuzzy_options(parameters),
        slop=slop,
        lenient=parameters.boolean("lenient", False),
        zero_terms=zero_terms(parameters),
        synonym_phrases=parameters.boolean("auto_generate_synonyms_phrase_query", True),
    )


def _word_options(parameters: Parameters) -> dict[str, Any]:
    """Reads operator, minimum_should_match and analyzer, as arguments of TextOptions."""
    return {
        "operator": operator(parameters, "operator"),
        "minimum_should_match": read_minimum_should_match(parameters.take("minimum_should_match")),
        "analyzer": parameters.text("analyzer"),
    }


def _fuzzy_options(parameters: Parameters) -> dict[str, Any]:
    """Reads fuzziness and what belongs to it, as arguments of TextOptions."""
    fuzziness = parameters.take("fuzziness")
    parameters.take("fuzzy_rewrite")
    return {
        "fuzziness": None if fuzziness is None else Fuzziness.parse(fuzziness),
        "prefix_length": _not_negative(parameters, "prefix_length", 0),
        "max_expansions": max_expansions(parameters),
        "transpositions": parameters.boolean("fuzzy_transpositions", True),
    }


def operator(parameters: Parameters, name: str) -> str:
    """Reads `or` or `and`. Raises IllegalArgumentError."""
    value = parameters.text(name, "or") or "or"
    if value.lower() not in ("or", "and"):
        raise IllegalArgumentError(f"No enum constant org.elasticsearch.index.query.Operator.{value.upper()}")
    return value.lower()


def zero_terms(parameters: Parameters) -> str:
    """Reads `zero_terms_query`. Raises ParsingError."""
    value = (parameters.text("zero_terms_query", "none") or "none").lower()
    if value not in ("none", "all"):
        raise ParsingError(f"Unsupported zero_terms_query value [{value}]")
    return value


def slop(parameters: Parameters) -> int:
    """Reads `slop`. Raises IllegalArgumentError if negative."""
    value = parameters.integer("slop", 0)
    if value < 0:
        raise IllegalArgumentError("No negative slop allowed.")
    return value


def max_expansions(parameters: Parameters) -> int:
    """Reads `max_expansions`. Raises IllegalArgumentError unless positive."""
    value = parameters.integer("max_expansions", 50)
    if value <= 0:
        raise IllegalArgumentError(f"[{parameters.query}] requires maxExpansions to be positive.")
    return value


def _not_negative(parameters: Parameters, name: str, default: int) -> int:
    value = parameters.integer(name, default)
    if value < 0:
        raise IllegalArgumentError(f"[{parameters.query}] requires prefix length to be non-negative.")
    return value
