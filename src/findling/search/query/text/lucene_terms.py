"""What a term of Lucene's syntax becomes in one field: prefix, wildcard, regular expression, fuzzy term, range."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from findling.base.errors import IllegalArgumentError
from findling.search.query.base import Query
from findling.search.query.exists import ExistsQuery
from findling.search.query.field_terms import normalized_by, normalized_parts_by
from findling.search.query.fuzzy import FuzzyQuery
from findling.search.query.match_all import MatchNoneQuery, unmapped
from findling.search.query.prefix import PrefixQuery
from findling.search.query.range import RangeQuery
from findling.search.query.regexp import RegexpQuery
from findling.search.query.text.fuzziness import Fuzziness
from findling.search.query.text.lucene_tokens import LuceneSyntaxError
from findling.search.query.text.text_query import TextOptions, analyzed_prefix
from findling.search.query.wildcard import WildcardQuery

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField
    from findling.search.context import ShardContext
    from findling.search.query.text.lucene_options import LuceneOptions


# as in Elasticsearch, whether patterns make sense on a field is not asked where an analyzer is forced upon it
_WITHOUT_TEXTS: Final = MatchNoneQuery(reason="the field has no texts")


class LuceneTerms:
    """Each method returns an unrewritten query of one field; that of a field which is not mapped matches nothing."""

    def __init__(self, ctx: ShardContext, options: LuceneOptions) -> None:
        self._ctx = ctx
        self._options = options

    def _analyzer(self, field: MappedField) -> str | None:
        """Returns the analyzer by which query text is normalised; None leaves it as it is."""
        if self._options.analyzer is not None:
            return self._options.analyzer
        return field.search_analyzer if field.type.terms.analyzed else None

    def prefix(self, name: str, text: str) -> Query | None:
        """A term that begins with a text; analyzed: several words of which the last may be the beginning of one."""
        field, options = self._ctx.field(name), self._options
        if field is None:
            return unmapped(name)
        if not field.type.terms.analyzed:
            return PrefixQuery(field=name, value=text, rewrite_method=options.rewrite)
        if options.analyze_wildcard:
            words = TextOptions(operator="and" if options.default_and else "or")
            return analyzed_prefix(field, text, options.analyzer, words, options.rewrite, self._ctx)
        normalized = normalized_by(self._analyzer(field), text, self._ctx)
        return PrefixQuery(field=name, value=normalized, rewrite_method=options.rewrite)

    def wildcard(self, name: str, pattern: str) -> Query:
        """Terms that fit a pattern; `*` alone is whether the field has a value."""
        if pattern == "*":
            return ExistsQuery(field=name)
        field, options = self._ctx.field(name), self._options
        if field is None:
            return unmapped(name)
        if pattern[0] in "*?" and not options.allow_leading_wildcard:
            raise LuceneSyntaxError("'*' or '?' not allowed as first character in WildcardQuery")
        analyzed = field.type.terms.analyzed
        if analyzed or (options.analyzer is not None and options.analyze_wildcard):
            if not field.type.terms.characters:
                return _WITHOUT_TEXTS
            pattern = normalized_parts_by(self._analyzer(field), pattern, self._ctx)
        return WildcardQuery(field=name, value=pattern, rewrite_method=options.rewrite)

    def check_regexp(self, text: str) -> None:
        """Raises IllegalArgumentError for an expression longer than the index allows."""
        limit = self._ctx.setting("index.max_regex_length", 1_000)
        if len(text) > limit:
            raise IllegalArgumentError(
                f"The length of regex [{len(text)}] used in the [query_string] has exceeded the allowed maximum of "
                f"[{limit}]. This maximum can be set by changing the [index.max_regex_length] index level setting."
            )

    def regexp(self, name: str, text: str) -> Query:
        """Terms that fit a regular expression."""
        field = self._ctx.field(name)
        if field is None:
            return unmapped(name)
        if self._options.analyzer is not None and not field.type.terms.characters:
            return _WITHOUT_TEXTS
        normalized = normalized_by(self._options.analyzer, text, self._ctx)
        return RegexpQuery(field=name, value=normalized, rewrite_method=self._options.rewrite)

    def fuzzy(self, name: str, text: str, edits: int) -> Query:
        """Terms at most so many edits from a text."""
        field, options = self._ctx.field(name), self._options
        if field is None:
            return unmapped(name)
        return FuzzyQuery(
            field=name,
            value=normalized_by(self._analyzer(field), text, self._ctx),
            fuzziness=Fuzziness(edits),
            prefix_length=options.fuzzy_prefix_length,
            max_expansions=options.fuzzy_max_expansions,
            transpositions=options.fuzzy_transpositions,
        )

    def range(self, name: str, low: str | None, high: str | None, includes_low: bool, includes_high: bool) -> Query:
        """Values between two texts, None for an open end."""
        field = self._ctx.field(name)
        if field is None:
            return unmapped(name)
        analyzer = self._analyzer(field)
        low, high = (None if bound is None else normalized_by(analyzer, bound, self._ctx) for bound in (low, high))
        return RangeQuery(
            field=name,
            gte=low if includes_low else None,
            gt=None if includes_low else low,
            lte=high if includes_high else None,
            lt=None if includes_high else high,
            time_zone=self._options.time_zone if field.type.time_unit is not None else None,
        )
