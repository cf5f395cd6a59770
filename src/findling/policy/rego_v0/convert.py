"""The door: a module of Rego v0 becomes one of Rego v1."""

from dataclasses import dataclass

from findling.policy.rego_v0.edits import SourceMap, apply
from findling.policy.rego_v0.old_names import KEYWORDS, rename
from findling.policy.rego_v0.rule_heads import RuleHeads
from findling.policy.rego_v0.separators import separate
from findling.policy.rego_v0.tokens import Tokens


@dataclass(frozen=True, slots=True)
class Converted:
    """A module in Rego v1, and the way back to the text its author wrote."""

    text: str
    source: SourceMap

    def where(self, line: int, column: int = 1) -> tuple[int, int]:
        """Returns the author's line and column of a line and column of `text`."""
        return self.source.where(line, column)


def convert(text: str) -> Converted:
    """Rewrites a module of Rego v0 to v1. One that imports `rego.v1` is v1 already and stays."""
    tokens = Tokens(text)
    imports = tokens.imports()
    if any(path[:2] == ["rego", "v1"] for path in imports):
        return Converted(*apply(text, []))
    keywords = _keywords(imports)
    heads = RuleHeads(tokens, keywords)
    edits = heads.edits + rename(tokens, keywords, frozenset(heads.names)) + separate(tokens)
    return Converted(*apply(text, edits))


def _keywords(imports: list[list[str]]) -> frozenset[str]:
    """Returns which of the later keywords the module uses as such."""
    found: set[str] = set()
    for path in imports:
        if path[:2] == ["future", "keywords"]:
            found |= set(path[2:3]) & KEYWORDS or KEYWORDS
    return frozenset(found | {"in"} if "every" in found else found)
