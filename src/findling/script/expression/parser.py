"""From the text of an expression to its tree: a parser by precedence (Pratt)."""

import re
from dataclasses import dataclass
from typing import Final

from findling.script.expression.tree import BINARY, FUNCTIONS, UNARY, Applied, Constant, Node, Variable, choose

_NAME: Final = r"[A-Za-z_$][A-Za-z0-9_$]*"
_PART: Final = rf"{_NAME}(?:\[(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|[0-9]+)\])*"
_TOKEN: Final = re.compile(
    rf"\s*(?:(?P<number>0[xX][0-9A-Fa-f]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?P<name>{_PART}(?:\.{_PART})*)"
    r"|(?P<operator>>>>|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%!~<>&|^?:(),]))"
)
_DEEPEST: Final = 100


class ExpressionFault(Exception):
    """A text that is no expression. offset: where; java: class of the exception below, None if there is none"""

    def __init__(self, reason: str, offset: int, java: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.offset = offset
        self.java = java


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    offset: int


def parse_expression(source: str) -> Node:
    """Returns the tree. Raises ExpressionFault."""
    return _Parser(source, _tokens(source)).whole()


def _tokens(source: str) -> list[_Token]:
    found, place = [], 0
    while place < len(source.rstrip()):
        match = _TOKEN.match(source, place)
        if match is None:
            at = place + len(source[place:]) - len(source[place:].lstrip())
            line, column = source.count("\n", 0, at) + 1, at - source.rfind("\n", 0, at) - 1
            reason = f"unexpected character '{source[at]}' on line ({line}) position ({column})"
            raise ExpressionFault(reason, at, "lexer_no_viable_alt_exception")
        kind = match.lastgroup or ""
        found.append(_Token(kind, match[kind], match.start(kind)))
        place = match.end()
    return [*found, _Token("end", "<EOF>", len(source))]


class _Parser:
    def __init__(self, source: str, tokens: list[_Token]) -> None:
        self._source = source
        self._tokens = tokens
        self._next = 0
        self._depth = 0

    @property
    def _token(self) -> _Token:
        return self._tokens[self._next]

    def whole(self) -> Node:
        """Returns the tree of all tokens. Raises ExpressionFault."""
        node = self._conditional()
        if self._token.kind != "end":
            raise self._unexpected()
        return node

    def _unexpected(self, expected: str = "") -> ExpressionFault:
        token = self._token
        if token.kind == "end" and not expected:
            return ExpressionFault("unexpected end of expression", token.offset, "no_viable_alt_exception")
        line = self._source.count("\n", 0, token.offset) + 1
        where = f"on line ({line}) position ({token.offset})"
        wanted = f" was expecting one of {expected}" if expected else ""
        return ExpressionFault(f"unexpected token '{token.text}' {where}{wanted}", token.offset)

    def _take(self, text: str, name: str = "") -> None:
        if self._token.text != text:
            raise self._unexpected(name)
        self._next += 1

    def _conditional(self) -> Node:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise ExpressionFault("expression is nested too deeply", self._token.offset)
        condition = self._binary(0)
        if self._token.text == "?":
            self._next += 1
            yes = self._conditional()
            self._take(":", "COLON")
            condition = Applied(choose, (condition, yes, self._conditional()))
        self._depth -= 1
        return condition

    def _binary(self, power: int) -> Node:
        left = self._unary()
        while self._token.kind == "operator" and self._token.text in BINARY:
            own, function = BINARY[self._token.text]
            if own <= power:
                break
            self._next += 1
            left = Applied(function, (left, self._binary(own)))
        return left

    def _unary(self) -> Node:
        token = self._token
        if token.kind == "operator" and token.text in UNARY:
            self._next += 1
            return Applied(UNARY[token.text], (self._unary(),))
        if token.text == "(" and token.kind == "operator":
            self._next += 1
            node = self._conditional()
            self._take(")", "RP")
            return node
        if token.kind == "number":
            self._next += 1
            return Constant(_number(token.text))
        if token.kind != "name":
            raise self._unexpected()
        self._next += 1
        is_call = self._token.text == "(" and self._token.kind == "operator"
        return self._call(token) if is_call else Variable(_normal(token.text), token.offset)

    def _call(self, token: _Token) -> Node:
        self._take("(")
        arguments: list[Node] = []
        while self._token.text != ")":
            if arguments:
                self._take(",", "RP, COMMA")
            arguments.append(self._conditional())
        self._take(")")
        if "." in token.text or "[" in token.text:
            return Variable(f"{_normal(token.text)}()", token.offset)
        text = self._source[token.offset : self._tokens[self._next - 1].offset + 1]
        if token.text not in FUNCTIONS:
            reason = f"Invalid expression '{text}': Unrecognized function call ({token.text})."
            raise ExpressionFault(reason, token.offset)
        count, function = FUNCTIONS[token.text]
        if count != len(arguments):
            raise ExpressionFault(
                f"Invalid expression '{text}': Expected ({count}) arguments for function call ({token.text}), but "
                f"found ({len(arguments)}).",
                token.offset,
            )
        return Applied(function, tuple(arguments))


def _number(text: str) -> float:
    if text[:2] in ("0x", "0X"):
        return float(int(text, 16))
    if text.isdigit() and text.startswith("0") and len(text) > 1 and set(text) <= set("01234567"):
        return float(int(text, 8))
    return float(text)


def _normal(text: str) -> str:
    """Returns a variable with single quotes."""
    return re.sub(r'\["((?:[^"\\]|\\.)*)"\]', r"['\1']", text)
