"""simple_query_string: a query as people type them, in a syntax without errors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from findling.base.errors import FindlingError, IllegalArgumentError, ParsingError, QueryShardError
from findling.search.parameters import Parameters
from findling.search.query.base import InnerParser, Query, register
from findling.search.query.bool import BoolQuery
from findling.search.query.dis_max import DisMaxQuery
from findling.search.query.field_terms import normalized
from findling.search.query.fuzzy import FuzzyQuery
from findling.search.query.match import operator
from findling.search.query.match_all import MatchNoneQuery, unmapped
from findling.search.query.prefix import PrefixQuery
from findling.search.query.primitive.boolean import BooleanQuery
from findling.search.query.text.field_names import FieldBoost, expand_fields, quoted_fields, read_fields
from findling.search.query.text.fuzziness import Fuzziness
from findling.search.query.text.minimum_should_match import read_minimum_should_match, required_matches
from findling.search.query.text.simple_syntax import ALL, Flag, Leaf, SimpleSyntax
from findling.search.query.text.text_query import NO_TOKENS, TextOptions, analyzed_prefix, text_query

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField
    from findling.search.context import ShardContext


@dataclass(frozen=True, kw_only=True)
class SimpleQueryStringQuery(Query):
    """The simple_query_string query of the query DSL.

    lenient: None: only if it looks into all fields
    """

    text: str
    fields: tuple[FieldBoost, ...] = ()
    flags: Flag = ALL
    default_operator: str = "or"
    analyzer: str | None = None
    analyze_wildcard: bool = False
    lenient: bool | None = None
    minimum_should_match: str | None = None
    quote_field_suffix: str = ""
    synonym_phrases: bool = True
    fuzzy_prefix_length: int = 0
    fuzzy_max_expansions: int = 50
    fuzzy_transpositions: bool = True

    def rewrite(self, ctx: ShardContext) -> Query:
        return self.expanded(ctx).rewrite(ctx)

    def expanded(self, ctx: ShardContext) -> Query:
        if self.analyzer is not None and not ctx.analysis.has_analyzer(self.analyzer):
            raise QueryShardError(f"[simple_query_string] analyzer [{self.analyzer}] not found", index=ctx.index)
        fields, all_fields = expand_fields(self.fields, ctx)
        lenient = all_fields if self.lenient is None else self.lenient
        leaves = _Leaves(self, fields, lenient, ctx)
        query = SimpleSyntax(self.flags, self.default_operator == "and", leaves.query).parse(self.text)
        if query is None:
            return MatchNoneQuery(reason="empty string passed to query parser")
        return self._with_minimum(query).boosted(self.boost)

    def _with_minimum(self, query: Query) -> Query:
        minimum = self.minimum_should_match
        if minimum is not None and isinstance(query, BoolQuery):
            return replace(query, minimum_should_match=minimum)
        if minimum is not None and isinstance(query, BooleanQuery):
            return replace(query, minimum_should_match=required_matches(minimum, len(query.should)) or None)
        return query


class _Leaves:
    """Makes the queries of words and phrases in all fields."""

    def __init__(
        self, query: SimpleQueryStringQuery, fields: tuple[FieldBoost, ...], lenient: bool, ctx: ShardContext
    ) -> None:
        self._query = query
        self._fields = fields
        self._lenient = lenient
        self._ctx = ctx
        self._options = TextOptions(
            operator=query.default_operator,
            analyzer=query.analyzer,
            lenient=lenient,
            synonym_phrases=query.synonym_phrases,
        )

    def query(self, leaf: Leaf) -> Query | None:
        """Returns the (unrewritten) query of a leaf, None if analysis leaves nothing of it."""
        if leaf.kind == "fuzzy":
            return self._each(lambda name: self._fuzzy(name, leaf))
        if leaf.kind == "prefix":
            return self._each(lambda name: self._prefix(name, leaf.text))
        if leaf.kind == "word":
            return self._text(leaf.text, self._fields, self._options)
        quoted = quoted_fields(self._fields, self._query.quote_field_suffix, self._ctx)
        return self._text(leaf.text, quoted, replace(self._options, type="phrase", slop=leaf.number))

    def _text(self, text: str, fields: tuple[FieldBoost, ...], options: TextOptions) -> Query | None:
        found = ((text_query(name, text, options, self._ctx), boost) for name, boost in fields)
        parts = tuple(query.boosted(boost) for query, boost in found if query != NO_TOKENS)
        if not parts:
            return None
        tie_breaker = 0.0 if options.type == "phrase" else 1.0
        return parts[0] if len(parts) == 1 else DisMaxQuery(queries=parts, tie_breaker=tie_breaker)

    def _each(self, make: Callable[[str], Query | None]) -> Query:
        """Returns what one query per field finds; those that a field cannot answer find nothing if lenient."""
        parts = []
        for name, boost in self._fields:
            try:
                query = make(name)
                if query is not None:
                    parts.append(query.rewrite(self._ctx).boosted(boost))
            except FindlingError as error:
                if not self._lenient:
                    raise
                parts.append(MatchNoneQuery(reason=f"failed query, caused by {error.reason}"))
        return parts[0] if len(parts) == 1 else DisMaxQuery(queries=tuple(parts), tie_breaker=1.0)

    def _fuzzy(self, name: str, leaf: Leaf) -> Query:
        field, query = self._ctx.field(name), self._query
        return FuzzyQuery(
            field=name,
            value=leaf.text if field is None else self._normalized(field, leaf.text),
            fuzziness=Fuzziness(leaf.number),
            prefix_length=query.fuzzy_prefix_length,
            max_expansions=query.fuzzy_max_expansions,
            transpositions=query.fuzzy_transpositions,
        )

    def _prefix(self, name: str, text: str) -> Query | None:
        field = self._ctx.field(name)
        if field is None:
            return unmapped(name)
        if self._query.analyze_wildcard:
            if not field.type.terms.characters:
                return MatchNoneQuery(reason="the field has no texts")
            return analyzed_prefix(field, text, self._query.analyzer, self._options, None, self._ctx) or NO_TOKENS
        return PrefixQuery(field=name, value=self._normalized(field, text))

    def _normalized(self, field: MappedField, text: str) -> str:
        if not field.type.terms.analyzed:
            return text
        if self._query.analyzer is None:
            return normalized(field, text, self._ctx)
        changed: str = self._ctx.analysis.analyzer(self._query.analyzer).normalize(text)
        return changed


@register("simple_query_string")
def parse_simple_query_string(body: object, inner: InnerParser) -> Query:
    """Parses {"simple_query_string": {"query": "quick + (fox | dog) -lazy", "fields": ["title^2", "body"]}}."""
    parameters = _Parameters("simple_query_string", body)
    text = parameters.text("query")
    if text is None:
        raise ParsingError("[simple_query_string] query text missing")
    query = SimpleQueryStringQuery(
        text=text,
        fields=read_fields(parameters, multiplies=True),
        flags=_flags(parameters),
        default_operator=operator(parameters, "default_operator"),
        analyzer=parameters.text("analyzer"),
        analyze_wildcard=parameters.boolean("analyze_wildcard", False),
        lenient=parameters.boolean("lenient", None),
        minimum_should_match=read_minimum_should_match(parameters),
        quote_field_suffix=parameters.text("quote_field_suffix") or "",
        synonym_phrases=parameters.boolean("auto_generate_synonyms_phrase_query", True),
        fuzzy_prefix_length=parameters.integer("fuzzy_prefix_length", 0),
        fuzzy_max_expansions=parameters.integer("fuzzy_max_expansions", 50),
        fuzzy_transpositions=parameters.boolean("fuzzy_transpositions", True),
        **parameters.common(),
    )
    parameters.finish()
    return query


class _Parameters(Parameters):
    """Parameters whose errors are worded as those of this query."""

    def unknown(self, key: str, value: object) -> FindlingError:
        if isinstance(value, Mapping):
            return self.wrong_token(key, value)
        if isinstance(value, list):
            return ParsingError(f"[{self.name}] query does not support [{key}]")
        return ParsingError(f"[{self.name}] unsupported field [{key}]")


def _flags(parameters: Parameters) -> Flag:
    """Reads flags: a number of bits or names such as `OR|AND|PREFIX`. Raises IllegalArgumentError."""
    value = parameters.take("flags")
    if isinstance(value, (dict, list)):
        raise parameters.wrong_token("flags", value)
    if isinstance(value, int) and not isinstance(value, bool):
        return ALL if value < 0 else Flag(value & ALL)
    flags = Flag(0)
    for name in ("ALL" if value in (None, "") else str(value)).split("|"):
        if name.upper() in ("ALL", "NONE"):
            return ALL if name.upper() == "ALL" else Flag(0)
        if name:
            flags |= _flag(name)
    return flags


def _flag(name: str) -> Flag:
    try:
        return Flag.NEAR if name.upper() == "SLOP" else Flag[name.upper()]
    except KeyError:
        raise IllegalArgumentError(f"Unknown simple_query_string flag [{name}]") from None
