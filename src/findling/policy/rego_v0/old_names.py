"""Names that mean something else in v1: built-ins that are gone, and plain names that became keywords."""

from typing import Final

from findling.policy.rego_v0.edits import Edit
from findling.policy.rego_v0.tokens import Tokens

KEYWORDS: Final = frozenset(("if", "contains", "in", "every"))
"""What v1 always reads as keywords, and v0 only after `import future.keywords`."""

_RENAMED: Final = {"re_match": "regex.match"}

# a built-in of v0 that v1 refuses -> functions that do the same, put at the end of the module that calls it
_FUNCTIONS: Final = {
    "any": "v0_any(x) := true in x",
    "all": "v0_all(x) := count([true | some y in x; y != true]) == 0",
    "cast_array": 'v0_cast_array(x) := [y | some y in x] if type_name(x) in {"array", "set"}',
    "cast_set": 'v0_cast_set(x) := {y | some y in x} if type_name(x) in {"array", "set"}',
    "cast_string": "v0_cast_string(x) := x if is_string(x)",
    "cast_boolean": "v0_cast_boolean(x) := x if is_boolean(x)",
    "cast_null": "v0_cast_null(x) := x if is_null(x)",
    "cast_object": "v0_cast_object(x) := x if is_object(x)",
    "set_diff": "v0_set_diff(x, y) := x - y",
    "net.cidr_overlap": "v0_cidr_overlap(x, y) := net.cidr_contains(x, y)",
}


def rename(tokens: Tokens, keywords: frozenset[str], own: frozenset[str]) -> list[Edit]:
    """Returns the edits that rename what is old.

    keywords: those of KEYWORDS that the module imports, and so uses as keywords
    own: the names of the module's own rules: they hide a built-in
    """
    edits: list[Edit] = []
    needed: dict[str, None] = {}
    for i, token in enumerate(tokens):
        if token.kind != "name" or tokens.text_at(i - 1) == ".":
            continue
        if token.text in KEYWORDS - keywords and tokens.text_at(i + 1) != "(":
            edits.append(Edit(token.start, token.end, token.text + "_v0"))
        elif token.text in _RENAMED:
            edits.append(Edit(token.start, token.end, _RENAMED[token.text]))
        elif (old := _old_call(tokens, i)) and old not in own:
            last = tokens[i + old.count(".") * 2]
            edits.append(Edit(token.start, last.end, _FUNCTIONS[old].split("(", 1)[0]))
            needed[old] = None
    if needed:
        end = len(tokens.text)
        edits.append(Edit(end, end, "\n" + "\n".join(_FUNCTIONS[name] for name in needed) + "\n"))
    return edits


def _old_call(tokens: Tokens, at: int) -> str:
    """Returns the name of the built-in that v1 does not have and that is called here, "" if there is none."""
    name = tokens.text_at(at)
    after = at + 1
    if name == "net" and tokens.text_at(at + 1) == ".":
        name, after = f"net.{tokens.text_at(at + 2)}", at + 3
    return name if name in _FUNCTIONS and tokens.text_at(after) == "(" else ""
