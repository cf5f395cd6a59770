"""The tokens of Lucene's query syntax.

Source: the token definitions of Lucene's classic QueryParser. The longest token counts, of equally long ones the first
that is listed. What may stand behind `^` and between brackets is read by rules of its own.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from findling.base.errors import FindlingError


class LuceneSyntaxError(FindlingError):
    """Text that is no query."""

    type = "parse_exception"
    status = 400


class Token(NamedTuple):
    """kind: name of the rule; image: the text as it stands; at: where it begins; error: what is wrong in its place."""

    kind: str
    image: str
    at: int
    error: LuceneSyntaxError | None = None


_BLANKS: Final = " \t\n\r　"
_START: Final = rf'(?:[^{_BLANKS}+\-!():^\[\]"{{}}~*?\\/]|\\.)'
_INNER: Final = rf'(?:[^{_BLANKS}!():^\[\]"{{}}~*?\\/]|\\.)'


def _compiled(*rules: tuple[str, str]) -> list[tuple[str, re.Pattern[str]]]:
    return [(kind, re.compile(rule, re.DOTALL)) for kind, rule in rules]


_RULES: Final = {
    "default": _compiled(
        ("AND", "AND|&&"),
        ("OR", r"OR|\|\|"),
        ("NOT", "NOT|!"),
        ("PLUS", r"\+"),
        ("MINUS", "-"),
        ("BARE_OPERATOR", rf"[+\-!][{_BLANKS}]"),
        ("LEFT", r"\("),
        ("RIGHT", r"\)"),
        ("COLON", ":"),
        ("STAR", r"\*"),
        ("CARET", r"\^"),
        ("QUOTED", r'"(?:[^"\\]|\\.)*"'),
        ("TERM", f"{_START}{_INNER}*"),
        ("TILDE", f"~{_INNER}*"),
        ("PREFIX", rf"{_START}{_INNER}*\*"),
        ("WILDCARD", rf"(?:{_START}|[*?])(?:{_INNER}|[*?])*"),
        ("REGEXP", r"/(?:\\/|[^/])*/"),
        ("RANGE_FROM", r"\["),
        ("RANGE_ABOVE", r"\{"),
    ),
    "boost": _compiled(("NUMBER", r"[0-9]+(?:\.[0-9]+)?")),
    "range": _compiled(
        ("TO", "TO"),
        ("RANGE_TO", r"\]"),
        ("RANGE_BELOW", r"\}"),
        ("RANGE_QUOTED", r'"(?:\\"|[^"])+"'),
        ("BOUND", r"[^ \]}]+"),
    ),
}
_STATES: Final = {
    "CARET": "boost",
    "NUMBER": "default",
    "RANGE_FROM": "range",
    "RANGE_ABOVE": "range",
    "RANGE_TO": "default",
    "RANGE_BELOW": "default",
}


def tokens_of(text: str) -> list[Token]:
    """Returns the tokens of a text, an END last; where something is none, an error is the last."""
    found: list[Token] = []
    state, at = "default", 0
    while at < len(text):
        if state != "boost" and text[at] in _BLANKS:
            at += 1
            continue
        token = _longest(state, text, at)
        if token is None:
            break
        found.append(token)
        state = _STATES.get(token.kind, state)
        at += len(token.image)
    wrong = at < len(text) or state == "boost"
    error = LuceneSyntaxError(f"Cannot parse '{text}': {_fault(state, text, at)}") if wrong else None
    found.append(Token("END", "<EOF>", at, error))
    return found


def _longest(state: str, text: str, at: int) -> Token | None:
    best: Token | None = None
    for kind, rule in _RULES[state]:
        match = rule.match(text, at)
        if match is not None and (best is None or len(match[0]) > len(best.image)):
            best = Token(kind, match[0], at)
    return best


def _fault(state: str, text: str, at: int) -> str:
    """Returns what is wrong in the words of Lucene's lexer."""
    if state == "default" and text[at] in '"/\\':
        # what begins here never ends
        return f'Lexical error at line 1, column {len(text) + 1}.  Encountered: <EOF> after prefix "{text[at:]}"'
    shown = f'"{text[at]}" ({ord(text[at])}), after prefix ""' if at < len(text) else '<EOF> after prefix ""'
    return f"Lexical error at line 1, column {at + 1}.  Encountered: {shown}"


def unescape(text: str) -> str:
    r"""Returns text without its escaping backslashes, `\uXXXX` as the character. Raises LuceneSyntaxError."""
    if "\\" not in text:
        return text
    found, at = [], 0
    while at < len(text):
        char = text[at]
        at += 1
        if char != "\\":
            found.append(char)
            continue
        if at == len(text):
            raise LuceneSyntaxError("Term can not end with escape character.")
        if text[at] != "u":
            found.append(text[at])
            at += 1
            continue
        digits = text[at + 1 : at + 5]
        wrong = re.search("[^0-9a-fA-F]", digits)
        if wrong is not None:
            raise LuceneSyntaxError(f"Non-hex character in Unicode escape sequence: {wrong[0]}")
        if len(digits) < 4:
            raise LuceneSyntaxError("Truncated unicode escape sequence.")
        found.append(chr(int(digits, 16)))
        at += 5
    return "".join(found)
