"""Turns a query in Lucene's syntax into queries: what stands where, in which fields, with which options."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from findling.base.errors import FindlingError, ParsingError, QueryShardError
from findling.search.query.base import Query
from findling.search.query.bool import BoolQuery
from findling.search.query.dis_max import DisMaxQuery
from findling.search.query.exists import ExistsQuery
from findling.search.query.field_terms import normalized_parts
from findling.search.query.fuzzy import FuzzyQuery
from findling.search.query.match_all import MatchAllQuery, MatchNoneQuery
from findling.search.query.multi_match import multi_field_query
from findling.search.query.prefix import PrefixQuery
from findling.search.query.primitive.boolean import BooleanQuery
from findling.search.query.primitive.term_weight import PostingsQuery
from findling.search.query.range import RangeQuery
from findling.search.query.regexp import RegexpQuery, check_regexp_length
from findling.search.query.text.field_names import FieldBoost, expand_fields, quoted_fields
from findling.search.query.text.fuzziness import AUTO, Fuzziness
from findling.search.query.text.lucene_syntax import (
    Clause,
    clauses_of,
    has_wildcard,
    luqum_tree,
    occurrences,
    unescape,
)
from findling.search.query.text.text_query import NO_TOKENS, TextOptions, analyzed_prefix
from findling.search.query.wildcard import WildcardQuery

if TYPE_CHECKING:
    from findling.search.context import ShardContext


@dataclass(frozen=True, slots=True)
class LuceneOptions:
    """The parameters of query_string that apply to all of the text."""

    default_and: bool = False
    analyzer: str | None = None
    quote_analyzer: str | None = None
    quote_field_suffix: str = ""
    allow_leading_wildcard: bool = True
    lenient: bool = False
    fuzziness: Fuzziness = AUTO
    fuzzy_prefix_length: int = 0
    fuzzy_max_expansions: int = 50
    fuzzy_transpositions: bool = True
    phrase_slop: int = 0
    minimum_should_match: str | None = None
    time_zone: str | None = None
    tie_breaker: float | None = None
    synonym_phrases: bool = True
    analyze_wildcard: bool = False
    type: str = "best_fields"
    all_fields: bool = False
    rewrite: str | None = None


class LuceneBuilder:
    """Builds the queries of one shard.

    fields: where clauses without a field are looked for
    """

    def __init__(self, ctx: ShardContext, fields: tuple[FieldBoost, ...], options: LuceneOptions) -> None:
        self._ctx = ctx
        self._fields = fields
        self._options = options

    def build(self, node: object) -> Query:
        """Returns the (unrewritten) query of a whole tree."""
        query = self._group(node, self._fields)
        if isinstance(query, BoolQuery) and query.should and self._options.minimum_should_match is not None:
            return replace(query, minimum_should_match=self._options.minimum_should_match)
        return query

    def _group(self, node: object, fields: tuple[FieldBoost, ...]) -> Query:
        clauses = self._with_joined_words(clauses_of(node))
        kinds = occurrences(clauses, self._options.default_and)
        parts: dict[str, list[Query]] = {"must": [], "should": [], "must_not": []}
        for clause, kind in zip(clauses, kinds, strict=True):
            query = self._query(clause.node, fields)
            if is_without_tokens(query):
                # a clause of stop words alone does not count
                continue
            if isinstance(clause.node, _Words) and self._is_flat(query):
                parts[kind] += self._flattened(query)
            else:
                parts[kind].append(query)
        if not any(parts.values()):
            return NO_TOKENS
        if len(clauses) == 1 and kinds[0] != "must_not" and len(parts[kinds[0]]) == 1:
            return parts[kinds[0]][0]
        return BoolQuery(must=tuple(parts["must"]), should=tuple(parts["should"]), must_not=tuple(parts["must_not"]))

    def _is_flat(self, query: Query) -> bool:
        """Whether several words became one clause each, in one field, so that they count as the text's own clauses."""
        return isinstance(query, BooleanQuery) and all(
            isinstance(part, PostingsQuery) for part in (*query.must, *query.should)
        )

    def _flattened(self, query: Query) -> list[Query]:
        assert isinstance(query, BooleanQuery)
        return [part.boosted(query.boost) for part in (*query.must, *query.should)]

    def _with_joined_words(self, clauses: list[Clause]) -> list[Clause]:
        """Returns the clauses with runs of plain words, between which nothing but blanks stands, made one text."""
        joined: list[Clause] = []
        for i, clause in enumerate(clauses):
            following = clauses[i + 1] if i + 1 < len(clauses) else None
            plain = self._is_plain_word(clause) and (following is None or not following.conjunction)
            previous = joined[-1].node if joined else None
            if plain and isinstance(previous, _Words) and previous.is_open:
                joined[-1] = Clause(_Words((*previous.words, clause.node.value)), joined[-1].conjunction)
            elif plain and not clause.conjunction:
                joined.append(Clause(_Words((clause.node.value,))))
            else:
                joined.append(clause)
        return [self._single(clause) for clause in joined]

    def _is_plain_word(self, clause: Clause) -> bool:
        node = clause.node
        return (
            type(node) is luqum_tree.Word
            and not clause.modifier
            and not clause.conjunction
            and not has_wildcard(node.value)
        )

    def _single(self, clause: Clause) -> Clause:
        if isinstance(clause.node, _Words) and len(clause.node.words) == 1:
            return Clause(luqum_tree.Word(clause.node.words[0]), clause.conjunction, clause.modifier)
        return clause

    def _query(self, node: object, fields: tuple[FieldBoost, ...]) -> Query:
        tree = luqum_tree
        if isinstance(node, _Words):
            return self._text(" ".join(map(unescape, node.words)), fields)
        if isinstance(node, tree.SearchField):
            return self._search_field(node, fields)
        if isinstance(node, tree.BaseGroup):
            return self._group(node.expr, fields)
        if isinstance(node, tree.Boost):
            return self._query(node.expr, fields).boosted(float(node.force))
        if isinstance(node, tree.Proximity):
            return self._phrase(node.term, fields, int(node.degree))
        if isinstance(node, tree.Fuzzy):
            return self._fuzzy(node, fields)
        if isinstance(node, tree.Phrase):
            return self._phrase(node, fields, self._options.phrase_slop)
        if isinstance(node, tree.Regex):
            value = node.value[1:-1].replace("\\/", "/")
            check_regexp_length(value, self._ctx)
            return self._each(
                fields, lambda name: RegexpQuery(field=name, value=value, rewrite_method=self._options.rewrite)
            )
        if isinstance(node, (tree.Range, tree.From, tree.To)):
            bounds = range_bounds(node)
            return self._each(fields, lambda name: RangeQuery(field=name, **bounds, time_zone=self._time_zone(name)))
        if isinstance(node, tree.Word):
            return self._word(node.value, fields)
        if isinstance(node, (tree.BaseOperation, tree.Unary)):
            return self._group(node, fields)
        raise ParsingError(f"unexpected part of a query: {type(node).__name__}")

    def _time_zone(self, name: str) -> str | None:
        field = self._ctx.field(name)
        return self._options.time_zone if field is not None and field.type.time_unit is not None else None

    def _search_field(self, node: Any, fields: tuple[FieldBoost, ...]) -> Query:
        name = unescape(node.name)
        if name == "_exists_":
            return ExistsQuery(field=unescape(str(node.expr).strip()))
        is_star = isinstance(node.expr, luqum_tree.Word) and node.expr.value == "*"
        if is_star and name == "*":
            return MatchAllQuery()
        if is_star:
            return ExistsQuery(field=name)
        resolved, _ = expand_fields(((name, 1.0),), self._ctx)
        boosts = dict(fields)
        return self._query(node.expr, tuple((found, boost * boosts.get(found, 1.0)) for found, boost in resolved))

    def _word(self, text: str, fields: tuple[FieldBoost, ...]) -> Query:
        if not has_wildcard(text):
            return self._text(unescape(text), fields)
        if text == "*":
            if self._options.all_fields and self._fields == fields:
                return MatchAllQuery()
            return self._each(fields, lambda name: ExistsQuery(field=name))
        if text[0] in "*?" and not self._options.allow_leading_wildcard:
            raise QueryShardError("'*' or '?' not allowed as first character in WildcardQuery", index=self._ctx.index)
        method = self._options.rewrite
        if text.endswith("*") and not has_wildcard(text[:-1]):
            prefix = unescape(text[:-1])
            return self._each(fields, lambda name: self._prefix(name, prefix, method))
        return self._each(
            fields, lambda name: WildcardQuery(field=name, value=self._pattern(name, text), rewrite_method=method)
        )

    def _prefix(self, name: str, text: str, method: str | None) -> Query:
        field = self._ctx.field(name)
        if self._options.analyze_wildcard and field is not None and field.type.terms.analyzed:
            return analyzed_prefix(field, text, self._options.analyzer, self._text_options(), self._ctx)
        return PrefixQuery(field=name, value=self._normalized(name, text), rewrite_method=method)

    def _pattern(self, name: str, text: str) -> str:
        field = self._ctx.field(name)
        analyzed = field is not None and field.type.terms.analyzed
        return normalized_parts(field, text, self._ctx) if field is not None and analyzed else text

    def _text_options(self) -> TextOptions:
        options = self._options
        return TextOptions(
            operator="and" if options.default_and else "or",
            analyzer=options.analyzer,
            lenient=options.lenient,
            synonym_phrases=options.synonym_phrases,
        )

    def _text(self, text: str, fields: tuple[FieldBoost, ...]) -> Query:
        if not fields:
            return MatchNoneQuery(reason="No mappings found")
        options = self._options
        return multi_field_query(text, fields, options.type, self._text_options(), options.tie_breaker, self._ctx)

    def _phrase(self, node: Any, fields: tuple[FieldBoost, ...], slop: int) -> Query:
        if not fields:
            return MatchNoneQuery(reason="No mappings found")
        options = replace(self._text_options(), slop=slop)
        if self._options.quote_analyzer is not None:
            options = replace(options, analyzer=self._options.quote_analyzer)
        quoted = quoted_fields(fields, self._options.quote_field_suffix, self._ctx)
        text = unescape(node.value[1:-1])
        return multi_field_query(text, quoted, "phrase", options, self._options.tie_breaker, self._ctx)

    def _fuzzy(self, node: Any, fields: tuple[FieldBoost, ...]) -> Query:
        text = unescape(node.term.value)
        fuzziness = (
            self._options.fuzziness if str(node).strip().endswith("~") else Fuzziness(_edits(float(node.degree), text))
        )
        return self._each(
            fields,
            lambda name: FuzzyQuery(
                field=name,
                value=self._normalized(name, text),
                fuzziness=fuzziness,
                prefix_length=self._options.fuzzy_prefix_length,
                max_expansions=self._options.fuzzy_max_expansions,
                transpositions=self._options.fuzzy_transpositions,
            ),
        )

    def _normalized(self, name: str, text: str) -> str:
        field = self._ctx.field(name)
        if field is None or not field.type.terms.analyzed or field.search_analyzer is None:
            return text
        normalized: str = self._ctx.analysis.analyzer(self._options.analyzer or field.search_analyzer).normalize(text)
        return normalized

    def _each(self, fields: tuple[FieldBoost, ...], make: Callable[[str], Query]) -> Query:
        """Returns the best of one query per field; those that a field cannot answer are left out if lenient."""
        parts: list[Query] = []
        for name, boost in fields:
            query = make(name).boosted(boost)
            try:
                parts.append(query.rewrite(self._ctx))
            except FindlingError:
                if not self._options.lenient:
                    raise
        if not parts:
            return MatchNoneQuery(reason="no field can answer")
        return parts[0] if len(parts) == 1 else DisMaxQuery(queries=tuple(parts))


