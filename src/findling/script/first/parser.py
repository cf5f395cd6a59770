"""From tokens to the tree: a parser by precedence (Pratt)."""

from collections.abc import Sequence
from typing import Final

from findling.script.first.faults import CompileFault, unsupported, wrong
from findling.script.first.lexer import Kind, Token, tokens_of
from findling.script.first.literals import WORDS, number_of, text_of
from findling.script.first.tree import Binary, Call, Cast, Conditional, Literal, Member, Name, Node, Unary
from findling.script.first.types import NAMED, STRING

MAX_NESTING: Final = 150
"""Levels of parentheses, and of nodes; a chain such as a || b || c has one level for each operator."""

_LEVELS: Final = (
    ("||",), ("&&",), ("==", "!=", "===", "!=="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "/", "%"),
)  # fmt: skip
_POWERS: Final = {operator: power for power, level in enumerate(_LEVELS, 2) for operator in level}
_CONDITIONAL: Final = 1
_PREFIX: Final = len(_LEVELS) + 2
_STRUCTURE: Final = frozenset("().,;:?!")
_STATEMENTS: Final = (
    *("if", "else", "while", "do", "for", "in", "continue", "break", "return"),
    *("new", "try", "catch", "throw", "this", "instanceof"),
)
_KEYWORDS: Final = frozenset((*_STATEMENTS, *NAMED))


def parse(source: str) -> Node:
    """Returns the tree of a script: one expression, after `return` or not. Raises CompileFault."""
    return _Parser(tokens_of(source)).script()


class _Parser:
    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._next = 0
        self._nesting = 0

    def script(self) -> Node:
        """Returns the only expression. Raises CompileFault."""
        if self._token.kind == "end":
            raise wrong("not all paths provide a return value for method [execute]", 0)
        if self._is("return"):
            self._take()
        node = self._expression(0)
        ended = self._is(";")
        while self._is(";"):
            self._take()
        if ended and self._tokens[self._next].kind != "end":
            raise unsupported("more than one statement", self._token.offset)
        self._take("end")
        return node

    @property
    def _token(self) -> Token:
        return self._tokens[self._next]

    def _is(self, text: str, ahead: int = 0) -> bool:
        token = self._tokens[min(self._next + ahead, len(self._tokens) - 1)]
        return token.text == text and token.kind in ("operator", "name")

    def _take(self, kind: Kind | None = None, text: str | None = None) -> Token:
        """Returns the next token and goes on. Raises CompileFault if it is not of this kind or text."""
        token = self._token
        if (kind is not None and token.kind != kind) or (text is not None and not self._is(text)):
            raise self._unexpected()
        self._next += 1
        return token

    def _unexpected(self) -> CompileFault:
        """Returns the fault of the next token, which cannot stand here."""
        token = self._token
        if token.kind == "end":
            return wrong("unexpected end of script.", token.offset)
        known = token.text in _STRUCTURE or token.text in _POWERS
        if (token.kind == "operator" and not known) or token.text in _KEYWORDS:
            return unsupported(token.text, token.offset)
        return wrong(f"invalid sequence of tokens near ['{token.text}'].", token.offset)

    def _expression(self, power: int) -> Node:
        """Returns the expression from here on, of operators that bind stronger than `power`."""
        self._nesting += 1
        self._check_depth(self._nesting, self._token.offset)
        node = self._postfix(self._prefix())
        while self._token.kind == "operator":
            if self._is("?") and power < _CONDITIONAL:
                node = self._conditional(node)
            elif _POWERS.get(self._token.text, 0) > power:
                node = self._binary(node)
            else:
                break
        self._nesting -= 1
        return node

    def _prefix(self) -> Node:
        token = self._token
        if token.kind == "number":
            return self._number(token.offset, negative=False)
        if token.kind == "string":
            return Literal(token.offset, token.offset, 1, text_of(self._take()), STRING)
        if token.kind == "name" and token.text not in _KEYWORDS:
            self._take()
            if token.text in WORDS:
                return Literal(token.offset, token.offset, 1, *WORDS[token.text])
            if self._is("("):
                raise unsupported(f"function {token.text}", token.offset)
            return Name(token.offset, token.offset, 1, token.text)
        if self._is("("):
            return self._parentheses()
        if token.kind == "operator" and token.text in ("!", "-", "+"):
            return self._unary()
        raise self._unexpected()

    def _number(self, start: int, negative: bool) -> Node:
        return Literal(start, start, 1, *number_of(self._take("number"), negative))

    def _unary(self) -> Node:
        token = self._take()
        if token.text == "-" and self._token.kind == "number":
            return self._number(token.offset, negative=True)
        operand = self._expression(_PREFIX)
        return Unary(token.offset, token.offset, self._deeper(operand), token.text, operand)

    def _parentheses(self) -> Node:
        opening = self._take()
        name = self._token.text
        if name in NAMED and self._is(")", ahead=1):
            self._next += 2
            operand = self._expression(_PREFIX)
            return Cast(opening.offset, opening.offset, self._deeper(operand), NAMED[name], operand)
        node = self._expression(0)
        self._take(text=")")
        return node

    def _binary(self, left: Node) -> Node:
        operator = self._take().text
        right = self._expression(_POWERS[operator])
        return Binary(left.start, left.start, self._deeper(left, right), operator, left, right)

    def _conditional(self, condition: Node) -> Node:
        self._take()
        yes = self._expression(0)
        self._take(text=":")
        no = self._expression(0)
        depth = self._deeper(condition, yes, no)
        return Conditional(condition.start, condition.start, depth, condition, yes, no)

    def _postfix(self, node: Node) -> Node:
        while self._is("."):
            point = self._take()
            name = self._take("name").text
            if self._is("("):
                arguments = self._arguments()
                depth = self._deeper(node, *arguments)
                node = Call(point.offset, node.start, depth, node, name, arguments)
            else:
                node = Member(point.offset, node.start, self._deeper(node), node, name)
        return node

    def _arguments(self) -> tuple[Node, ...]:
        self._take(text="(")
        arguments: list[Node] = []
        while not self._is(")"):
            if arguments:
                self._take(text=",")
            arguments.append(self._expression(0))
        self._take(text=")")
        return tuple(arguments)

    def _deeper(self, *parts: Node) -> int:
        """Returns the depth of a node of these parts. Raises CompileFault if that is too deep."""
        depth = 1 + max(part.depth for part in parts)
        self._check_depth(depth, parts[0].start)
        return depth

    def _check_depth(self, depth: int, offset: int) -> None:
        if depth > MAX_NESTING:
            raise wrong(f"script is nested more than [{MAX_NESTING}] levels deep", offset)
