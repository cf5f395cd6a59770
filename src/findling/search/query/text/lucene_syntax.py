"""Lucene's query syntax, read by luqum, as clauses the way Lucene's classic parser groups them.

luqum gives AND precedence over OR; Lucene has none: AND and OR only say of the clauses beside them whether they must
match. So a luqum tree is laid flat into (conjunction, modifier, node) again, except where there are parentheses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from findling.base.errors import FindlingError
from findling.base.lazy import lazy_module

luqum_thread = lazy_module("luqum.thread")
luqum_tree = lazy_module("luqum.tree")
luqum_exceptions = lazy_module("luqum.exceptions")

# text in quotes, regular expressions and escaped characters stay as they are
_PROTECTED: Final = re.compile(
    r'"(?:\\.|[^"\\])*"|(?P<regexp>/(?:\\.|[^/\\])*/)|[\[{][^\[{\]}]*[\]}]|(?P<bare>[<>]=?[^\s)]*)|\\.|&&|\|\|'
    r"|(?<![^\s(])!(?=[^\s=])|(?P<slash>/.*)|(?P<boost>\^(?!\d+(?:\.\d+)?(?![\w.]))[^\s)]*)|(?P<sign>(?<=:)[+-])",
    re.DOTALL,
)
LONGEST_QUERY: Final = 32_768
"""Characters: the time that luqum takes grows with the square of the length."""
_SYMBOLS: Final = {"&&": " AND ", "||": " OR ", "!": " NOT "}


class LuceneSyntaxError(FindlingError):
    """Text that is no query."""

    type = "parse_exception"
    status = 400


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause.

    conjunction: "and" or "or" if such a word stands before it, else ""
    modifier: "+" required, "-" forbidden, else ""
    """

    node: Any
    conjunction: str = ""
    modifier: str = ""


def parse_lucene(text: str) -> object:
    """Returns luqum's tree of a query. Raises LuceneSyntaxError."""
    if len(text) > LONGEST_QUERY:
        raise LuceneSyntaxError(
            f"Cannot parse '{text[:100]}...': a query of [{len(text)}] characters is longer than [{LONGEST_QUERY}]"
        )
    normalized = _PROTECTED.sub(lambda found: _replacement(found, text), text)
    try:
        return luqum_thread.parse(normalized)
    except (luqum_exceptions.ParseError, ValueError) as error:
        raise LuceneSyntaxError(f"Cannot parse '{text}': {_fault(text, str(error))}") from None


def _replacement(found: re.Match[str], text: str) -> str:
    """Returns what stands for a piece of the text. Raises LuceneSyntaxError for what luqum lets pass and Lucene not."""
    piece = found[0]
    if found.lastgroup == "regexp":
        # a slash begins a regular expression also in the middle of a word
        return f" {piece} "
    if found.lastgroup == "slash":
        raise LuceneSyntaxError(
            f"Cannot parse '{text}': Lexical error at line 1, column {len(text) + 1}.  Encountered: <EOF> after prefix "
            f'"{piece}"'
        )
    if found.lastgroup == "boost":
        after = f'"{piece[1]}"' if len(piece) > 1 else "<EOF>"
        raise LuceneSyntaxError(
            f"Cannot parse '{text}': Lexical error at line 1, column {found.start() + 2}.  Encountered: {after}"
        )
    if found.lastgroup == "sign":
        raise LuceneSyntaxError(
            f'Cannot parse \'{text}\': Encountered " "{piece}" "{piece} "" at line 1, column {found.start()}.'
        )
    return _SYMBOLS.get(piece, piece)


def _fault(text: str, message: str) -> str:
    """Returns a parser's message in the words of Lucene's."""
    if "unexpected end of expression" in message:
        return f'Encountered "<EOF>" at line 1, column {len(text)}.'
    found = re.search(r"unexpected +'(.*)' at position (\d+)", message)
    return message if found is None else f'Encountered "{found[1]}" at line 1, column {found[2]}.'


def clauses_of(node: object) -> list[Clause]:
    """Returns the clauses that a tree stands for up to the next parentheses."""
    tree = luqum_tree
    if isinstance(node, tree.AndOperation):
        return _joined(node, "and")
    if isinstance(node, tree.OrOperation):
        return _joined(node, "or")
    if isinstance(node, tree.BaseOperation):
        return _joined(node, "")
    if isinstance(node, tree.Plus):
        return [Clause(node.a, modifier="+")]
    if isinstance(node, (tree.Not, tree.Prohibit)):
        return [Clause(node.a, modifier="-")]
    return [Clause(node)]


def _joined(node: Any, conjunction: str) -> list[Clause]:
    clauses: list[Clause] = []
    for i, child in enumerate(node.children):
        first, *rest = clauses_of(child)
        if i > 0 and conjunction:
            first = Clause(first.node, conjunction, first.modifier)
        clauses += [first, *rest]
    return clauses


def occurrences(clauses: list[Clause], default_and: bool) -> list[str]:
    """Returns "must", "should" or "must_not" for each clause (Lucene's QueryParserBase.addClause)."""
    found: list[str] = []
    for clause in clauses:
        if found and found[-1] != "must_not":
            if clause.conjunction == "and":
                found[-1] = "must"
            elif default_and and clause.conjunction == "or":
                found[-1] = "should"
        if clause.modifier == "-":
            found.append("must_not")
        elif default_and:
            found.append("should" if clause.conjunction == "or" and clause.modifier != "+" else "must")
        else:
            found.append("must" if clause.modifier == "+" or clause.conjunction == "and" else "should")
    return found


def unescape(text: str) -> str:
    """Returns text without its escaping backslashes."""
    return re.sub(r"\\(.)", r"\1", text)


def has_wildcard(text: str) -> bool:
    """Whether `*` or `?` stands in the text without a backslash before it."""
    return re.search(r"(?<!\\)(?:\\\\)*[*?]", text) is not None
