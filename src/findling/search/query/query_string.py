"""query_string: a query in Lucene's syntax."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from findling.base.errors import ParseError, ParsingError, QueryShardError, QueryValidationError
from findling.search.parameters import Parameters
from findling.search.query.base import InnerParser, Query, register
from findling.search.query.match import operator
from findling.search.query.match_all import MatchNoneQuery
from findling.search.query.primitive.multi_term import check_rewrite_method
from findling.search.query.text.field_names import FieldBoost, default_fields, expand_fields, read_fields
from findling.search.query.text.fuzziness import AUTO, Fuzziness, read_fuzziness
from findling.search.query.text.lucene_builder import LuceneBuilder
from findling.search.query.text.lucene_options import LuceneOptions
from findling.search.query.text.lucene_syntax import parse_lucene
from findling.search.query.text.lucene_tokens import LuceneSyntaxError
from findling.search.query.text.minimum_should_match import read_minimum_should_match

if TYPE_CHECKING:
    from findling.search.context import ShardContext


@dataclass(frozen=True, kw_only=True)
class QueryStringQuery(Query):
    """The query_string query of the query DSL.

    lenient: None: if no fields are named, or `index.query_string.lenient` says so
    """

    text: str
    default_field: str | None = None
    fields: tuple[FieldBoost, ...] = ()
    default_operator: str = "or"
    analyzer: str | None = None
    quote_analyzer: str | None = None
    quote_field_suffix: str | None = None
    allow_leading_wildcard: bool = True
    analyze_wildcard: bool = False
    lenient: bool | None = None
    fuzziness: Fuzziness = AUTO
    fuzzy_prefix_length: int = 0
    fuzzy_max_expansions: int = 50
    fuzzy_transpositions: bool = True
    phrase_slop: int = 0
    minimum_should_match: str | None = None
    time_zone: str | None = None
    tie_breaker: float | None = None
    synonym_phrases: bool = True
    type: str = "best_fields"
    escape: bool = False
    position_increments: bool = True
    rewrite_method: str | None = None
    fuzzy_rewrite: str | None = None

    def rewrite(self, ctx: ShardContext) -> Query:
        return self.expanded(ctx).rewrite(ctx)

    def expanded(self, ctx: ShardContext) -> Query:
        if self.default_field is not None and self.fields:
            raise QueryValidationError(
                "Validation Failed: 1: [query_string] cannot use [fields] parameter in conjunction with "
                "[default_field];"
            )
        if not self.text.strip():
            return MatchNoneQuery(reason="Matching no documents because no terms present")
        if self.analyzer is not None and not ctx.analysis.has_analyzer(self.analyzer):
            raise QueryShardError(f"[query_string] analyzer [{self.analyzer}] not found", index=ctx.index)
        if self.quote_analyzer is not None and not ctx.analysis.has_analyzer(self.quote_analyzer):
            raise QueryShardError(f"[query_string] quote_analyzer [{self.quote_analyzer}] not found", index=ctx.index)
        for method in (self.rewrite_method, self.fuzzy_rewrite):
            if method is not None:
                check_rewrite_method(method)
        default_field, fields, lenient = self._fields(ctx)
        text = escaped(self.text) if self.escape else self.text
        builder = LuceneBuilder(ctx, default_field, fields, self._options(lenient))
        try:
            return builder.build(parse_lucene(text, default_field)).boosted(self.boost)
        except LuceneSyntaxError as error:
            cause = error
            if not error.reason.startswith("Cannot parse"):
                cause = LuceneSyntaxError(f"Cannot parse '{text}': {error.reason}")
            raise QueryShardError(f"Failed to parse query [{self.text}]", index=ctx.index) from cause

    def _fields(self, ctx: ShardContext) -> tuple[str | None, tuple[FieldBoost, ...], bool]:
        """Returns the default field if there is one, the fields it or the request stands for, whether to be lenient."""
        lenient = str(ctx.settings.get("index.query_string.lenient", "false")) == "true"
        if self.default_field not in (None, "*"):
            return self.default_field, (), lenient
        wanted = self.fields or (default_fields(ctx) if self.default_field is None else ())
        if not wanted or (tuple(name for name, _ in wanted) == ("*",) and not self.fields):
            return "*", expand_fields((("*", 1.0),), ctx)[0], True
        found, all_fields = expand_fields(wanted, ctx)
        mapped = tuple((name, boost) for name, boost in found if ctx.field(name) is not None)
        return None, mapped, lenient or all_fields

    def _options(self, lenient: bool) -> LuceneOptions:
        return LuceneOptions(
            default_and=self.default_operator == "and",
            analyzer=self.analyzer,
            quote_analyzer=self.quote_analyzer,
            quote_field_suffix=self.quote_field_suffix or "",
            allow_leading_wildcard=self.allow_leading_wildcard,
            lenient=lenient if self.lenient is None else self.lenient,
            fuzziness=self.fuzziness,
            fuzzy_prefix_length=self.fuzzy_prefix_length,
            fuzzy_max_expansions=self.fuzzy_max_expansions,
            fuzzy_transpositions=self.fuzzy_transpositions,
            phrase_slop=self.phrase_slop,
            minimum_should_match=self.minimum_should_match,
            time_zone=self.time_zone,
            tie_breaker=self.tie_breaker,
            synonym_phrases=self.synonym_phrases,
            analyze_wildcard=self.analyze_wildcard,
            type=self.type,
            rewrite=self.rewrite_method,
            position_increments=self.position_increments,
        )


def escaped(text: str) -> str:
    """Returns text with Lucene's operators escaped."""
    return "".join("\\" + char if char in '\\+-!():^[]"{}~*?|&/' else char for char in text)


