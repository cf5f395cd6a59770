"""What a module of a template may name: its package, its imports, its rules and the parts of `data` it refers to."""

from collections.abc import Iterator
from typing import Final

from findling.policy.rego_v0.edits import Edit
from findling.policy.rego_v0.old_names import KEYWORDS
from findling.policy.rego_v0.rule_heads import RuleHeads
from findling.policy.rego_v0.tokens import Tokens

_ALLOWED: Final = ("inventory", "lib")
_FUTURE: Final = (["future", "keywords"], ["rego", "v1"])


class ModuleOutline:
    """Reads the outline of a module, in v0 or v1, from its tokens."""

    def __init__(self, text: str) -> None:
        self._tokens = Tokens(text)
        self._package = next((i for i, token in enumerate(self._tokens) if token.text == "package"), None)

    @property
    def package(self) -> list[str]:
        """The parts of the package's name; empty if the module has none."""
        if self._package is None:
            return []
        return [self._tokens.text_at(i) for i in range(self._package + 1, self._package_end()) if self._is_part(i)]

    def edit_package(self, name: str) -> list[Edit]:
        """Returns the edit that gives the module another package."""
        if self._package is None or self._package_end() == self._package + 1:
            return []
        first, last = self._tokens[self._package + 1], self._tokens[self._package_end() - 1]
        return [Edit(first.start, last.end, name)]

    @property
    def rules(self) -> list[str]:
        """The first names of the module's rules, each once, in their order."""
        return list(RuleHeads(self._tokens, KEYWORDS).names)

    @property
    def uses_inventory(self) -> bool:
        return any(name == "inventory" for name in self._data_references())

    def refusals(self) -> Iterator[str]:
        """Yields what the module may not name."""
        for path in self._tokens.imports():
            shown = ".".join(path)
            if path[:1] == ["input"]:
                yield f'invalid import: cannot import input: "{shown}"'
            elif path[:2] != ["data", "lib"] and path[:2] not in _FUTURE:
                yield f'invalid import: bad import: "{shown}"'
        for name in self._data_references():
            if name not in _ALLOWED:
                yield f"check refs failed on module: disallowed ref data{'.' + name if name else ''}"

    def _data_references(self) -> Iterator[str]:
        """Yields the first part of each reference to `data`, "" if it is computed or there is none."""
        in_import = False
        for i, token in enumerate(self._tokens):
            if self._tokens.breaks(i):
                in_import = token.text in ("import", "package")
            if token.text == "data" and token.kind == "name" and not in_import and self._tokens.text_at(i - 1) != ".":
                yield self._part_after(i)

    def _part_after(self, at: int) -> str:
        following = self._tokens.text_at(at + 1)
        if following == ".":
            return self._tokens.text_at(at + 2)
        return self._tokens.text_at(at + 2).strip('"`') if following == "[" and self._is_quoted(at + 2) else ""

    def _is_quoted(self, at: int) -> bool:
        return at < len(self._tokens) and self._tokens[at].kind == "string" and self._tokens.text_at(at + 1) == "]"

    def _package_end(self) -> int:
        end = (self._package or 0) + 1
        while not self._tokens.breaks(end):
            end += 1
        return end

    def _is_part(self, at: int) -> bool:
        return self._tokens.text_at(at) not in (".", "[", "]")
