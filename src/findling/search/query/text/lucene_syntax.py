"""Lucene's query syntax: tokens to a tree, clause by clause as Lucene's classic parser reads them.

There is no precedence: AND and OR only say of the clauses beside them whether they must match. Which fields are meant
and what a text becomes is left to LuceneBuilder.
Source: the grammar of Lucene's classic QueryParser.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from findling.search.query.text.lucene_tokens import LuceneSyntaxError, Token, tokens_of, unescape

DEEPEST: Final = 100
"""So many parentheses may stand in each other."""
_TERMS: Final = ("TERM", "STAR", "PREFIX", "WILDCARD", "REGEXP", "BARE_OPERATOR")
# what cannot stand behind a word that is joined with the one before it
_NOT_AFTER_WORDS: Final = ("COLON", "STAR", "TILDE", "CARET", "AND", "OR")


@dataclass(frozen=True, slots=True)
class Node:
    """Part of a query. field: None for the default fields; boost: behind ^, None if there is none."""

    field: str | None
    boost: float | None


@dataclass(frozen=True, slots=True)
class Word(Node):
    """kind: of token; image: as it stands, with its escapes; tilde: what stands behind ~, None without one."""

    kind: str
    image: str
    tilde: str | None


@dataclass(frozen=True, slots=True)
class Words(Node):
    """Several words with nothing but blanks between them, which are analysed as one text."""

    image: str


@dataclass(frozen=True, slots=True)
class Quoted(Node):
    """A phrase; text: between the quotes, with its escapes."""

    text: str
    tilde: str | None


@dataclass(frozen=True, slots=True)
class Range(Node):
    """Bounds without their escapes, None for open ones."""

    low: str | None
    high: str | None
    includes_low: bool
    includes_high: bool


@dataclass(frozen=True, slots=True)
class Broken(Node):
    """Where a text stops being a query: what stands before it is looked at first, and may have errors of its own."""

    error: LuceneSyntaxError


@dataclass(frozen=True, slots=True)
class Group(Node):
    """What stands between parentheses, or the whole query."""

    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause; conjunction: the word before it."""

    node: Node
    conjunction: Literal["", "and", "or"] = ""
    modifier: Literal["", "+", "-"] = ""


def parse_lucene(text: str, default_field: str | None) -> Group:
    """Returns the tree of a query; what is wrong stands in it as a Broken."""
    return _Parser(text).query(default_field)


class _Parser:
    """Reads tokens from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = tokens_of(text)
        self._at = 0
        self._is_broken = False

    def query(self, field: str | None) -> Group:
        return self._ended(self._group(field, 0), "END")

    def _ended(self, group: Group, kind: str) -> Group:
        """Returns a group behind which a token has to stand; broken if it does not."""
        try:
            if not self._is_broken:
                self._expect(kind)
        except LuceneSyntaxError as error:
            return Group(group.field, None, (*group.clauses, self._broken(error)))
        return group

    def _broken(self, error: LuceneSyntaxError) -> Clause:
        self._is_broken = True
        return Clause(Broken(None, None, error))

    def _peek(self, ahead: int = 0) -> str:
        place = self._at + ahead
        if place >= len(self._tokens):
            return "END"
        token = self._tokens[place]
        if token.error is not None:
            raise token.error
        return token.kind

    def _next(self) -> Token:
        token = self._tokens[self._at]
        self._at += 1
        return token

    def _expect(self, *kinds: str) -> Token:
        if self._peek() not in kinds:
            raise self._unexpected()
        return self._next()

    def _unexpected(self) -> LuceneSyntaxError:
        token = self._tokens[self._at]
        shown = token.image if token.kind == "END" else f' "{token.kind}" "{token.image} "'
        return LuceneSyntaxError(f"Cannot parse '{self._text}': Encountered \"{shown}\" at line 1, column {token.at}.")

    def _group(self, field: str | None, depth: int) -> Group:
        clauses: list[Clause] = []
        try:
            while not self._is_broken and (not clauses or self._peek() not in ("END", "RIGHT")):
                clauses.append(self._next_clause(field, depth, bool(clauses)))
        except LuceneSyntaxError as error:
            clauses.append(self._broken(error))
        return Group(field, None, tuple(clauses))

    def _next_clause(self, field: str | None, depth: int, is_joined: bool) -> Clause:
        if self._words_follow():
            return Clause(self._words(field))
        conjunction: Literal["", "and", "or"] = ""
        if is_joined and self._peek() in ("AND", "OR"):
            conjunction = "and" if self._next().kind == "AND" else "or"
        modifier: Literal["", "+", "-"] = ""
        if self._peek() in ("PLUS", "MINUS", "NOT"):
            modifier = "+" if self._next().kind == "PLUS" else "-"
        return Clause(self._clause(field, depth), conjunction, modifier)

    def _words_follow(self) -> bool:
        return self._peek() == "TERM" and self._peek(1) == "TERM" and self._peek(2) not in _NOT_AFTER_WORDS

    def _words(self, field: str | None) -> Words:
        images = [self._next().image]
        while self._peek() == "TERM" and self._peek(1) not in _NOT_AFTER_WORDS:
            images.append(self._next().image)
        return Words(field, None, " ".join(images))

    def _clause(self, field: str | None, depth: int) -> Node:
        if self._peek(1) == "COLON" and self._peek() in ("TERM", "STAR"):
            token = self._next()
            self._next()
            field = "*" if token.kind == "STAR" else unescape(token.image)
        if self._peek() == "LEFT":
            self._next()
            if depth == DEEPEST:
                reason = f"Cannot parse '{self._text[:100]}': more than [{DEEPEST}] parentheses in each other"
                raise LuceneSyntaxError(reason)
            group = self._ended(self._group(field, depth + 1), "RIGHT")
            return group if self._is_broken else Group(field, self._boost(), group.clauses)
        if self._peek() in ("RANGE_FROM", "RANGE_ABOVE"):
            return self._range(field)
        token = self._expect("QUOTED", *_TERMS)
        boost, tilde = self._boost_and_tilde()
        if token.kind == "QUOTED":
            return Quoted(field, boost, token.image[1:-1], tilde)
        image = token.image[0] if token.kind == "BARE_OPERATOR" else token.image
        return Word(field, boost, token.kind, image, tilde)

    def _boost_and_tilde(self) -> tuple[float | None, str | None]:
        """Reads what may stand behind a term, in either order."""
        boost = self._boost()
        tilde = self._next().image[1:] if self._peek() == "TILDE" else None
        return (self._boost() if boost is None and tilde is not None else boost), tilde

    def _boost(self) -> float | None:
        if self._peek() != "CARET":
            return None
        self._next()
        return float(self._expect("NUMBER").image)

    def _range(self, field: str | None) -> Range:
        includes_low = self._next().kind == "RANGE_FROM"
        low = self._bound()
        self._expect("TO")
        high = self._bound()
        includes_high = self._expect("RANGE_TO", "RANGE_BELOW").kind == "RANGE_TO"
        return Range(field, self._boost(), low, high, includes_low, includes_high)

    def _bound(self) -> str | None:
        token = self._expect("BOUND", "RANGE_QUOTED", "TO")
        text = unescape(token.image[1:-1] if token.kind == "RANGE_QUOTED" else token.image)
        return None if text == "*" else text