@register("query_string")
def parse_query_string(body: Any, inner: InnerParser) -> Query:
    """Parses {"query_string": {"query": "title:quick AND fox*"}}."""
    parameters = Parameters("query_string", body)
    text = parameters.text("query")
    if text is None:
        raise ParsingError("[query_string] must be provided with a [query]")
    default_field, fields = parameters.text("default_field"), read_fields(parameters, multiplies=True)
    query = QueryStringQuery(
        text=text,
        default_field=default_field,
        fields=fields,
        default_operator=operator(parameters, "default_operator"),
        **_analysis(parameters),
        **_fuzzy(parameters),
        phrase_slop=parameters.integer("phrase_slop", 0),
        minimum_should_match=read_minimum_should_match(parameters),
        time_zone=parameters.text("time_zone"),
        synonym_phrases=parameters.boolean("auto_generate_synonyms_phrase_query", True),
        tie_breaker=parameters.number("tie_breaker", None),
        type=_type(parameters),
        escape=parameters.boolean("escape", False),
        position_increments=parameters.boolean("enable_position_increments", True),
        rewrite_method=parameters.text("rewrite"),
        fuzzy_rewrite=parameters.text("fuzzy_rewrite"),
        **parameters.common(),
    )
    _ignored(parameters)
    parameters.finish()
    return query


def _analysis(parameters: Parameters) -> dict[str, Any]:
    return {
        "analyzer": parameters.text("analyzer"),
        "quote_analyzer": parameters.text("quote_analyzer"),
        "quote_field_suffix": parameters.text("quote_field_suffix"),
        "allow_leading_wildcard": parameters.boolean("allow_leading_wildcard", True),
        "analyze_wildcard": parameters.boolean("analyze_wildcard", False),
        "lenient": parameters.boolean("lenient", None),
    }


def _fuzzy(parameters: Parameters) -> dict[str, Any]:
    return {
        "fuzziness": read_fuzziness(parameters) or AUTO,
        "fuzzy_prefix_length": parameters.integer("fuzzy_prefix_length", 0),
        "fuzzy_max_expansions": parameters.integer("fuzzy_max_expansions", 50),
        "fuzzy_transpositions": parameters.boolean("fuzzy_transpositions", True),
    }


def _type(parameters: Parameters) -> str:
    name = (parameters.text("type", "best_fields") or "best_fields").lower()
    if name not in ("best_fields", "most_fields", "cross_fields", "phrase", "phrase_prefix", "bool_prefix"):
        raise ParseError(f"failed to parse [multi_match] query type [{name}]. unknown type.")
    return name


def _ignored(parameters: Parameters) -> None:
    """Takes parameters that change nothing here."""
    parameters.integer("max_determinized_states", None)
