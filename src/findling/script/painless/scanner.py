"""Characters to tokens.

A slash begins a regular expression unless the token before it can end an operand. Behind a point only a name or digits
can follow, without blanks between.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from findling.script.painless.problems import CompileFault, invalid

KEYWORDS: Final = (
    "if", "in", "else", "while", "do", "for", "continue", "break", "return", "new", "try", "catch", "throw", "this",
    "instanceof",
)  # fmt: skip
_WORDS: Final = {
    "true": "TRUE", "false": "FALSE", "null": "NULL", "def": "DEF",
    **dict.fromkeys(["boolean", "byte", "short", "char", "int", "long", "float", "double"], "PRIMITIVE"),
    **{word: word.upper() for word in KEYWORDS},
}  # fmt: skip
_OPERATORS: Final = {
    "EQUALITY": "=== !== == !=", "RELATION": "<= >= < >", "SHIFT": ">>> << >>", "SIGN": "+ -", "STEP": "++ --",
    "PRODUCT": "* / %", "MATCH": "==~ =~", "NOT": "! ~", "BWAND": "&", "XOR": "^", "BWOR": "|", "AND": "&&", "OR": "||",
    "ASSIGN": "= += -= *= /= %= &= ^= |= <<= >>= >>>=", "ELVIS": "?:", "COND": "?", "COLON": ":", "NSDOT": "?.",
    "DOT": ".", "REF": "::", "ARROW": "->", "LP": "(", "RP": ")", "LBRACE": "[", "RBRACE": "]", "LBRACK": "{",
    "RBRACK": "}", "COMMA": ",", "SEMICOLON": ";",
}  # fmt: skip
_KINDS: Final = {text: kind for kind, texts in _OPERATORS.items() for text in texts.split()}
_SYMBOLS: Final = "|".join(re.escape(text) for text in sorted(_KINDS, key=len, reverse=True))
_BLANK: Final = re.compile(r"(?:[ \t\n\r]+|//[^\n\r]*(?:[\n\r]|\Z)|/\*.*?\*/)+", re.S)
_TOKEN: Final = re.compile(
    rf"""(?P<ID>[_a-zA-Z][_a-zA-Z0-9]*)
    |(?P<HEX>0[xX][0-9a-fA-F]+[lL]?)
    |(?P<OCTAL>0[0-7]+[lL]?)
    |(?P<DECIMAL>(?:0|[1-9][0-9]*)(?:\.[0-9]+(?:[eE][+-]?[0-9]+)?|[eE][+-]?[0-9]+)[fFdD]?)
    |(?P<INTEGER>(?:0|[1-9][0-9]*)[lLfFdD]?)
    |(?P<STRING>"(?:\\"|\\\\|[^\\"])*"|'(?:\\'|\\\\|[^\\'])*')
    |(?P<SYMBOL>{_SYMBOLS})""",
    re.X,
)
_REGEX: Final = re.compile(r"/(?:\\[^\n]|[^/\n])+?/[cilmsUux]*")
_AFTER_DOT: Final = re.compile(r"(?P<DOTINTEGER>0|[1-9][0-9]*)|(?P<DOTID>[_a-zA-Z][_a-zA-Z0-9]*)")
_OPERAND_ENDS: Final = frozenset({"RBRACE", "RP", "OCTAL", "HEX", "INTEGER", "DECIMAL", "ID", "DOTINTEGER", "DOTID"})


@dataclass(frozen=True, slots=True)
class Scanned:
    """A token: its kind, its text and where it starts."""

    kind: str
    text: str
    start: int


def scan(source: str) -> Iterator[Scanned]:
    """Yields the tokens, the last of kind EOF. Raises CompileFault."""
    at, before = 0, ""
    while True:
        if before not in ("DOT", "NSDOT"):
            blank = _BLANK.match(source, at)
            at = blank.end() if blank else at
        if at >= len(source):
            break
        token = _next(source, at, before)
        yield token
        at, before = at + len(token.text), token.kind
    yield Scanned("EOF", "<EOF>", len(source))


def _next(source: str, at: int, before: str) -> Scanned:
    if before in ("DOT", "NSDOT"):
        found = _AFTER_DOT.match(source, at)
        if found is None:
            raise _unexpected(source, at, at + 1)
        return Scanned(str(found.lastgroup), found[0], at)
    if source[at] == "/" and before not in _OPERAND_ENDS:
        return _regex(source, at)
    found = _TOKEN.match(source, at)
    if found is None:
        raise _unexpected(source, at, _end_of_unknown(source, at))
    text, kind = found[0], str(found.lastgroup)
    if kind == "ID":
        kind = _WORDS.get(text, "ID")
    elif kind == "SYMBOL":
        kind = _KINDS[text]
    return Scanned(kind, text, at)


def _regex(source: str, at: int) -> Scanned:
    found = _REGEX.match(source, at)
    if found is not None:
        return Scanned("REGEX", found[0], at)
    if source.startswith("/=", at):
        return Scanned("ASSIGN", "/=", at)
    end = source.find("\n", at)
    raise _unexpected(source, at, len(source) if end < 0 else end + 1)


def _end_of_unknown(source: str, at: int) -> int:
    """Returns how far the reading of a token went before it failed."""
    quote = source[at]
    if quote not in "'\"":
        return at + 1
    end = at + 1
    while end < len(source) and source[end] != quote:
        if source[end] == "\\":
            if source[end + 1 : end + 2] not in ("\\", quote):
                return min(end + 2, len(source))
            end += 1
        end += 1
    return len(source)


def _unexpected(source: str, start: int, end: int) -> CompileFault:
    text = source[start:end]
    message = f"unexpected character [{shown(text)}]."
    if text[0] in "'\"" and len(text) > 2 and text[-2] == "\\":
        valid = f"The only valid escape sequences in strings starting with [{text[0]}] are [\\\\] and [\\{text[0]}]."
        message = f"{message} {valid}"
    return invalid(message, start, cause="LexerNoViableAltException")


def shown(text: str) -> str:
    """Returns a text as errors show it."""
    return text.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
