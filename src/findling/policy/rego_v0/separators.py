"""Puts a semicolon where only a line's end keeps two expressions apart, and other engines than OPA see a call."""

from typing import Final

from findling.policy.rego_v0.edits import Edit
from findling.policy.rego_v0.tokens import Tokens

_CLOSING: Final = frozenset((")", "]", "}"))


def separate(tokens: Tokens) -> list[Edit]:
    """Returns the edits for lines of bodies that begin with a parenthesis, behind one that ends with a value."""
    edits: list[Edit] = []
    inside: list[str] = []
    for i, token in enumerate(tokens):
        if token.text == "(" and inside[-1:] == ["{"] and tokens.breaks(i):
            before = tokens[i - 1]
            if before.kind != "operator" or before.text in _CLOSING:
                edits.append(Edit(before.end, before.end, ";"))
        if tokens.opens(i):
            inside.append(token.text)
        elif token.kind == "operator" and token.text in _CLOSING:
            del inside[-1:]
    return edits
