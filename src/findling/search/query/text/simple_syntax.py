"""The syntax of simple_query_string: whatever does not make sense is passed over, nothing is an error.

`a b` `+` and `|` join what stands beside them, from left to right without precedence; `-a` forbids, `"a b"` is a
phrase, `a*` a prefix, `a~1` and `"a b"~1` allow edits and gaps, parentheses group, `\\` takes the next character as
it is. Behaves as Lucene's SimpleQueryParser.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntFlag
from typing import Final

from findling.search.query.base import Query
from findling.search.query.bool import BoolQuery
from findling.search.query.match_all import MatchAllQuery

MAX_EDITS: Final = 2
# the number of ~ without one
_DEFAULT_NUMBER: Final = 2
_MAX_INT: Final = 2**31 - 1


class Flag(IntFlag):
    """What of the syntax is understood; anything else is part of words."""

    AND = 1
    NOT = 2
    OR = 4
    PREFIX = 8
    PHRASE = 16
    PRECEDENCE = 32
    ESCAPE = 64
    WHITESPACE = 128
    FUZZY = 256
    NEAR = 512


ALL: Final = Flag(1023)

_OPERATORS: Final = {
    **dict.fromkeys("()", Flag.PRECEDENCE),
    **dict.fromkeys(" \t\n\r", Flag.WHITESPACE),
    '"': Flag.PHRASE,
    "+": Flag.AND,
    "|": Flag.OR,
    "-": Flag.NOT,
    "\\": Flag.ESCAPE,
    "~": Flag.FUZZY,
    "*": Flag.PREFIX,
}
# what a word ends at; a dash inside of one belongs to it
_DELIMITERS: Final = '()" \t\n\r+|'


@dataclass(frozen=True, slots=True)
class Leaf:
    """A word or phrase.

    number: edits of a word, slop of a phrase
    """

    text: str
    kind: str = "word"
    number: int = 0


MakeQuery = Callable[[Leaf], Query | None]


class SimpleSyntax:
    """Reads texts.

    flags: what is understood
    default_and: whether words side by side must all be there
    make: gives the query of a leaf; None for one of which analysis leaves nothing, which does not count
    """

    def __init__(self, flags: Flag, default_and: bool, make: MakeQuery) -> None:
        self._on = {char for char, flag in _OPERATORS.items() if flag in flags}
        self._near = Flag.NEAR in flags
        self._default = "must" if default_and else "should"
        self._make = make
        self._known: dict[str, dict[int, int]] = {}

    def parse(self, text: str) -> Query | None:
        """Returns the query of a text, None for one without a word."""
        return MatchAllQuery() if text.strip() == "*" else self._group(text)

    def _group(self, text: str) -> Query | None:
        tree, i = _Tree(self._default), 0
        while i < len(text):
            if text[i] == "-" and "-" in self._on:
                tree.negated = not tree.negated
                i += 1
                continue
            i = self._step(text, i, tree)
            # nothing may stand between the dash and what it forbids
            tree.negated = False
        return tree.query()

    def _step(self, text: str, i: int, tree: _Tree) -> int:
        """Reads what stands at `i` into the tree and returns where it ends."""
        char = text[i]
        if char not in self._on or char not in _DELIMITERS:
            return self._word(text, i, tree)
        if char == "(":
            return self._parentheses(text, i + 1, tree)
        if char == '"':
            return self._phrase(text, i + 1, tree)
        if char in "+|":
            tree.join("must" if char == "+" else "should")
        return i + 1

    def _parentheses(self, text: str, start: int, tree: _Tree) -> int:
        end = self._closings(text).get(start)
        if end is None:
            return start
        if end == start:
            tree.operator = None
        else:
            tree.add(self._group(text[start:end]))
        return end + 1

    def _closings(self, text: str) -> dict[int, int]:
        """Returns where the parentheses of a text close, by the place behind where they open: found once per text."""
        closed = self._known.get(text)
        if closed is None:
            closed = self._known[text] = {}
            opened: list[int] = []
            i = 0
            while i < len(text):
                if text[i] == "\\" and "\\" in self._on:
                    i += 1
                elif text[i] == "(":
                    opened.append(i + 1)
                elif text[i] == ")" and opened:
                    closed[opened.pop()] = i
                i += 1
        return closed

    def _phrase(self, text: str, start: int, tree: _Tree) -> int:
        end, chars = start, []
        while end < len(text) and text[end] != '"':
            if text[end] == "\\" and "\\" in self._on:
                end += 1
            chars.append(text[end : end + 1])
            end += 1
        if end >= len(text):
            return start
        slop = 0
        has_slop = self._near and text[end + 1 : end + 2] == "~"
        if end == start and not has_slop:
            tree.operator = None
            return end + 1
        if has_slop:
            end += 1
            if end + 1 < len(text):
                slop, end = self._number(text, end)
        tree.add(self._make(Leaf("".join(chars), "phrase", slop)))
        # as in Lucene, whatever stands behind the slop is passed over
        return end + 1

    def _word(self, text: str, i: int, tree: _Tree) -> int:
        chars, ends_in_star = [], False
        while i < len(text):
            char = text[i]
            if char == "\\" and "\\" in self._on:
                ends_in_star = False
                chars.append(text[i + 1 : i + 2])
                i += 2
                continue
            if self._ends_word(char) or (char == "~" and chars and "~" in self._on):
                break
            ends_in_star = char == "*" and bool(chars) and "*" in self._on
            chars.append(char)
            i += 1
        word = "".join(chars)
        if word and i < len(text) and text[i] == "~" and "~" in self._on:
            edits, i = self._number(text, i)
            tree.add(self._make(Leaf(word, "fuzzy" if edits else "word", min(edits, MAX_EDITS))))
        elif word:
            tree.add(self._make(Leaf(word[:-1], "prefix") if ends_in_star else Leaf(word)))
        return i

    def _number(self, text: str, i: int) -> tuple[int, int]:
        """Returns the number behind the ~ at `i`, 0 for what is none, and where it ends."""
        end = i + 1
        while end < len(text) and not self._ends_word(text[end]):
            end += 1
        digits = text[i + 1 : end]
        if not digits:
            return _DEFAULT_NUMBER, end
        number = int(digits) if re.fullmatch(r"[+-]?[0-9]{1,10}", digits) else 0
        return (number if 0 < number <= _MAX_INT else 0), end

    def _ends_word(self, char: str) -> bool:
        return char in _DELIMITERS and char in self._on


class _Tree:
    """What has been read of a group: parts that one operator joins, which become one part when another follows.

    operator: the one that was read since the last part
    """

    def __init__(self, default: str) -> None:
        self.operator: str | None = None
        self.negated = False
        self._default = default
        self._joined_by: str | None = None
        self._parts: list[Query] = []

    def join(self, operator: str) -> None:
        """Takes an operator; only the first between two parts counts."""
        if self.operator is None and self._parts:
            self.operator = operator

    def add(self, part: Query | None) -> None:
        """Takes a part."""
        if part is None:
            return
        if self.negated:
            part = BoolQuery(should=(MatchAllQuery(),), must_not=(part,))
        if self._parts:
            operator = self.operator or self._default
            if self._joined_by not in (None, operator):
                self._parts = [self._joined()]
            self._joined_by = operator
        self._parts.append(part)
        self.operator = None

    def query(self) -> Query | None:
        """Returns the query of everything."""
        if not self._parts:
            return None
        return self._parts[0] if len(self._parts) == 1 else self._joined()

    def _joined(self) -> Query:
        parts = tuple(self._parts)
        return BoolQuery(must=parts) if self._joined_by == "must" else BoolQuery(should=parts)
