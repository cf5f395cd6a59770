"""Puts `if` before bodies and `contains` into the heads of partial sets."""

from typing import Final

from findling.policy.rego_v0.edits import Edit
from findling.policy.rego_v0.tokens import Token, Tokens

_ASSIGNS: Final = frozenset(("=", ":="))
# after one of these a value goes on, on the next line and with an opening brace too
_GOES_ON: Final = frozenset(("=", ":=", "==", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/", "%", "|", "&", ",", "in"))


class RuleHeads:
    """Walks over the statements of a module and collects the edits that its rules need.

    keywords: those that the module imports from `future.keywords`
    """

    def __init__(self, tokens: Tokens, keywords: frozenset[str]) -> None:
        self._tokens = tokens
        self._keywords = keywords
        self.edits: list[Edit] = []
        self.names: dict[str, None] = {}
        """The first names of all rules, in their order."""
        self._imports: set[str] = set()
        at = 0
        while at < len(tokens):
            at = max(self._statement(at), at + 1)

    def _statement(self, at: int) -> int:
        """Handles the statement that begins at a token and returns where the next one begins."""
        word = self._tokens.text_at(at)
        if word in ("package", "import"):
            return self._line(at)
        if word == "default":
            return self._default(at)
        return self._rule(at) if self._tokens.is_name(at) else at + 1

    def _line(self, at: int) -> int:
        """Passes over a package or an import; one that repeats another, which v1 refuses, is blanked out."""
        end = at + 1
        while not self._tokens.breaks(end):
            end += 1
        parts = [self._tokens.text_at(i) for i in range(at, end)]
        statement = " ".join(parts)
        if parts[0] == "import" and statement in self._imports:
            start, stop = self._tokens[at].start, self._tokens[end - 1].end
            self.edits.append(Edit(start, stop, " " * (stop - start)))
        self._imports.add(statement)
        return end

    def _default(self, at: int) -> int:
        while at < len(self._tokens) and self._tokens.text_at(at) not in _ASSIGNS:
            at += 1
        return self._value(at + 1)

    def _rule(self, at: int) -> int:
        start = at
        self.names[self._tokens.text_at(at)] = None
        at, only_key = self._reference(at + 1)
        head_end = at
        set_edit = self._edit_of_partial_set(only_key)
        word = self._tokens.text_at(at)
        if (word == "contains" and "contains" in self._keywords) or word in _ASSIGNS:
            at, set_edit = self._value(at + 1), []
        if self._is_if(at):
            self.edits += self._unless_if_follows(set_edit)
            at = self._body_after_if(at + 1)
        else:
            self.edits += set_edit
            at = self._bodies(start, at, set_edit)
            if at == head_end and self._tokens.text_at(at - 1) == ")":  # a function that is true for what it matches
                end = self._tokens[at - 1].end
                self.edits.append(Edit(end, end, " := true"))
        return self._alternatives(at)

    def _unless_if_follows(self, set_edit: list[Edit]) -> list[Edit]:
        """With `if`, v0 reads `p[x] if ...` as v1 does: a member of an object."""
        return [] if self._keywords else set_edit

    def _reference(self, at: int) -> tuple[int, tuple[int, int] | None]:
        """Passes over what follows a rule's name: `.a`, `[x]`, `(x, y)`.

        Returns where it ends, and from where to where the only key is if there is one key and no argument.
        """
        keys: list[tuple[int, int]] = []
        while True:
            word = self._tokens.text_at(at)
            if word == ".":
                keys.append((at, at + 2))
                at += 2
            elif word == "[" and not self._tokens.breaks(at):
                end = self._tokens.after_bracket(at)
                keys.append((at, end))
                at = end
            elif word == "(":
                return self._tokens.after_bracket(at), None
            else:
                return at, keys[0] if len(keys) == 1 else None

    def _edit_of_partial_set(self, key: tuple[int, int] | None) -> list[Edit]:
        """`p[x]` and `p.a` without a value are sets."""
        if key is None:
            return []
        first, last = self._tokens[key[0]], self._tokens[min(key[1], len(self._tokens)) - 1]
        if first.text == ".":
            return [Edit(first.start, last.end, f' contains "{last.text}"')]
        return [Edit(first.start, first.end, " contains "), Edit(last.start, last.end, " ")]

    def _is_if(self, at: int) -> bool:
        return self._tokens.text_at(at) == "if" and "if" in self._keywords

    def _body_after_if(self, at: int) -> int:
        if self._tokens.text_at(at) == "{":
            return self._tokens.after_bracket(at)
        end = at + 1
        while not self._tokens.breaks(end) and self._tokens.text_at(end) != "else":
            end = self._tokens.after_bracket(end) if self._tokens.opens(end) else end + 1
        return end

    def _bodies(self, start: int, at: int, set_edit: list[Edit]) -> int:
        """Gives each of the bodies its `if`; all but the first get the rule's head again."""
        head_end = at
        first = True
        while self._tokens.text_at(at) == "{":
            opening = self._tokens[at]
            repeated = "" if first else f" {self._head(start, head_end, set_edit)} "
            self.edits.append(self._if(opening, repeated))
            at, first = self._tokens.after_bracket(at), False
        return at

    def _if(self, opening: Token, before: str = "") -> Edit:
        """Returns the edit that puts `if` before the brace of a body, and before that a blank if there is none."""
        is_apart = bool(before) or self._tokens.text[opening.start - 1].isspace()
        return Edit(opening.start, opening.start, f"{before}{'' if is_apart else ' '}if ")

    def _head(self, start: int, end: int, edits: list[Edit]) -> str:
        """Returns the text of a head as the edits leave it, on one line."""
        begin = self._tokens[start].start
        text = self._tokens.text[begin : self._tokens[end - 1].end]
        for edit in reversed(edits):
            text = text[: edit.start - begin] + edit.text + text[edit.end - begin :]
        return " ".join(text.split("\n"))

    def _alternatives(self, at: int) -> int:
        while self._tokens.text_at(at) == "else":
            at += 1
            if self._tokens.text_at(at) in _ASSIGNS:
                at = self._value(at + 1)
            if self._is_if(at):
                at = self._body_after_if(at + 1)
            elif self._tokens.text_at(at) == "{":
                opening = self._tokens[at]
                self.edits.append(self._if(opening))
                at = self._tokens.after_bracket(at)
        return at

    def _value(self, at: int) -> int:
        """Passes over a value: it ends before a body, `if`, `else`, and where its line ends."""
        last = "="
        while at < len(self._tokens):
            word = self._tokens.text_at(at)
            goes_on = last in _GOES_ON
            if not goes_on and (self._tokens.breaks(at) or word in ("{", "else") or self._is_if(at)):
                return at
            at = self._tokens.after_bracket(at) if self._tokens.opens(at) else at + 1
            last = self._tokens.text_at(at - 1)
        return at
