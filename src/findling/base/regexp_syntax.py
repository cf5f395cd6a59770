"""Lucene's regular expression syntax, read into a Pattern; always anchored at both ends.

Operators: | & (intersection) ~ (complement) ? * + {n,m} [...] . # (nothing) @ (anything) "..." <n-m> (...) and \\d
\\D \\s \\S \\w \\W. Source: Lucene's RegExp class documentation.
"""

from __future__ import annotations

from typing import Final

from findling.base import pattern
from findling.base.errors import IllegalArgumentError, NumberFormatError
from findling.base.pattern import Characters, Pattern

_FLAG_NAMES: Final = {
    "INTERSECTION": "&",
    "COMPLEMENT": "~",
    "EMPTY": "#",
    "ANYSTRING": "@",
    "INTERVAL": "<",
}
_ALL: Final = frozenset("&~#@<")
_CLASSES: Final = {
    "d": (("0", "9"),),
    "s": ((" ", " "), ("\n", "\n"), ("\r", "\r"), ("\t", "\t")),
    "w": (("0", "9"), ("A", "Z"), ("_", "_"), ("a", "z")),
}
_MAX_REPEAT: Final = 32_000
_MOST_DIGITS: Final = 10
_DIGIT: Final = Characters((("0", "9"),))


def parse_flags(flags: str) -> frozenset[str]:
    """Returns the optional operators of a text such as "COMPLEMENT|INTERVAL". Raises IllegalArgumentError."""
    enabled: set[str] = set()
    for given in filter(None, flags.split("|")):
        name = given.upper()
        if name == "ALL":
            return _ALL
        if name in ("NONE", ""):
            continue
        if name not in _FLAG_NAMES:
            raise IllegalArgumentError(f"Unknown regexp flag [{given}]")
        enabled.add(_FLAG_NAMES[name])
    return frozenset(enabled)


def parse_regexp(source: str, flags: str = "ALL", ignore_case: bool = False) -> Pattern:
    """Returns the pattern of a regular expression. Raises IllegalArgumentError."""
    reader = _Reader(source, parse_flags(flags), ignore_case)
    if not source:
        return pattern.EMPTY
    result = reader.union()
    if reader.more():
        raise reader.error("end-of-string expected")
    return result


