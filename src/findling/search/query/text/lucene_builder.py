"""Turns a query in Lucene's syntax into queries: what stands where, in which fields, with which options.

Mirrors Lucene's QueryParserBase and Elasticsearch's QueryStringQueryParser. None stands for a text of which analysis
leaves nothing: such a clause does not count.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from findling.base.errors import FindlingError, ParseError
from findling.search.query.base import Query
from findling.search.query.bool import BoolQuery
from findling.search.query.creation import DateBoundError
from findling.search.query.dis_max import DisMaxQuery
from findling.search.query.exists import ExistsQuery
from findling.search.query.match_all import MatchAllQuery, unmapped
from findling.search.query.multi_match import kind_of_fields
from findling.search.query.primitive.boolean import BooleanQuery
from findling.search.query.text.cross_fields import cross_fields_query
from findling.search.query.text.field_names import FieldBoost, fields_of_pattern, quoted_fields
from findling.search.query.text.fuzziness import Fuzziness
from findling.search.query.text.lucene_options import LuceneOptions
from findling.search.query.text.lucene_syntax import Broken, Clause, Group, Node, Quoted, Range, Word, Words
from findling.search.query.text.lucene_terms import LuceneTerms
from findling.search.query.text.lucene_tokens import LuceneSyntaxError, unescape
from findling.search.query.text.minimum_should_match import required_matches
from findling.search.query.text.text_query import NO_TOKENS, TextOptions, failed, text_query

if TYPE_CHECKING:
    from findling.search.context import ShardContext

_EXISTS: Final = "_exists_"
_LARGEST_SLOP: Final = 2**31 - 1


class LuceneBuilder:
    """Builds the queries of one shard.

    fields: where clauses without a field are looked for, if there is no default field or if that is `*`
    """

    def __init__(
        self,
        ctx: ShardContext,
        default_field: str | None,
        fields: tuple[FieldBoost, ...],
        options: LuceneOptions,
    ) -> None:
        self._ctx = ctx
        self._default_field = default_field
        self._fields = fields
        self._options = options
        self._terms = LuceneTerms(ctx, options)
        # that of the type, for whatever stands in the text
        self._tie = kind_of_fields(options.type)[1] if options.tie_breaker is None else options.tie_breaker

    def build(self, tree: Group) -> Query:
        """Returns the (unrewritten) query of a whole tree."""
        query = self._group(tree)
        if query is None:
            return NO_TOKENS
        spec = self._options.minimum_should_match
        if spec is None or not isinstance(query, (BoolQuery, BooleanQuery)):
            return query
        if isinstance(query, BooleanQuery):
            return replace(query, minimum_should_match=required_matches(spec, len(query.should)) or None)
        if query.should or query.must:
            return replace(query, minimum_should_match=spec)
        # that there is something else than what is forbidden was said before the minimum
        return replace(query, filter=(MatchAllQuery(),), minimum_should_match=spec)

    def _group(self, group: Group) -> Query | None:
        found = _Clauses(self._options.default_and)
        first: Query | None = None
        for place, clause in enumerate(group.clauses):
            query = self._query(clause.node)
            if isinstance(clause.node, Words):
                found.add_words(query)
            else:
                found.add(clause, query)
            if place == 0 and not clause.modifier:
                first = query
        if len(found) == 1 and first is not None:
            return first
        return found.query()

    def _query(self, node: Node) -> Query | None:
        query = self._bare(node)
        return query if query is None or node.boost is None else query.boosted(node.boost)

    def _bare(self, node: Node) -> Query | None:
        if isinstance(node, Group):
            return self._group(node)
        if isinstance(node, Words):
            return self._text(node.field, unescape(node.image))
        if isinstance(node, Quoted):
            return self._phrase(node)
        if isinstance(node, Range):
            return self._range(node.field, node.low, node.high, node.includes_low, node.includes_high)
        if isinstance(node, Broken):
            raise node.error
        assert isinstance(node, Word)
        return self._word(node)

    def _word(self, node: Word) -> Query | None:
        field, image = node.field, node.image
        # wrong escapes are told of before anything else
        text = unescape(image)
        if node.kind in ("STAR", "WILDCARD"):
            return self._wildcard(field, image)
        if node.kind == "PREFIX":
            prefix = unescape(image[:-1])
            return self._each(field, lambda name: self._terms.prefix(name, prefix))
        if node.kind == "REGEXP":
            self._terms.check_regexp(image[1:-1])
            return self._each(field, lambda name: self._terms.regexp(name, image[1:-1]))
        if node.tilde is not None:
            fuzziness = Fuzziness.parse(node.tilde) if node.tilde else self._options.fuzziness
            edits = fuzziness.max_edits(text)
            return self._each(field, lambda name: self._terms.fuzzy(name, text, edits))
        return self._text(field, text)

    def _wildcard(self, field: str | None, pattern: str) -> Query | None:
        if pattern == "*" and field is not None:
            return MatchAllQuery() if field == "*" else ExistsQuery(field=field)
        return self._each(field, lambda name: self._terms.wildcard(name, pattern))

    def _range(
        self, field: str | None, low: str | None, high: str | None, includes_low: bool, includes_high: bool
    ) -> Query | None:
        low, high = (None if bound == "*" else bound for bound in (low, high))
        return self._each(field, lambda name: self._terms.range(name, low, high, includes_low, includes_high))

    def _text(self, field: str | None, text: str) -> Query | None:
        if field == _EXISTS:
            return ExistsQuery(field=text)
        if field is not None and len(text) > 1:
            if text[0] in "<>":
                return self._comparison(field, text)
            mapped = self._ctx.field(field)
            if mapped is not None and mapped.type.time_unit is not None and self._options.time_zone is not None:
                return self._range(field, text, text, True, True)
        options = replace(self._text_options(), slop=self._options.phrase_slop)
        return self._in_fields(self._fields_of(field, False), text, self._options.type, options, field)

    def _comparison(self, field: str, text: str) -> Query | None:
        """Returns the range of `>5`, `>=5`, `<5`, `<=5`; a text of two characters has one operator."""
        inclusive = len(text) > 2 and text[1] == "="
        bound = text[2:] if inclusive else text[1:]
        if text[0] == ">":
            return self._range(field, bound, None, inclusive, True)
        return self._range(field, None, bound, True, inclusive)

    def _phrase(self, node: Quoted) -> Query | None:
        text = unescape(node.text)
        if node.field == _EXISTS:
            return ExistsQuery(field=text)
        options = replace(self._text_options(), slop=_slop(node.tilde, self._options.phrase_slop))
        if self._options.quote_analyzer is not None:
            options = replace(options, analyzer=self._options.quote_analyzer)
        return self._in_fields(self._fields_of(node.field, True), text, "phrase", options, node.field)

    def _text_options(self) -> TextOptions:
        options = self._options
        return TextOptions(
            operator="and" if options.default_and else "or",
            analyzer=options.analyzer,
            lenient=options.lenient,
            synonym_phrases=options.synonym_phrases,
            position_increments=options.position_increments,
        )

    def _in_fields(
        self, fields: Sequence[FieldBoost], text: str, type: str, options: TextOptions, field: str | None
    ) -> Query | None:
        """Returns the query of a text in several fields, those that are not mapped left out."""
        mapped = tuple((name, boost) for name, boost in fields if self._ctx.field(name) is not None)
        if not mapped:
            return unmapped(field or ", ".join(name for name, _ in fields))
        options, tie = replace(options, type=kind_of_fields(type)[0]), self._tie
        if type == "cross_fields":
            query = cross_fields_query(text, mapped, options, tie, self._ctx)
            return None if query == NO_TOKENS else query
        found = [(text_query(name, text, options, self._ctx), boost) for name, boost in mapped]
        parts = tuple(query.boosted(boost) for query, boost in found if query != NO_TOKENS)
        return _best(parts, tie) if parts else None

    def _each(self, field: str | None, make: Callable[[str], Query | None]) -> Query | None:
        """Returns the best of one query per field; those that a field cannot answer match nothing if lenient."""
        fields = self._fields_of(field, False)
        if not fields:
            return unmapped(field or "")
        parts: list[Query] = []
        for name, boost in fields:
            query = self._leniently(name, make)
            if query is not None:
                parts.append(query.boosted(boost))
        return _best(tuple(parts), self._tie) if parts else None

    def _leniently(self, name: str, make: Callable[[str], Query | None]) -> Query | None:
        try:
            query = make(name)
            return None if query is None else query.rewrite(self._ctx)
        except DateBoundError as error:
            # here Elasticsearch creates the query that notices it
            return failed(name, ParseError(error.reason), self._options.lenient)
        except FindlingError as error:
            # what is wrong with the text itself is told in any case
            if isinstance(error, LuceneSyntaxError):
                raise
            return failed(name, error, self._options.lenient)

    def _fields_of(self, field: str | None, quoted: bool) -> tuple[FieldBoost, ...]:
        suffix = self._options.quote_field_suffix if quoted else ""
        if field is None:
            return quoted_fields(self._fields, suffix, self._ctx)
        if field == "*" == self._default_field:
            return self._fields
        return quoted_fields(fields_of_pattern(field, self._ctx), suffix, self._ctx)


class _Clauses:
    """The clauses of one group. Source: addClause and addMultiTermClauses of Lucene's QueryParserBase."""

    def __init__(self, default_and: bool) -> None:
        self._default_and = default_and
        self._found: list[tuple[str, Query]] = []

    def __len__(self) -> int:
        return len(self._found)

    def add(self, clause: Clause, query: Query | None) -> None:
        """Adds a clause; its conjunction says of the one before it whether it must match."""
        if self._found and self._found[-1][0] != "must_not":
            if clause.conjunction == "and":
                self._found[-1] = ("must", self._found[-1][1])
            elif self._default_and and clause.conjunction == "or":
                self._found[-1] = ("should", self._found[-1][1])
        if query is not None:
            self._found.append((self._kind(clause), query))

    def _kind(self, clause: Clause) -> str:
        if clause.modifier == "-":
            return "must_not"
        if self._default_and:
            return "should" if clause.conjunction == "or" else "must"
        return "must" if clause.modifier == "+" or clause.conjunction == "and" else "should"

    def add_words(self, query: Query | None) -> None:
        """Adds what several words have become, each as a clause of its own where they have become one."""
        kind = "must" if self._default_and else "should"
        if isinstance(query, BooleanQuery) and query.boost == 1.0:
            self._found += [(kind, part) for part in (*query.must, *query.should)]
        elif query is not None:
            self._found.append((kind, query))

    def query(self) -> Query | None:
        if not self._found:
            return None
        parts: dict[str, list[Query]] = {"must": [], "should": [], "must_not": []}
        for kind, query in self._found:
            parts[kind].append(query)
        return BoolQuery(must=tuple(parts["must"]), should=tuple(parts["should"]), must_not=tuple(parts["must_not"]))


def _best(parts: tuple[Query, ...], tie: float) -> Query:
    return parts[0] if len(parts) == 1 else DisMaxQuery(queries=parts, tie_breaker=tie)


def _slop(tilde: str | None, default: int) -> int:
    """Returns the slop that stands behind a phrase; what is no number says nothing."""
    if tilde is None:
        return default
    try:
        return max(min(int(float(tilde)), _LARGEST_SLOP), 0)
    except (ValueError, OverflowError):
        return default
