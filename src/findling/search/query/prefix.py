"""prefix: terms that begin with a text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from findling.base.errors import IllegalArgumentError
from findling.base.pattern import ANY_CHARACTER, ANYTHING, PatternAutomaton, literal, sequence
from findling.search.parameters import TokenParameters, field_and_parameters
from findling.search.query.base import InnerParser, Query, register
from findling.search.query.constant_score import ConstantScoreQuery
from findling.search.query.expensive import PREFIX_ADVICE, check_expensive_pattern
from findling.search.query.field_terms import normalized, require_string_field
from findling.search.query.fitting_terms import FittingTermsQuery
from findling.search.query.match_all import unmapped
from findling.search.query.metadata import pattern_query
from findling.search.query.primitive.boolean import BooleanQuery
from findling.search.query.primitive.multi_term import (
    CONSTANT_METHODS,
    MultiTermQuery,
    TermFinder,
    automaton_finder,
    check_rewrite_method,
    rewritten,
)
from findling.search.query.primitive.shown_terms import ShownTermsQuery
from findling.search.query.primitive.term_weight import PostingsQuery
from findling.search.query.term import CaseInsensitiveTermQuery

if TYPE_CHECKING:
    from findling.mapping.beginnings import Beginnings
    from findling.search.context import ShardContext


def _check_length(value: str, ctx: ShardContext) -> None:
    """Raises IllegalArgumentError for a prefix longer than the index allows."""
    limit = ctx.setting("index.max_regex_length", 1_000)
    if len(value) > limit:
        raise IllegalArgumentError(
            f"The length of prefix [{len(value)}] used in the Prefix Query request has exceeded the allowed maximum of "
            f"[{limit}]. This maximum can be set by changing the [index.max_regex_length] index level setting."
        )


@dataclass(frozen=True, kw_only=True)
class PrefixQuery(FittingTermsQuery):
    """The prefix query of the query DSL."""

    field: str
    value: str
    case_insensitive: bool = False
    rewrite_method: str | None = None

    def rewrite(self, ctx: ShardContext) -> Query:
        special = pattern_query(self.field, self._is_prefix_of, ctx, self.boost)
        if special is not None:
            return special
        field = ctx.field(self.field)
        if field is None:
            return unmapped(self.field, "prefix")
        _check_length(self.value, ctx)
        check_rewrite_method(self.rewrite_method)
        require_string_field(field, "prefix", ctx)
        if field.type.terms.encoded:
            return ShownTermsQuery(
                field=field.name,
                text=f"{self.value}*{'i' if self.case_insensitive else ''}",
                shown=field.type.from_term,
                fits=self._is_prefix_of,
                boost=self.boost,
            )
        beginnings = field.type.beginnings
        if beginnings is not None and beginnings.serve(len(self.value)):
            return self._beginning(field.name, beginnings, ctx).boosted(self.boost).rewrite(ctx)
        check_expensive_pattern("prefix", field, ctx, PREFIX_ADVICE)
        # as in Elasticsearch, what is looked for in a text is taken as it is
        prefix = self.value if field.type.terms.analyzed else normalized(field, self.value, ctx)
        query = PrefixTermsQuery(
            field=field.name, prefix=prefix, case_insensitive=self.case_insensitive, boost=self.boost
        )
        return rewritten(query, self.rewrite_method, ctx)

    def _beginning(self, field: str, beginnings: Beginnings, ctx: ShardContext) -> Query:
        """Returns the query of a prefix that stands among the terms of `beginnings`, or is one character short."""
        name, text, ignore_case = beginnings.field, self.value, self.case_insensitive
        found: Query
        if len(text) < beginnings.shortest:
            longer = PrefixTermsQuery(field=name, prefix=text, case_insensitive=ignore_case, length=len(text) + 1)
            scored = rewritten(longer, self.rewrite_method, ctx)
            found = BooleanQuery(should=(scored, PostingsQuery(field=field, terms=(text.encode(),))))
        elif ignore_case:
            found = CaseInsensitiveTermQuery(field=name, text=text)
        else:
            found = PostingsQuery(field=name, terms=(text.encode(),))
        if self.rewrite_method in (None, *CONSTANT_METHODS):
            return ConstantScoreQuery(inner=found)
        check_rewrite_method(self.rewrite_method)
        return found

    def _is_prefix_of(self, name: str) -> bool:
        if self.case_insensitive:
            return name.lower().startswith(self.value.lower())
        return name.startswith(self.value)


@dataclass(frozen=True, kw_only=True)
class PrefixTermsQuery(MultiTermQuery):
    """Terms that begin with `prefix`, which is normalised; with a length, in characters, those of this length only."""

    prefix: str
    case_insensitive: bool = False
    length: int | None = None

    def finder(self) -> TermFinder:
        if self.length is not None:
            more = [ANY_CHARACTER] * (self.length - len(self.prefix))
            return automaton_finder(PatternAutomaton(sequence(literal(self.prefix, self.case_insensitive), *more)))
        if self.case_insensitive:
            return automaton_finder(PatternAutomaton(sequence(literal(self.prefix, ignore_case=True), ANYTHING)))
        prefix = self.prefix.encode()
        return lambda terms: range(*terms.prefix_range(prefix))

    def describe(self) -> str:
        return f"{self.field}:{self.prefix}*"


@register("prefix")
def parse_prefix(body: object, inner: InnerParser) -> Query:
    """Parses {"prefix": {"user": {"value": "ki"}}}."""
    field, parameters = field_and_parameters("prefix", body, "value", TokenParameters)
    parameters.only("value", "rewrite", "case_insensitive")
    value = parameters.text_or_null("value")
    if value is None:
        raise IllegalArgumentError("value cannot be null")
    query = PrefixQuery(
        field=field,
        value=value,
        case_insensitive=parameters.boolean("case_insensitive", False),
        rewrite_method=parameters.text_or_null("rewrite"),
        **parameters.common(),
    )
    parameters.finish()
    return query
