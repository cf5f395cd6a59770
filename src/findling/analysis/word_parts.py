"""Splits a term into words and numbers, for the word delimiter filters. Source: Lucene's WordDelimiterIterator."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from findling.base.errors import IllegalArgumentError

LOWER: Final = 1
UPPER: Final = 2
DIGIT: Final = 4
DELIMITER: Final = 8
ALPHA: Final = LOWER | UPPER
ALPHANUM: Final = ALPHA | DIGIT

_NAMES: Final = {
    "LOWER": LOWER,
    "UPPER": UPPER,
    "ALPHA": ALPHA,
    "DIGIT": DIGIT,
    "ALPHANUM": ALPHANUM,
    "SUBWORD_DELIM": DELIMITER,
}
_CATEGORIES: Final = {
    "Lu": UPPER,
    "Ll": LOWER,
    **dict.fromkeys(("Lt", "Lm", "Lo", "Mn", "Me", "Mc"), ALPHA),
    **dict.fromkeys(("Nd", "Nl", "No"), DIGIT),
}
# in the first 256 characters Lucene goes by Java's isLowerCase, isUpperCase and isDigit
_LATIN: Final = {**dict.fromkeys("ªº", LOWER), **dict.fromkeys("²³¹¼½¾", DELIMITER)}
_RULE: Final = re.compile(r"(.*)\s*=>\s*(.*)\s*", re.DOTALL)
_ESCAPE: Final = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_ESCAPED: Final = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}


class WordPart(NamedTuple):
    """A word or number within a term, in characters.

    type: ALPHA, DIGIT or ALPHANUM
    single: nothing but delimiters and a possessive stand around it
    """

    start: int
    end: int
    type: int
    single: bool


def is_alpha(kind: int) -> bool:
    return kind & ALPHA != 0


def is_digit(kind: int) -> bool:
    return kind & DIGIT != 0


def parse_type_table(rules: Sequence[str]) -> dict[str, int]:
    """Returns the types that rules such as `$ => DIGIT` give to characters. Raises IllegalArgumentError."""
    table: dict[str, int] = {}
    for rule in rules:
        match = _RULE.fullmatch(rule)
        if match is None:
            raise IllegalArgumentError(f"Invalid Mapping Rule : [{rule}]")
        char, name = _ESCAPE.sub(_unescaped, match[1].strip()), match[2].strip()
        if len(char) != 1:
            raise IllegalArgumentError(f"Invalid Mapping Rule : [{rule}]. Only a single character is allowed.")
        if name not in _NAMES:
            raise IllegalArgumentError(f"Invalid Mapping Rule : [{rule}]. Illegal type.")
        table[char] = _NAMES[name]
    return table


def _unescaped(match: re.Match[str]) -> str:
    escape = match[1]
    return chr(int(escape[1:], 16)) if len(escape) > 1 else _ESCAPED.get(escape, escape)


@dataclass(frozen=True)
class WordSplitter:
    """Finds the words and numbers of terms.

    types: given to characters by the filter's type table; empty if it has none
    """

    split_on_case_change: bool = True
    split_on_numerics: bool = True
    stem_english_possessive: bool = True
    types: Mapping[str, int] = field(default_factory=dict)

    def parts(self, term: str) -> list[WordPart]:
        """Returns the words and numbers of a term in order; empty if it has only delimiters."""
        kinds = [self._type(char) for char in term]
        first, last = 0, len(kinds)
        while first < last and kinds[first] & DELIMITER:
            first += 1
        while last > first and kinds[last - 1] & DELIMITER:
            last -= 1
        # a possessive at the very end stays outside of a single word, but within the bounds
        whole_end = last - 2 if self._possessive(term, kinds, last, last) else last
        found = []
        for start, end in self._spans(term, kinds, first, last):
            kind = ALPHA if kinds[start] in (LOWER, UPPER) else kinds[start]
            found.append(WordPart(start, end, kind, (start, end) == (first, whole_end)))
        return found

    def _spans(self, term: str, kinds: list[int], start: int, last: int) -> Iterator[tuple[int, int]]:
        while True:
            while start < last and kinds[start] & DELIMITER:
                start += 1
            if start >= last:
                return
            end = start + 1
            while end < last and not self._is_break(kinds[end - 1], kinds[end]):
                end += 1
            yield start, end
            start = end + 2 if end < last - 1 and self._possessive(term, kinds, end + 2, last) else end

    def _type(self, char: str) -> int:
        if char in self.types:
            return self.types[char]
        if char > "\uffff":
            return ALPHANUM  # its surrogates are never split
        if not self.types and char in _LATIN:
            return _LATIN[char]
        return _CATEGORIES.get(unicodedata.category(char), DELIMITER)

    def _is_break(self, before: int, kind: int) -> bool:
        if kind & before:
            return False
        if is_alpha(before) and is_alpha(kind):
            return self.split_on_case_change and not before & UPPER
        numeric = (is_alpha(before) and is_digit(kind)) or (is_digit(before) and is_alpha(kind))
        return self.split_on_numerics or not numeric

    def _possessive(self, term: str, kinds: list[int], end: int, last: int) -> bool:
        """Tells whether an 's of a word ends here."""
        return (
            self.stem_english_possessive
            and end > 2
            and term[end - 2] == "'"
            and term[end - 1] in "sS"
            and is_alpha(kinds[end - 3])
            and (end == last or kinds[end] & DELIMITER != 0)
        )
