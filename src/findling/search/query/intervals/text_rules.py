"""Rules that look for terms: match, prefix, wildcard, regexp, fuzzy, range."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from findling.base.errors import IllegalArgumentError, XContentParseError
from findling.base.json_values import json_token
from findling.search.parameters import ObjectParameters
from findling.search.query.field_terms import normalized_by, require_positions
from findling.search.query.fuzzy import FuzzyTermsQuery
from findling.search.query.intervals.analyzed_source import analyzed_source
from findling.search.query.intervals.combined_sources import FieldSource, any_of
from findling.search.query.intervals.filters import Filter, parse_filter
from findling.search.query.intervals.interval_source import FittingTermsSource, IntervalSource, TermSource
from findling.search.query.intervals.rules import Rule, required, rule
from findling.search.query.prefix import PrefixTermsQuery
from findling.search.query.primitive.term_range import TermRangeQuery
from findling.search.query.regexp import RegexpTermsQuery
from findling.search.query.text.analyzed_text import analyze
from findling.search.query.text.fuzziness import AUTO, Fuzziness
from findling.search.query.wildcard import WildcardTermsQuery

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField
    from findling.search.context import ShardContext


@dataclass(frozen=True, kw_only=True)
class TextRule(Rule):
    """Base of the rules that have terms of their own.

    analyzer: None is the field's; one that does not exist is as none
    use_field: the field to look at in place of the query's
    """

    analyzer: str | None = None
    use_field: str | None = None

    def other_fields(self) -> Iterator[str]:
        if self.use_field is not None:
            yield self.use_field

    def source(self, field: MappedField, name: str, ctx: ShardContext) -> IntervalSource:
        if self.use_field is None:
            return self.found(field, name, ctx)
        return FieldSource(self.use_field, self.found(self.looked_at(field, ctx), self.use_field, ctx))

    def looked_at(self, field: MappedField, ctx: ShardContext) -> MappedField:
        """Returns the field of `use_field`, else the query's."""
        other = field if self.use_field is None else ctx.field(self.use_field)
        assert other is not None, "looked up before"
        return other

    @abstractmethod
    def found(self, field: MappedField, name: str, ctx: ShardContext) -> IntervalSource:
        """Returns the source in a field; arguments as for `source`."""

    def known_analyzer(self, ctx: ShardContext) -> str | None:
        """Returns the name of the rule's analyzer if there is one of that name."""
        if self.analyzer is None:
            return None
        try:
            ctx.analysis.analyzer(self.analyzer)
        except IllegalArgumentError:
            return None
        return self.analyzer

    def normalized(self, field: MappedField, text: str, ctx: ShardContext) -> str:
        """Returns text of the query as the terms of the field are. Raises IllegalArgumentError if it has none."""
        check_intervals(field)
        return normalized_by(self.known_analyzer(ctx) or field.search_analyzer, text, ctx)


def check_intervals(field: MappedField) -> None:
    """Raises IllegalArgumentError if there are no intervals in a field."""
    if not field.type.terms.intervals:
        raise IllegalArgumentError(
            f"Can only use interval queries on text fields - not on [{field.name}] which is of type [{field.type_name}]"
        )
    require_positions(field, f"Cannot create intervals over field [{field.name}] with no positions indexed")


@dataclass(frozen=True, kw_only=True)
class MatchRule(TextRule):
    """The words of a text."""

    query: str
    max_gaps: int = -1
    ordered: bool = False
    filter: Filter | None = None

    def source(self, field: MappedField, name: str, ctx: ShardContext) -> IntervalSource:
        found = super().source(field, name, ctx)
        # as in Elasticsearch, the filter's texts are analysed as those of `use_field`, and looked for in the query's
        return found if self.filter is None else self.filter.filtered(found, self.looked_at(field, ctx), name, ctx)

    def found(self, field: MappedField, name: str, ctx: ShardContext) -> IntervalSource:
        if not field.type.terms.intervals:
            check_intervals(field)
        text = analyze(field, self.query, ctx, self.known_analyzer(ctx))
        if text.tokens:
            check_intervals(field)
        return analyzed_source(name, text, self.max_gaps, self.ordered)


@rule("match")
def parse_match(parameters: ObjectParameters) -> Rule:
    """Parses {"match": {"query": "hot water", "max_gaps": 10, "ordered": true}}."""
    query = parameters.text("query")
    members: dict[str, Any] = {
        "max_gaps": parameters.integer("max_gaps", -1),
        "ordered": parameters.boolean("ordered", False),
        "filter": parse_filter(parameters),
        **_common(parameters),
    }
    return MatchRule(query=required(parameters, "query", query), **members)


@dataclass(frozen=True, kw_only=True)
class PrefixRule(TextRule):
    """Terms that begin with a text."""

    prefix: str

    def found(self, field: MappedField, name: str, ctx: ShardContext) -> IntervalSource:
        prefix = self.normalized(field, self.prefix, ctx)
        beginnings, length = field.type.beginnings, len(prefix.encode())
        if beginnings is None:
            return FittingTermsSource(PrefixTermsQuery(field=name, prefix=prefix), f"{prefix}*")
        if length > beginnings.longest:
            return FittingTermsSource(PrefixTermsQuery(field=name, prefix=prefix), f"{prefix}*", 128)
        term = prefix.encode()
        if length >= beginnings.shortest:
            return FieldSource(beginnings.field, TermSource(beginnings.field, term))
        pattern = prefix + "?" * (beginnings.shortest - length)
        longer = FittingTermsSource(WildcardTermsQuery(field=beginnings.field, text=pattern), pattern)
        return any_of([FieldSource(beginnings.field, longer), TermSource(name, term)])