class _Reader:
    """A recursive descent reader of one expression; methods from the loosest operator to the tightest."""

    def __init__(self, source: str, flags: frozenset[str], ignore_case: bool) -> None:
        self.source = source
        self.at = 0
        self._flags = flags
        self._ignore_case = ignore_case

    def more(self) -> bool:
        return self.at < len(self.source)

    def error(self, what: str) -> IllegalArgumentError:
        return IllegalArgumentError(f"{what} at position {self.at}")

    def peek(self, chars: str) -> bool:
        return self.more() and self.source[self.at] in chars

    def take(self, char: str) -> bool:
        if not self.peek(char):
            return False
        self.at += 1
        return True

    def next(self) -> str:
        if not self.more():
            raise IllegalArgumentError("unexpected end-of-string")
        self.at += 1
        return self.source[self.at - 1]

    def union(self) -> Pattern:
        result = self.intersection()
        while self.take("|"):
            result = pattern.either(result, self.intersection())
        return result

    def intersection(self) -> Pattern:
        result = self.concatenation()
        while "&" in self._flags and self.take("&"):
            result = pattern.both(result, self.concatenation())
        return result

    def concatenation(self) -> Pattern:
        parts = [self.repetition()]
        while self.more() and not self.peek(")|") and not ("&" in self._flags and self.peek("&")):
            parts.append(self.repetition())
        return pattern.sequence(*parts)

    def repetition(self) -> Pattern:
        result = self.complement()
        while self.peek("?*+{"):
            if self.take("?"):
                result = pattern.repeat(result, 0, 1)
            elif self.take("*"):
                result = pattern.repeat(result, 0, None)
            elif self.take("+"):
                result = pattern.repeat(result, 1, None)
            else:
                self.at += 1
                result = self._counted(result)
        return result

    def _counted(self, inner: Pattern) -> Pattern:
        low = self._integer()
        high: int | None = low
        if self.take(","):
            high = None if self.peek("}") else self._integer()
        if not self.take("}"):
            raise self.error("expected '}'")
        if high is not None and low > high:
            raise IllegalArgumentError(f"invalid repetition range(out of order): {low}..{high}")
        if max(low, high or 0) > _MAX_REPEAT:
            raise IllegalArgumentError(f"repetition of more than {_MAX_REPEAT} is too complex")
        return pattern.repeat(inner, low, high)

    def _integer(self) -> int:
        start = self.at
        while self.peek("0123456789"):
            self.at += 1
        if start == self.at:
            raise self.error("integer expected")
        digits = self.source[start : self.at]
        if int(digits[-_MOST_DIGITS:]) >= 1 << 31 or len(digits.lstrip("0")) > _MOST_DIGITS:
            raise NumberFormatError.of(digits)
        return int(digits)

    def complement(self) -> Pattern:
        if "~" in self._flags and self.take("~"):
            return pattern.complement(self.complement())
        return self.character_class()

    def character_class(self) -> Pattern:
        if not self.take("["):
            return self.simple()
        negated = self.take("^")
        ranges: list[tuple[str, str]] = []
        while not ranges or not self.peek("]"):
            if ranges and not self.more():
                raise self.error("expected ']'")
            ranges += self._range()
        self.at += 1
        return Characters(tuple(sorted(self._cased(ranges))), negated)

    def _range(self) -> list[tuple[str, str]]:
        if self.peek("\\") and self.source[self.at + 1 : self.at + 2] in _CLASSES:
            self.at += 2
            return list(_CLASSES[self.source[self.at - 1]])
        low = self._escaped()
        if not self.peek("-"):
            return [(low, low)]
        self.at += 1
        high = self._escaped()
        if low > high:
            raise IllegalArgumentError(f"invalid range: from ({ord(low)}) cannot be > to ({ord(high)})")
        return [(low, high)]

    def _cased(self, ranges: list[tuple[str, str]]) -> list[tuple[str, str]]:
        if not self._ignore_case:
            return ranges
        both = list(ranges)
        for low, high in ranges:
            both += [(low.lower(), high.lower()), (low.upper(), high.upper())] if low.isalpha() else []
        return [(low, high) for low, high in both if len(low) == len(high) == 1]

    def _escaped(self) -> str:
        self.take("\\")
        return self.next()

    def simple(self) -> Pattern:
        char = self.next()
        if char == ".":
            return pattern.ANY_CHARACTER
        if char in self._flags and char in "#@<":
            return self._optional_operator(char)
        if char == '"':
            return self._quoted()
        if char == "(":
            return self._group()
        if char == "\\":
            return self._escape()
        return pattern.character(char, self._ignore_case)

    def _escape(self) -> Pattern:
        char = self.next()
        if char.lower() in _CLASSES:
            return Characters(_CLASSES[char.lower()], negated=char.isupper())
        return pattern.character(char, self._ignore_case)

    def _optional_operator(self, char: str) -> Pattern:
        if char == "#":
            return pattern.NOTHING
        return pattern.ANYTHING if char == "@" else self._interval()

    def _quoted(self) -> Pattern:
        end = self.source.find('"', self.at)
        if end < 0:
            self.at = len(self.source)
            raise self.error("expected '\"'")
        text, self.at = self.source[self.at : end], end + 1
        return pattern.literal(text, self._ignore_case)

    def _group(self) -> Pattern:
        if self.take(")"):
            return pattern.EMPTY
        result = self.union()
        if not self.take(")"):
            raise self.error("expected ')'")
        return result

    def _interval(self) -> Pattern:
        end = self.source.find(">", self.at)
        if end < 0:
            self.at = len(self.source)
            raise self.error("expected '>'")
        low, dash, high = self.source[self.at : end].partition("-")
        if not dash:
            raise IllegalArgumentError(f"'{low}' not found")
        self.at = end
        for number in (low, high):
            if not number.isdecimal() or int(number[:_MOST_DIGITS]) >= 1 << 31 or len(number) > _MOST_DIGITS:
                cause = NumberFormatError.of(number)
                raise self.error("interval syntax error") from cause
        self.at += 1
        width = len(low) if len(low) == len(high) else 0
        first, last = sorted((int(low), int(high)))
        if width:
            return _numbers(f"{first:0{width}d}", f"{last:0{width}d}")
        # without a fixed width a number may have any zeros in front
        sizes = range(len(str(first)), len(str(last)) + 1)
        bounds = ((max(first, 10 ** (size - 1) if size > 1 else 0), min(last, 10**size - 1)) for size in sizes)
        numbers = pattern.either(*(_numbers(str(least), str(most)) for least, most in bounds))
        return pattern.sequence(pattern.repeat(pattern.literal("0"), 0, None), numbers)


def _numbers(low: str, high: str) -> Pattern:
    """Returns the pattern of the numbers from low to high, all with as many digits."""
    if not low:
        return pattern.EMPTY
    n = len(low) - 1
    if low[0] == high[0]:
        return pattern.sequence(pattern.literal(low[0]), _numbers(low[1:], high[1:]))
    options = [
        pattern.sequence(pattern.literal(low[0]), _numbers(low[1:], "9" * n)),
        pattern.sequence(pattern.literal(high[0]), _numbers("0" * n, high[1:])),
    ]
    between = chr(ord(low[0]) + 1), chr(ord(high[0]) - 1)
    if between[0] <= between[1]:
        options.append(pattern.sequence(Characters((between,)), pattern.repeat(_DIGIT, n, n)))
    return pattern.either(*options)
