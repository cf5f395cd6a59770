"""wildcard: terms that fit a pattern of `?` (one character) and `*` (any number of characters)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError, TooComplexError
from findling.base.pattern import ANY_CHARACTER, ANYTHING, Pattern, PatternAutomaton, character, sequence
from findling.base.wildcards import matches
from findling.kernels.terms import glob
from findling.search.automaton import MIN_LITERAL
from findling.search.parameters import TokenParameters, field_and_parameters
from findling.search.query.base import InnerParser, Query, register
from findling.search.query.exists import ExistsQuery
from findling.search.query.expensive import check_expensive_pattern
from findling.search.query.field_terms import normalized_parts, refuse_keyed, require_string_field
from findling.search.query.fitting_terms import FittingTermsQuery
from findling.search.query.match_all import unmapped
from findling.search.query.metadata import pattern_query
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
    from findling.codec.postings.terms import TermDictionary
    from findling.search.context import ShardContext


# found by asking Elasticsearch: ten times its limit
_MOST_EFFORT: Final = 100_000
_PART: Final = re.compile(r"[*?]|\\.|[^*?\\]+|\\", re.DOTALL)
# so few terms are matched faster than they are looked through for a literal
_FEW_TERMS: Final = 100
_SPECIALS: Final = {"?": glob.ANY_CHARACTER, "*": glob.ANYTHING}


@dataclass(frozen=True, kw_only=True)
class WildcardQuery(FittingTermsQuery):
    """The wildcard query of the query DSL."""

    field: str
    value: str
    case_insensitive: bool = False
    rewrite_method: str | None = None

    def rewrite(self, ctx: ShardContext) -> Query:
        special = pattern_query(self.field, self._fits, ctx, self.boost)
        if special is not None:
            return special
        field = ctx.field(self.field)
        if field is None:
            return unmapped(self.field, "wildcard")
        check_rewrite_method(self.rewrite_method)
        require_string_field(field, "wildcard", ctx)
        refuse_keyed(field, "wildcard")
        check_expensive_pattern("wildcard", field, ctx)
        if self.value == "*" and self.rewrite_method is None:
            return ExistsQuery(field=self.field, boost=self.boost).rewrite(ctx)
        if field.type.terms.encoded or field.type.key_prefix:
            return ShownTermsQuery(
                field=field.name,
                text=f"{self.value}{'i' if self.case_insensitive else ''}",
                shown=field.type.from_term,
                fits=self._fits,
                prefix=field.type.key_prefix,
                boost=self.boost,
            )
        # as in Elasticsearch, what is looked for in a text is taken as it is
        text = self.value if field.type.terms.analyzed else normalized_parts(field, self.value, ctx)
        query = WildcardTermsQuery(
            field=field.name, text=text, case_insensitive=self.case_insensitive, boost=self.boost
        )
        return rewritten(query, self.rewrite_method, ctx)

    def _fits(self, name: str) -> bool:
        if self.case_insensitive:
            return matches(self.value.lower(), name.lower())
        return matches(self.value, name)


@dataclass(frozen=True, kw_only=True)
class WildcardTermsQuery(MultiTermQuery):
    """Terms that fit `text`, whose literal parts are normalised."""

    text: str
    case_insensitive: bool = False

    def finder(self) -> TermFinder:
        parts = wildcard_parts(self.text)
        check_effort(parts)
        if not self.case_insensitive or self.text.isascii():
            return self._glob_finder(parts)
        expression = read_expression(_expression(self.text), self.case_insensitive)
        if expression is not None:
            return expression_finder(expression)
        return automaton_finder(PatternAutomaton(wildcard_pattern(self.text, True), source=self.text))

    def _glob_finder(self, parts: list[str | int]) -> TermFinder:
        literals = [part.encode() for part in parts if isinstance(part, str)]
        starts = bool(parts) and isinstance(parts[0], str) and not self.case_insensitive
        prefix, inner = (literals[0], literals[1:]) if starts else (b"", literals)
        longest = np.frombuffer(max(inner, key=len, default=b""), np.uint8)
        if len(longest) < MIN_LITERAL or self.case_insensitive:
            longest = longest[:0]
        pattern = _glob_pattern(parts, self.case_insensitive)

        def find(terms: TermDictionary) -> NDArray[np.int64]:
            low, high = terms.prefix_range(prefix) if prefix else (0, terms.n_terms)
            literal = longest if high - low >= _FEW_TERMS else longest[:0]
            found = np.empty(high - low, np.int64)
            return found[: glob.fitting_terms((terms.blob, terms.offsets), low, high, pattern, literal, found)]

        return find

    def describe(self) -> str:
        return f"{self.field}:{self.text}"


def _expression(text: str) -> str:
    """Returns the regular expression that a pattern stands for."""
    parts = re.findall(r"\\.|.|\\$", text, re.DOTALL)
    return "".join({"*": ".*", "?": "."}.get(part) or _taken(part[-1]) for part in parts)


def _taken(char: str) -> str:
    return char if char.isalnum() else f"\\{char}"


def wildcard_parts(text: str) -> list[str | int]:
    """Returns the literals of a wildcard text, and ANY_CHARACTER and ANYTHING between them.

    A backslash takes the next character as it is.
    """
    parts: list[str | int] = []
    for found in _PART.finditer(text):
        piece = found[0]
        if piece in ("*", "?"):
            parts.append(_SPECIALS[piece])
            continue
        literal = piece[-1] if piece[0] == "\\" else piece
        if parts and isinstance(parts[-1], str):
            parts[-1] += literal
        else:
            parts.append(literal)
    return parts


def _glob_pattern(parts: list[str | int], ignore_case: bool) -> NDArray[np.int16]:
    """Returns a pattern as the kernel takes it."""
    numbers: list[int] = []
    for part in parts:
        if isinstance(part, int):
            numbers.append(part)
        elif ignore_case:
            lower = part.lower()
            numbers += [ord(char) + (glob.EITHER_CASE if char.isalpha() else 0) for char in lower]
        else:
            numbers += part.encode()
    return np.array(numbers, np.int16)


def check_effort(parts: list[str | int]) -> None:
    """Raises TooComplexError for a pattern that Lucene would not determinize; here it would cost nothing.

    The states of the automaton are sets with every `*` that was passed; each `?` behind one doubles them at least.
    """
    effort = stars = transitions = states = 0
    for part in parts:
        size = len(part) if isinstance(part, str) else 1
        stars += part == glob.ANYTHING
        effort += size * stars * (2 if glob.ANY_CHARACTER in parts else 1)
        states, transitions = states + size, transitions + (3 if part == glob.ANYTHING else size)
    if effort >= _MOST_EFFORT:
        raise TooComplexError(
            f"Determinizing automaton with {states} states and {transitions - 2} transitions would require more than "
            "10000 effort."
        )


def wildcard_pattern(text: str, ignore_case: bool) -> Pattern:
    """Returns the pattern of a wildcard text; a backslash takes the next character as it is."""
    parts: list[Pattern] = []
    escaped = False
    for char in text:
        if escaped or char not in "*?\\":
            parts.append(character(char, ignore_case))
            escaped = False
        elif char == "\\":
            escaped = True
        elif char == "?":
            parts.append(ANY_CHARACTER)
        elif not parts or parts[-1] is not ANYTHING:
            parts.append(ANYTHING)
    if escaped:
        parts.append(character("\\", ignore_case))
    return sequence(*parts)


@register("wildcard")
def parse_wildcard(body: object, inner: InnerParser) -> Query:
    """Parses {"wildcard": {"user": {"value": "ki*y"}}}; `wildcard` is an old name of `value`."""
    field, parameters = field_and_parameters("wildcard", body, "value", TokenParameters)
    parameters.only("value", "wildcard", "rewrite", "case_insensitive")
    value = parameters.text("value")
    old = parameters.text("wildcard")
    value = value if value is not None else old
    if value is None:
        raise IllegalArgumentError("value cannot be null")
    query = WildcardQuery(
        field=field,
        value=value,
        case_insensitive=parameters.boolean("case_insensitive", False),
        rewrite_method=parameters.text_or_null("rewrite"),
        **parameters.common(),
    )
    parameters.finish()
    return query
