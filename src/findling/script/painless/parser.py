"""Tokens to the tree of the grammar in data/painless.lark, by lark."""

from collections.abc import Collection, Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Final

from lark import Lark, Token, Tree, UnexpectedToken
from lark.lexer import Lexer

from findling.base.work.current import checked
from findling.script.painless.expectations import wanted_after
from findling.script.painless.problems import CompileFault, invalid
from findling.script.painless.scanner import scan, shown

Branch = Tree[Token]
_EVERY: Final = 64
"""So many tokens are parsed between two questions whether to go on."""


class _Tokens(Lexer):
    """The scanner as lark wants it."""

    def __init__(self, configuration: object) -> None:
        pass

    def lex(self, source: str) -> Iterator[Token]:  # type: ignore[override]
        for token in checked(scan(source), _EVERY):
            yield Token(token.kind, token.text, start_pos=token.start, end_pos=token.start + len(token.text))


@cache
def _parser() -> Lark:
    grammar = files("findling.script.painless").joinpath("data/painless.lark").read_text("utf-8")
    return Lark(
        grammar,
        parser="lalr",
        lexer=_Tokens,
        start="source",
        keep_all_tokens=True,
        maybe_placeholders=False,
        propagate_positions=True,
    )


def parse_tree(source: str) -> Branch:
    """Returns the tree of a source, all tokens in it. Raises CompileFault."""
    try:
        return _parser().parse(source)
    except UnexpectedToken as error:
        raise _unexpected(
            error.token, error.accepts or error.expected, list(scan_before(source, error.token))
        ) from None


def scan_before(source: str, end: Token) -> Iterator[str]:
    """Yields the kinds of the tokens before one."""
    for token in scan(source):
        if token.start >= (end.start_pos or 0):
            return
        yield token.kind


def _unexpected(token: Token, accepted: Collection[str], before: Sequence[str]) -> CompileFault:
    offset = token.start_pos or 0
    wanted = None if token.type == "$END" else wanted_after(before, accepted, token.type)
    if wanted is not None:
        return invalid(f"unexpected token ['{shown(token)}'] was expecting one of [{wanted}].", offset)
    if token.type in ("EOF", "$END"):
        return invalid("unexpected end of script.", offset, cause="NoViableAltException")
    return invalid(f"invalid sequence of tokens near ['{shown(token)}'].", offset, cause="NoViableAltException")