def is_without_tokens(query: Query) -> bool:
    """Whether analysis left nothing of a text, in none of its fields."""
    if isinstance(query, DisMaxQuery):
        return all(map(is_without_tokens, query.queries))
    return isinstance(query, MatchNoneQuery) and query.reason == NO_TOKENS.reason


def _edits(degree: float, text: str) -> int:
    """Returns the edits that the number behind ~ allows: so many, or as a share of the term that has to be the same."""
    if degree >= 1:
        return min(int(degree), 2)
    return 0 if degree == 0 else min(int((1 - degree) * len(text)), 2)


@dataclass(frozen=True, slots=True)
class _Words:
    """Plain words that stand side by side."""

    words: tuple[str, ...]
    is_open: bool = True


def range_bounds(node: Any) -> dict[str, Any]:
    """Returns the bounds of a range in brackets or of a comparison, as arguments of RangeQuery."""
    if isinstance(node, luqum_tree.From):
        return {"gte" if node.include else "gt": _bound(node.a)}
    if isinstance(node, luqum_tree.To):
        return {"lte" if node.include else "lt": _bound(node.a)}
    return {
        "gte" if node.include_low else "gt": _bound(node.low),
        "lte" if node.include_high else "lt": _bound(node.high),
    }


def _bound(node: object) -> str | None:
    text = str(node.value if isinstance(node, luqum_tree.Word) else node).strip()
    if isinstance(node, luqum_tree.Phrase):
        text = text[1:-1]
    return None if text == "*" else unescape(text)
