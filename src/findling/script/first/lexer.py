"""From characters to tokens."""

import re
from dataclasses import dataclass
from typing import Final, Literal

from findling.script.first.faults import wrong

Kind = Literal["number", "string", "name", "operator", "end"]

_PATTERN: Final = re.compile(
    r"""
    (?P<space> \s+ | //[^\r\n]* | /\*.*?\*/ )
  | (?P<number> 0[xX][0-9a-fA-F]+[lL]? | (?: \d+ (?:\.\d+)? ) (?:[eE][+-]?\d+)? [lLfFdD]? )
  | (?P<string> " (?: \\["\\] | [^\\"] )* " | ' (?: \\['\\] | [^\\'] )* ' )
  | (?P<name> [_a-zA-Z][_a-zA-Z0-9]* )
  | (?P<operator> >>>= | ==~ | === | !== | >>> | <<= | >>= | =~ | == | != | <= | >= | && | \|\| | \?\. | \?: | ::
      | -> | \+\+ | -- | \+= | -= | \*= | /= | %= | &= | \^= | \|= | << | >> | [-+*/%<>=!?:.,;(){}\[\]&|^~] )
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """One token; text is as it stands in the source, offset where that is."""

    kind: Kind
    text: str
    offset: int


def tokens_of(source: str) -> list[Token]:
    """Returns the tokens of a source, the last of them its end. Raises CompileFault."""
    tokens: list[Token] = []
    offset = 0
    while offset < len(source):
        found = _PATTERN.match(source, offset)
        if found is None:
            raise wrong(f"unexpected character [{source[offset : offset + 1]}].", offset)
        if found.lastgroup != "space":
            tokens.append(Token(found.lastgroup, found.group(), offset))  # type: ignore[arg-type]
        offset = found.end()
    return [*tokens, Token("end", "<EOF>", len(source))]
