"""Cuts a Rego text into tokens: no more than is needed to find rule heads, bodies and names."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_TOKEN: Final = re.compile(
    r"""(?P<space>[ \t\r]+)|(?P<newline>\n)|(?P<comment>\#[^\n]*)
    |(?P<string>"(?:\\.|[^"\\\n])*"|`[^`]*`)
    |(?P<name>[A-Za-z_][A-Za-z0-9_]*)|(?P<number>\d[\d.]*(?:[eE][+-]?\d+)?)
    |(?P<operator>:=|==|!=|<=|>=|.)""",
    re.DOTALL | re.VERBOSE,
)
_CLOSING: Final = {"(": ")", "[": "]", "{": "}"}
_SKIPPED: Final = frozenset(("space", "newline", "comment"))


class Token(NamedTuple):
    """A piece of the text; `start` counts characters from the text's beginning."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


class Tokens:
    """The tokens of a text that say something, and where its lines end.

    Blanks and comments are left out; `breaks(i)` tells whether a line ends between a token and the one before it.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._all: list[Token] = []
        self._after_break: set[int] = set()
        broken = False
        for match in _TOKEN.finditer(text):
            kind = str(match.lastgroup)
            broken = broken or kind == "newline"
            if kind in _SKIPPED:
                continue
            if broken:
                self._after_break.add(len(self._all))
            self._all.append(Token(kind, match.group(), match.start()))
            broken = False

    def __len__(self) -> int:
        return len(self._all)

    def __getitem__(self, at: int) -> Token:
        return self._all[at]

    def __iter__(self) -> Iterator[Token]:
        return iter(self._all)

    def text_at(self, at: int) -> str:
        """Returns the text of a token, "" beyond the ends."""
        return self._all[at].text if 0 <= at < len(self._all) else ""

    def is_name(self, at: int) -> bool:
        return 0 <= at < len(self._all) and self._all[at].kind == "name"

    def breaks(self, at: int) -> bool:
        """Whether a line ends before a token; so it does before the text's end."""
        return at >= len(self._all) or at in self._after_break

    def after_bracket(self, at: int) -> int:
        """Returns what follows the bracket that closes the one at `at`; the end if nothing closes it."""
        depth = 0
        for i in range(at, len(self._all)):
            token = self._all[i]
            if token.kind == "operator":
                depth += (token.text in _CLOSING) - (token.text in _CLOSING.values())
                if depth == 0:
                    return i + 1
        return len(self._all)

    def opens(self, at: int) -> bool:
        """Whether a token opens a bracket."""
        return 0 <= at < len(self._all) and self._all[at].kind == "operator" and self._all[at].text in _CLOSING

    def imports(self) -> list[list[str]]:
        """Returns the path of each import of the module, without its dots and with its `as`."""
        found: list[list[str]] = []
        for i in range(len(self._all)):
            if self.text_at(i) == "import" and self.breaks(i):
                end = i + 1
                while not self.breaks(end):
                    end += 1
                found.append([self.text_at(j) for j in range(i + 1, end) if self.text_at(j) != "."])
        return found