@rule("prefix")
def parse_prefix(parameters: ObjectParameters) -> Rule:
    """Parses {"prefix": {"prefix": "out"}}."""
    prefix, common = parameters.text("prefix"), _common(parameters)
    return PrefixRule(prefix=required(parameters, "prefix", prefix), **common)


@dataclass(frozen=True, kw_only=True)
class WildcardRule(TextRule):
    """Terms that fit a pattern of `?` and `*`."""

    pattern: str

    def found(self, field: MappedField, name: str, ctx: ShardContext) -> IntervalSource:
        pattern = self.normalized(field, self.pattern, ctx)
        return FittingTermsSource(WildcardTermsQuery(field=name, text=pattern), pattern)


@rule("wildcard")
def parse_wildcard(parameters: ObjectParameters) -> Rule:
    """Parses {"wildcard": {"pattern": "out?ide*"}}."""
    pattern, common = parameters.text("pattern"), _common(parameters)
    return WildcardRule(pattern=required(parameters, "pattern", pattern), **common)


@dataclass(frozen=True, kw_only=True)
class RegexpRule(TextRule):
    """Terms that fit a regular expression."""

    pattern: str

    def found(self, field: MappedField, name: str, ctx: ShardContext) -> IntervalSource:
        pattern = self.normalized(field, self.pattern, ctx)
        query = RegexpTermsQuery(field=name, value=pattern)
        query.finder()  # refuses what is no expression
        return FittingTermsSource(query, pattern)


@rule("regexp")
def parse_regexp(parameters: ObjectParameters) -> Rule:
    """Parses {"regexp": {"pattern": "out.*"}}."""
    pattern, common = parameters.text("pattern"), _common(parameters)
    return RegexpRule(pattern=required(parameters, "pattern", pattern), **common)


@dataclass(frozen=True, kw_only=True)
class FuzzyRule(TextRule):
    """Terms within some edits of a term."""

    term: str
    prefix_length: int = 0
    transpositions: bool = True
    fuzziness: Fuzziness = AUTO

    def found(self, field: MappedField, name: str, ctx: ShardContext) -> IntervalSource:
        word = self.normalized(field, self.term, ctx)
        if self.prefix_length < 0:
            raise IllegalArgumentError("prefixLength cannot be negative.")
        query = FuzzyTermsQuery(
            field=name,
            word=word,
            max_edits=self.fuzziness.max_edits(self.term),
            prefix_length=self.prefix_length,
            transpositions=self.transpositions,
        )
        return FittingTermsSource(query, word)


@rule("fuzzy")
def parse_fuzzy(parameters: ObjectParameters) -> Rule:
    """Parses {"fuzzy": {"term": "outsid", "fuzziness": 1}}."""
    term = parameters.text("term")
    members: dict[str, Any] = {
        "prefix_length": parameters.integer("prefix_length", 0),
        "transpositions": parameters.boolean("transpositions", True),
        "fuzziness": _fuzziness(parameters),
        **_common(parameters),
    }
    return FuzzyRule(term=required(parameters, "term", term), **members)


def _fuzziness(parameters: ObjectParameters) -> Fuzziness:
    value = parameters.take("fuzziness")
    if isinstance(value, (dict, list)):
        raise parameters.wrong_token("fuzziness", value)
    return parameters.read("fuzziness", _read_fuzziness, AUTO)


def _read_fuzziness(value: object) -> Fuzziness:
    if value is None or isinstance(value, bool):
        raise IllegalArgumentError(f"Can't parse fuzziness on token: [{json_token(value)}]")
    return Fuzziness.parse(int(value) if isinstance(value, float) else value)


@dataclass(frozen=True, kw_only=True)
class RangeRule(TextRule):
    """Terms between two others."""

    low: str
    high: str
    include_low: bool
    include_high: bool

    def found(self, field: MappedField, name: str, ctx: ShardContext) -> IntervalSource:
        low, high = (self.normalized(field, text, ctx) for text in (self.low, self.high))
        query = TermRangeQuery(
            field=name,
            low=low.encode(),
            high=high.encode(),
            include_low=self.include_low,
            include_high=self.include_high,
        )
        return FittingTermsSource(query, f"{{{low},{high}}}")


@rule("range")
def parse_range(parameters: ObjectParameters) -> Rule:
    """Parses {"range": {"gte": "a", "lt": "c"}}."""
    gte, gt, lte, lt = (parameters.text(name) for name in ("gte", "gt", "lte", "lt"))
    common = _common(parameters)
    parameters.finish()
    for one, other, names in ((gte, gt, ("gte", "gt")), (lte, lt, ("lte", "lt"))):
        if (one is None) == (other is None):
            cause = IllegalArgumentError(f"Either [{names[0]}] or [{names[1]}], one of them must be provided")
            raise XContentParseError("Failed to build [range] after last required field arrived") from cause
    return RangeRule(
        low=gte if gte is not None else gt or "",
        high=lte if lte is not None else lt or "",
        include_low=gte is not None,
        include_high=lte is not None,
        **common,
    )


def _common(parameters: ObjectParameters) -> dict[str, Any]:
    return {"analyzer": parameters.text("analyzer"), "use_field": parameters.text("use_field")}
