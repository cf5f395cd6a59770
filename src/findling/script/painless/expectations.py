"""What the real parser says that it expects: it says so where just one thing can come, not where it has choices.

It chooses with all of what follows in view, so that inside of most brackets it only knows that nothing fits.
"""

from collections.abc import Collection, Sequence
from typing import Final

_OPENING: Final = frozenset({"LP", "LBRACE", "LBRACK"})
_CLOSING: Final = frozenset({"RP", "RBRACE", "RBRACK"})
_HEADS: Final = frozenset({"IF", "WHILE", "FOR", "ELSE"})
_TYPES: Final = frozenset({"DEF", "PRIMITIVE", "ID", "RBRACE", "DOTID"})
_ALONE: Final = {
    "CATCH": "'catch'", "WHILE": "'while'", "LP": "'('", "ID": "ID", "SEMICOLON": "';'", "RP": "')'", "LBRACK": "'{'",
    "COLON": "':'",
}  # fmt: skip
_END: Final = "{<EOF>, ';'}"


def wanted_after(before: Sequence[str], accepted: Collection[str], token: str) -> str | None:
    """Returns the text of what is expected, None where there are choices.

    before: kinds of the tokens so far; accepted: those that could follow; token: the one that does
    """
    if not before:
        return None
    opened = _innermost(before)
    head = before[opened - 1] if opened else None
    bracket = None if opened is None else before[opened]
    knows = bracket not in ("LP", "LBRACE") or (bracket == "LP" and head in (*_HEADS, "CATCH"))
    if len(accepted) == 1 and (knows or _declares(before, opened)):
        return _alone(before, next(iter(accepted)), token, bracket)
    if bracket == "LP":
        return _in_parentheses(before, accepted, head, opened or 0)
    if bracket == "LBRACE":
        return None
    return _in_statement(before, accepted, bracket)


def _alone(before: Sequence[str], only: str, token: str, bracket: str | None) -> str | None:
    ends = token == "EOF"
    if (ends and only == "ID" and bracket != "LP" and before[-1] != "COMMA") or before[-1] == "FOR":
        return None
    if only == "LBRACK" and before[-1] == "RBRACE":
        return None
    return _ALONE.get(only)


def _in_parentheses(before: Sequence[str], accepted: Collection[str], head: str | None, opened: int) -> str | None:
    if head == "CATCH" and before[-1] == "ID" and "ID" in accepted:
        return "ID"
    if _declares(before, opened) and (set(accepted) == {"COMMA", "RP"} or before[-1] == "LP"):
        return "')'"
    if head not in _HEADS or "COLON" in accepted or before[-1] == "LP":
        return None
    return next((shown for kind, shown in (("RP", "')'"), ("SEMICOLON", "';'")) if kind in accepted), None)


def _declares(before: Sequence[str], opened: int | None) -> bool:
    """Tells whether a bracket is that of a function's parameters."""
    return opened is not None and opened >= 2 and before[opened - 1] == "ID" and before[opened - 2] in _TYPES


def _in_statement(before: Sequence[str], accepted: Collection[str], bracket: str | None) -> str | None:
    if bracket is None and before[-1] in ("SEMICOLON", "RBRACK"):
        return "<EOF>"
    if set(before) <= {"ID", "DOT", "DOTID"}:
        return None
    declared = "LP" in accepted and "DOT" not in accepted and before[-1] != "RETURN"
    if {"SEMICOLON", "EOF"} <= set(accepted) and not declared:
        return _END if bracket is None or _beginning(before) in _HEADS else None
    return "':'" if "COLON" in accepted else None


def _beginning(kinds: Sequence[str]) -> str:
    """Returns the kind of the first token of the last statement."""
    depth = 0
    for at in range(len(kinds) - 1, -1, -1):
        depth += (kinds[at] in _CLOSING) - (kinds[at] in _OPENING)
        if depth < 0 or (depth == 0 and kinds[at] in ("SEMICOLON", "LBRACK")):
            return kinds[at + 1] if at + 1 < len(kinds) else ""
    return kinds[0]


def _innermost(kinds: Sequence[str]) -> int | None:
    """Returns the place of the innermost bracket that is open."""
    depth = 0
    for at in range(len(kinds) - 1, -1, -1):
        depth += (kinds[at] in _CLOSING) - (kinds[at] in _OPENING)
        if depth < 0:
            return at
    return None
