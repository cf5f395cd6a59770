"""regexp: terms that fit a regular expression in Lucene's syntax."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from findling.base.errors import FindlingError, IllegalArgumentError
from findling.base.pattern import PatternAutomaton
from findling.base.regexp_syntax import parse_flags, parse_regexp
from findling.search.automaton import TermMatcher
from findling.search.parameters import Parameters, TokenParameters, field_and_parameters
from findling.search.query.base import InnerParser, Query, register
from findling.search.query.expensive import check_expensive_pattern
from findling.search.query.field_terms import normalized, refuse_keyed, require_string_field
from findling.search.query.fitting_terms import FittingTermsQuery
from findling.search.query.match_all import unmapped
from findling.search.query.primitive.expression_terms import expression_finder, read_expression
from findling.search.query.primitive.multi_term import (
    MultiTermQuery,
    TermFinder,
    automaton_finder,
    check_rewrite_method,
    rewritten,
)
from findling.search.query.primitive.shown_terms import ShownTermsQuery

if TYPE_CHECKING:
    from findling.kernels.terms.expression import Expression
    from findling.search.context import ShardContext

_MAX_STATES: Final = 10_000
_OPERATORS: Final = frozenset('.?+*|{}[]()"\\~<>&@#')


@dataclass(frozen=True, kw_only=True)
class RegexpQuery(FittingTermsQuery):
    """The regexp query of the query DSL."""

    field: str
    value: str
    flags: str = "ALL"
    case_insensitive: bool = False
    max_determinized_states: int = _MAX_STATES
    rewrite_method: str | None = None

    def rewrite(self, ctx: ShardContext) -> Query:
        check_regexp_length(self.value, ctx)
        check_rewrite_method(self.rewrite_method)
        field = ctx.field(self.field)
        if field is None:
            # as in Elasticsearch, the expression has to be one all the same
            parse_regexp(self.value, self.flags, self.case_insensitive)
            return unmapped(self.field)
        require_string_field(field, "regexp", ctx)
        refuse_keyed(field, "regexp")
        check_expensive_pattern("regexp", field, ctx)
        is_shown = field.type.terms.encoded or bool(field.type.key_prefix)
        value = self.value if field.type.terms.analyzed or is_shown else normalized(field, self.value, ctx)
        if is_shown:
            pattern = parse_regexp(value, self.flags, self.case_insensitive)
            automaton = PatternAutomaton(pattern, self.max_determinized_states, value)
            return ShownTermsQuery(
                field=field.name,
                text=f"/{value}/{self.flags}{'i' if self.case_insensitive else ''}",
                shown=field.type.from_term,
                fits=TermMatcher(automaton).accepts,
                prefix=field.type.key_prefix,
                boost=self.boost,
            )
        query = RegexpTermsQuery(
            field=field.name,
            value=value,
            flags=self.flags,
            case_insensitive=self.case_insensitive,
            max_states=self.max_determinized_states,
            boost=self.boost,
        )
        if query.expression() is None:
            parse_regexp(value, self.flags, self.case_insensitive)
        return rewritten(query, self.rewrite_method, ctx)


def check_regexp_length(value: str, ctx: ShardContext) -> None:
    """Raises IllegalArgumentError for an expression longer than the index allows."""
    limit = ctx.setting("index.max_regex_length", 1_000)
    if len(value) > limit:
        raise IllegalArgumentError(
            f"The length of regex [{len(value)}] used in the Regexp Query request has exceeded the allowed "
            f"maximum of [{limit}]. This maximum can be set by changing the [index.max_regex_length] index level "
            "setting."
        )


@dataclass(frozen=True, kw_only=True)
class RegexpTermsQuery(MultiTermQuery):
    """Terms that fit the expression as a whole."""

    value: str
    flags: str = "ALL"
    case_insensitive: bool = False
    max_states: int = _MAX_STATES

    def finder(self) -> TermFinder:
        expression = self.expression()
        if expression is not None:
            return expression_finder(expression)
        prefix = "" if self.case_insensitive else _literal_prefix(self.value)
        pattern = parse_regexp(self.value, self.flags, self.case_insensitive)
        return automaton_finder(PatternAutomaton(pattern, self.max_states, self.value), prefix.encode(), prefix)

    def expression(self) -> Expression | None:
        """Returns the expression read in the fast way, None if that cannot be."""
        if self.flags != "ALL" or self.max_states < _MAX_STATES:
            return None
        return read_expression(self.value, self.case_insensitive)

    def describe(self) -> str:
        return f"{self.field}:/{self.value}/"


def _literal_prefix(value: str) -> str:
    """Returns the characters that every match begins with; empty where alternatives or an optional one may differ."""
    if "|" in value or "&" in value:
        return ""
    end = next((i for i, char in enumerate(value) if char in _OPERATORS), len(value))
    if end < len(value) and value[end] in "?*{+":
        end -= 1
    return value[: max(end, 0)]


def _flags(parameters: Parameters) -> str:
    flags = parameters.text_or_null("flags") or "ALL"
    try:
        parse_flags(flags)
    except FindlingError as error:
        raise parameters.refused("flags", error) from None
    return flags


@register("regexp")
def parse_regexp_query(body: object, inner: InnerParser) -> Query:
    """Parses {"regexp": {"user": {"value": "k.*y"}}}."""
    field, parameters = field_and_parameters("regexp", body, "value", TokenParameters)
    parameters.only("value", "rewrite", "case_insensitive", "flags", "flags_value", "max_determinized_states")
    value = parameters.text_or_null("value")
    if value is None:
        raise IllegalArgumentError("value cannot be null")
    parameters.integer("flags_value", None)
    query = RegexpQuery(
        field=field,
        value=value,
        flags=_flags(parameters),
        case_insensitive=parameters.boolean("case_insensitive", False),
        max_determinized_states=parameters.integer("max_determinized_states", _MAX_STATES),
        rewrite_method=parameters.text_or_null("rewrite"),
        **parameters.common(),
    )
    parameters.finish()
    return query
