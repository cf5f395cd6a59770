"""match, match_phrase, match_phrase_prefix, match_bool_prefix: analysed text in one field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from findling.base.errors import IllegalArgumentError, ParsingError
from findling.base.java_values import shown
from findling.base.quick_init import quick_init
from findling.search.parameters import Parameters, field_and_parameters
from findling.search.query.base import InnerParser, Query, register
from findling.search.query.text.fuzziness import read_fuzziness
from findling.search.query.text.minimum_should_match import read_minimum_should_match
from findling.search.query.text.text_query import DEFAULT_OPTIONS, TextOptions, text_query
from findling.search.query.vectors.semantic import SemanticQuery
from findling.search.vectors.asked_text import AskedText

if TYPE_CHECKING:
    from findling.search.context import ShardContext


@quick_init
@dataclass(frozen=True, kw_only=True)
class MatchQuery(Query):
    """The match queries of the query DSL; `options.type` says which."""

    field: str
    value: Any
    options: TextOptions

    def expanded(self, ctx: ShardContext) -> Query:
        return text_query(self.field, self.value, self.options, ctx).boosted(self.boost)

    @cached_property
    def _asked(self) -> AskedText:
        return AskedText(shown(self.value))

    def _semantic(self, ctx: ShardContext) -> Query | None:
        """Returns the query of a field whose texts are found by their meaning; None for any other field."""
        found = ctx.field(self.field)
        if found is None or found.type.semantics is None or self.options.type != "boolean":
            return None
        asked = self._asked
        return SemanticQuery(field=self.field, text=asked.text, asked=asked, boost=self.boost)

    def rewrite(self, ctx: ShardContext) -> Query:
        semantic = self._semantic(ctx) if ctx.mapping.semantic_fields else None
        if semantic is not None:
            return semantic.rewrite(ctx)
        return text_query(self.field, self.value, self.options, ctx).boosted(self.boost).rewrite(ctx)


@register("match")
def parse_match(body: object, inner: InnerParser) -> Query:
    """Parses {"match": {"message": {"query": "quick fox", "operator": "and"}}}."""
    field, parameters = field_and_parameters("match", body, "query")
    value = required_text(parameters)
    if parameters.is_alone("query"):
        return MatchQuery(field=field, value=value, options=DEFAULT_OPTIONS)
    return _finish(parameters, field, value, match_options(parameters))


@register("match_phrase")
def parse_match_phrase(body: object, inner: InnerParser) -> Query:
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
def parse_match_phrase_prefix(body: object, inner: InnerParser) -> Query:
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
    options = TextOptions(type="bool_prefix", **_given(parameters, _WORD_OPTIONS))
    return _finish(parameters, field, value, options)


def _finish(parameters: Parameters, field: str, value: object, options: TextOptions) -> Query:
    query = MatchQuery(field=field, value=value, options=options, **parameters.common())
    parameters.finish()
    return query


def required_text(parameters: Parameters) -> Any:
    """Returns the `query` parameter, a scalar. Raises IllegalArgumentError or ParsingError."""
    value = parameters.take("query")
    if value is None:
        if "query" in parameters:
            raise parameters.wrong_token("query", value)
        if parameters.name != "match":
            raise IllegalArgumentError(f"[{parameters.name}] requires query value")
        raise ParsingError("No text specified for text query")
    if isinstance(value, (dict, list)):
        raise parameters.wrong_token("query", value)
    return value


def match_options(parameters: Parameters, slop: int = 0) -> TextOptions:
    """Reads what match and multi_match have in common."""
    return TextOptions(slop=slop, **_given(parameters, _ALL_OPTIONS))


def _given(parameters: Parameters, readers: Mapping[str, tuple[str, Callable[[Parameters], Any]]]) -> dict[str, Any]:
    """Reads those of the parameters that were given, as arguments of TextOptions; its defaults are those of match."""
    parameters.know(readers)
    return {option: read(parameters) for name, (option, read) in readers.items() if name in parameters}


def _minimum(parameters: Parameters) -> str | None:
    return read_minimum_should_match(parameters)


def operator(parameters: Parameters, name: str) -> str:
    """Reads `or` or `and`. Raises IllegalArgumentError."""
    return parameters.one_of(name, ("or", "and"), "or", _no_such_operator)


def _no_such_operator(text: str) -> IllegalArgumentError:
    return IllegalArgumentError(f"No enum constant org.elasticsearch.index.query.Operator.{text.upper()}")


def zero_terms(parameters: Parameters) -> str:
    """Reads `zero_terms_query`. Raises ParsingError."""
    return parameters.one_of(
        "zero_terms_query",
        ("none", "all"),
        "none",
        lambda text: ParsingError(f"Unsupported zero_terms_query value [{text}]"),
    )


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
        raise IllegalArgumentError(f"[{parameters.name}] requires maxExpansions to be positive.")
    return value


def _prefix_length(parameters: Parameters) -> int:
    value = parameters.integer("prefix_length", 0)
    if value < 0:
        raise IllegalArgumentError(f"[{parameters.name}] requires prefix length to be non-negative.")
    return value


# parameters of match and their options
_WORD_OPTIONS: Final[dict[str, tuple[str, Callable[[Parameters], Any]]]] = {
    "operator": ("operator", lambda parameters: operator(parameters, "operator")),
    "minimum_should_match": ("minimum_should_match", _minimum),
    "analyzer": ("analyzer", lambda parameters: parameters.text("analyzer")),
    "fuzziness": ("fuzziness", read_fuzziness),
    "prefix_length": ("prefix_length", _prefix_length),
    "max_expansions": ("max_expansions", max_expansions),
    "fuzzy_transpositions": ("transpositions", lambda parameters: parameters.boolean("fuzzy_transpositions", True)),
    "fuzzy_rewrite": ("fuzzy_rewrite", lambda parameters: parameters.text("fuzzy_rewrite")),
}
_ALL_OPTIONS: Final[dict[str, tuple[str, Callable[[Parameters], Any]]]] = {
    **_WORD_OPTIONS,
    "lenient": ("lenient", lambda parameters: parameters.boolean("lenient", False)),
    "zero_terms_query": ("zero_terms", zero_terms),
    "auto_generate_synonyms_phrase_query": (
        "synonym_phrases",
        lambda parameters: parameters.boolean("auto_generate_synonyms_phrase_query", True),
    ),
}
