"""Patterns over characters (for wildcard and regexp queries) and their derivatives, which make them automata.

The derivative of a pattern by a character is the pattern of what may follow it (Brzozowski 1964); complement and
intersection come for free. Patterns are immutable and normalised as they are made, so that a pattern has few distinct
derivatives; these are the states of the automaton.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any, Final

from findling.base.errors import TooComplexError
from findling.base.work.current import check_work, current_costs

_LAST_CODE: Final = 0x10FFFF
_FIRST_BEYOND_ASCII: Final = "\x80"
# Lucene takes ten, and less time for each
_EFFORT: Final = 4
_MOST_OF_REQUEST: Final = 200_000
_MOST_NESTED: Final = 900


@dataclass(frozen=True)
class Pattern:
    """Base of all patterns."""

    def nullable(self) -> bool:
        """Whether the empty text matches."""
        return False

    def derive(self, char: str) -> Pattern:
        """Returns the pattern of the rest after `char`."""
        return NOTHING


@dataclass(frozen=True)
class _Nothing(Pattern):
    """Matches no text."""


@dataclass(frozen=True)
class _Empty(Pattern):
    """Matches the empty text."""

    def nullable(self) -> bool:
        return True


NOTHING: Final[Pattern] = _Nothing()
EMPTY: Final[Pattern] = _Empty()


@dataclass(frozen=True)
class Characters(Pattern):
    """Matches one character within (or, negated, outside) any of the ranges, both ends inclusive."""

    ranges: tuple[tuple[str, str], ...]
    negated: bool = False

    def derive(self, char: str) -> Pattern:
        inside = any(low <= char <= high for low, high in self.ranges)
        return EMPTY if inside != self.negated else NOTHING


ANY_CHARACTER: Final[Pattern] = Characters((), negated=True)


@dataclass(frozen=True)
class _Sequence(Pattern):
    first: Pattern
    rest: Pattern

    def nullable(self) -> bool:
        return self.first.nullable() and self.rest.nullable()

    def derive(self, char: str) -> Pattern:
        result = sequence(self.first.derive(char), self.rest)
        return either(result, self.rest.derive(char)) if self.first.nullable() else result


@dataclass(frozen=True)
class _Either(Pattern):
    options: frozenset[Pattern]

    def nullable(self) -> bool:
        return any(option.nullable() for option in self.options)

    def derive(self, char: str) -> Pattern:
        return either(*(option.derive(char) for option in self.options))


@dataclass(frozen=True)
class _Both(Pattern):
    parts: frozenset[Pattern]

    def nullable(self) -> bool:
        return all(part.nullable() for part in self.parts)

    def derive(self, char: str) -> Pattern:
        return both(*(part.derive(char) for part in self.parts))


@dataclass(frozen=True)
class _Not(Pattern):
    inner: Pattern

    def nullable(self) -> bool:
        return not self.inner.nullable()

    def derive(self, char: str) -> Pattern:
        return complement(self.inner.derive(char))


@dataclass(frozen=True)
class _Repeat(Pattern):
    """`inner` at least `low` times and at most `high` times; None: any number."""

    inner: Pattern
    low: int
    high: int | None

    def nullable(self) -> bool:
        return self.low == 0 or self.inner.nullable()

    def derive(self, char: str) -> Pattern:
        rest = repeat(self.inner, max(self.low - 1, 0), None if self.high is None else self.high - 1)
        return sequence(self.inner.derive(char), rest)


ANYTHING: Final[Pattern] = _Repeat(ANY_CHARACTER, 0, None)


def sequence(*parts: Pattern) -> Pattern:
    """Returns the parts one after another."""
    result = EMPTY
    for part in reversed(parts):
        if part is NOTHING or result is NOTHING:
            return NOTHING
        if part is EMPTY:
            continue
        if isinstance(part, _Sequence):
            result = _Sequence(part.first, sequence(part.rest, result))
        else:
            result = part if result is EMPTY else _Sequence(part, result)
    return result


def either(*options: Pattern) -> Pattern:
    """Returns the pattern that matches what any of the options does."""
    check_work()
    flat: set[Pattern] = set()
    for option in options:
        flat |= option.options if isinstance(option, _Either) else {option}
    flat.discard(NOTHING)
    if ANYTHING in flat:
        return ANYTHING
    if not flat:
        return NOTHING
    return flat.pop() if len(flat) == 1 else _Either(frozenset(flat))


def both(*parts: Pattern) -> Pattern:
    """Returns the pattern that matches what all of the parts do."""
    flat: set[Pattern] = set()
    for part in parts:
        flat |= part.parts if isinstance(part, _Both) else {part}
    flat.discard(ANYTHING)
    if NOTHING in flat:
        return NOTHING
    if not flat:
        return ANYTHING
    return flat.pop() if len(flat) == 1 else _Both(frozenset(flat))


def complement(inner: Pattern) -> Pattern:
    """Returns the pattern that matches what `inner` does not."""
    if inner is NOTHING:
        return ANYTHING
    if inner == ANYTHING:
        return NOTHING
    return inner.inner if isinstance(inner, _Not) else _Not(inner)


def repeat(inner: Pattern, low: int, high: int | None) -> Pattern:
    """Returns `inner` repeated `low` to `high` times (None: without end)."""
    if high == 0 or inner is EMPTY:
        return EMPTY
    if inner is NOTHING:
        return EMPTY if low == 0 else NOTHING
    if low == 1 and high == 1:
        return inner
    if isinstance(inner, _Repeat) and (low, high, inner.low, inner.high) == (0, None, 0, None):
        return inner
    return _Repeat(inner, low, high)


def literal(text: str, ignore_case: bool = False) -> Pattern:
    """Returns the pattern of one text."""
    return sequence(*(character(char, ignore_case) for char in text))


def character(char: str, ignore_case: bool = False) -> Pattern:
    """Returns the pattern of one character, in either case if asked for."""
    forms = {char}
    if ignore_case:
        # as Lucene: simple case mappings only, both ways
        forms |= {form for form in (char.lower(), char.upper()) if len(form) == 1}
    return Characters(tuple((form, form) for form in sorted(forms)))


class PatternAutomaton:
    """A pattern as automaton.

    max_states: more states than this, or four times as many patterns that they are alternatives of, raise
        TooComplexError, so that a hostile pattern cannot eat the memory
    """

    def __init__(self, pattern: Pattern, max_states: int = 10_000, source: str = "") -> None:
        self._start = pattern
        self._max_states = max_states
        self._source = source
        self._effort = 0
        self._states: set[Pattern] = {pattern}
        if _is_bomb(pattern):
            raise self._too_complex()
        self._edges = sorted({edge for ends in _ranges(pattern) for edge in (ends[0], _next_character(ends[1]))})

    @property
    def start(self) -> Any:
        return self._start

    def step(self, state: Any, char: str) -> Any:
        following = state.derive(char)
        if following is NOTHING:
            return None
        if following not in self._states:
            self._states.add(following)
            effort = len(following.options) if isinstance(following, _Either) else 1
            self._effort += effort
            costs = current_costs()
            if costs is not None:
                costs.states += effort
                if costs.states > _MOST_OF_REQUEST:
                    raise self._too_complex()
            if len(self._states) > self._max_states or self._effort > _EFFORT * self._max_states:
                raise self._too_complex()
        return following

    def _too_complex(self) -> TooComplexError:
        return TooComplexError(f"Determinizing {self._source} would require more than {self._max_states} effort.")

    def kind(self, char: str) -> int:
        return bisect_right(self._edges, char)

    def beyond_ascii(self) -> list[str]:
        """Returns one character of each kind that has characters beyond ASCII."""
        return [_FIRST_BEYOND_ASCII, *(edge for edge in self._edges if edge > _FIRST_BEYOND_ASCII)]

    def accepts(self, state: Any) -> bool:
        accepted: bool = state.nullable()
        return accepted


def _is_bomb(pattern: Pattern) -> bool:
    """Whether counted repetitions of each other stand for very many characters, so that each step would take long."""
    length, depth = _spelled_out(pattern)
    return depth > 1 and length > _MOST_NESTED


def _spelled_out(pattern: Pattern) -> tuple[int, int]:
    """Returns how many characters a pattern has with its repetitions written out, and how deep these are nested."""
    length = depth = 0
    while isinstance(pattern, _Sequence):
        more, deeper = _spelled_out(pattern.first)
        length, depth, pattern = length + more, max(depth, deeper), pattern.rest
    if isinstance(pattern, _Repeat):
        inner, nested = _spelled_out(pattern.inner)
        varies = pattern.high is not None and pattern.high > max(pattern.low, 1)
        return length + inner * max(pattern.high or pattern.low, 1), max(depth, nested + varies)
    if isinstance(pattern, (_Either, _Both)):
        parts = [_spelled_out(part) for part in (pattern.options if isinstance(pattern, _Either) else pattern.parts)]
        return length + sum(part for part, _ in parts), max(depth, *(nested for _, nested in parts))
    if isinstance(pattern, _Not):
        inner, nested = _spelled_out(pattern.inner)
        return length + inner, max(depth, nested)
    return length + 1, depth


def _next_character(char: str) -> str:
    return chr(min(ord(char) + 1, _LAST_CODE))


def _ranges(pattern: Pattern) -> Iterator[tuple[str, str]]:
    """Yields all ranges of characters that a pattern tells apart."""
    if isinstance(pattern, Characters):
        yield from pattern.ranges
        return
    for member in fields(pattern):
        value = getattr(pattern, member.name)
        for inner in value if isinstance(value, frozenset) else (value,):
            if isinstance(inner, Pattern):
                yield from _ranges(inner)
