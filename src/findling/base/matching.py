"""Matching a compiled Java pattern, so that no pattern and no text can hold the server.

Three engines, with the same matches. `re` for patterns that can only go forwards (`\\W+`, `, `): it is the quickest,
but backtracks, keeps Python's lock and cannot be stopped. RE2 for all that it knows: its time is in proportion to the
text. `regex` for the rest, without the lock and with a time limit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.base.lazy import lazy_module
from findling.base.work.current import checked

re2: Any = lazy_module("re2")
regex: Any = lazy_module("regex")

TIME_LIMIT_S: Final = 1.0
"""For one text; a pattern that needs more is refused with the text."""
_impatient: Final = ContextVar("impatient", default=True)
_LINE_ENDS: Final = ("\n", "\r", "\x85", "\u2028", "\u2029")
_ASCII_CASE_FOLDS: Final = ("\u017f", "\u212a")
"""Letters beyond ASCII that RE2 takes for an `s` and a `k` when it ignores case."""


Match = re.Match[str]
"""Also what stands for the matches of the other engines, which have the same methods."""


@contextmanager
def patience() -> Iterator[None]:
    """Within it there is no time limit: for texts that were matched within it before, when they came in."""
    token = _impatient.set(False)
    try:
        yield
    finally:
        _impatient.reset(token)


def _limit_s() -> float | None:
    return TIME_LIMIT_S if _impatient.get() else None


class Re2Pattern:
    """A pattern in RE2's syntax, and which texts it matches as Java does.

    ends_differ: its `$` is the end of the text, Java's may stand before a last line break
    ignore_case: for ASCII letters, as Java does; RE2 knows others
    """

    def __init__(self, pattern: str, ends_differ: bool = False, ignore_case: bool = False) -> None:
        self.pattern = pattern
        self._other_ends = _LINE_ENDS if ends_differ else ()
        self._other_letters = _ASCII_CASE_FOLDS if ignore_case else ()

    def compiled(self) -> object:
        """Returns the pattern, None if RE2 does not know something in it."""
        options = re2.Options()
        options.log_errors = False
        try:
            return re2.compile(self.pattern, options)
        except re2.error:
            return None

    @property
    def always_agrees(self) -> bool:
        """Whether the matches in every text are Java's."""
        return not self._other_ends and not self._other_letters

    def agrees(self, text: str) -> bool:
        """Whether the matches in a text are Java's."""
        if self._other_ends and text.endswith(self._other_ends):
            return False
        return not any(letter in text for letter in self._other_letters)


class JavaPattern:
    """A Java pattern, ready to match.

    python: the pattern in Python's syntax, which is valid
    is_linear: whether it has no two ways to match a text
    """

    def __init__(self, python: re.Pattern[str], re2_pattern: Re2Pattern | None, is_linear: bool) -> None:
        self.python = python
        self._is_linear = is_linear
        self._re2 = re2_pattern
        self._compiled: Any = None if is_linear or re2_pattern is None else re2_pattern.compiled()
        self._timed: Any = None
        self.groups: int = python.groups
        self.groupindex: Mapping[str, int] = python.groupindex

    @property
    def may_fail(self) -> bool:
        """Whether some text may take longer than the limit."""
        return not self._is_linear and (self._compiled is None or self._re2 is None or not self._re2.always_agrees)

    def finditer(self, text: str) -> Iterator[Match]:
        """Yields the matches. Raises IllegalArgumentError when the time is up."""
        if self._is_linear:
            yield from self.python.finditer(text)
        elif self._re2_agrees(text):
            yield from _once(self._compiled.finditer(text))
        else:
            try:
                yield from self._backtracking().finditer(text, timeout=_limit_s(), concurrent=True)
            except TimeoutError:
                raise self._too_slow(text) from None

    def search(self, text: str) -> Match | None:
        """Returns the first match. Raises IllegalArgumentError when the time is up."""
        return next(self.finditer(text), None)

    def fullmatch(self, text: str) -> Match | None:
        """Returns the match of the whole text. Raises IllegalArgumentError when the time is up."""
        found: Match | None
        if self._is_linear:
            return self.python.fullmatch(text)
        if self._re2_agrees(text):
            found = self._compiled.fullmatch(text)
            return found
        try:
            found = self._backtracking().fullmatch(text, timeout=_limit_s(), concurrent=True)
            return found
        except TimeoutError:
            raise self._too_slow(text) from None

    def sub(self, replacement: Callable[[Match], str], text: str, count: int = 0) -> str:
        """Replaces the first `count` matches (0: all). Raises IllegalArgumentError when the time is up."""
        pieces: list[str] = []
        at = 0
        for number, match in enumerate(checked(self.finditer(text), 100), 1):
            pieces += (text[at : match.start()], replacement(match))
            at = match.end()
            if number == count:
                break
        return "".join((*pieces, text[at:]))

    def _re2_agrees(self, text: str) -> bool:
        return self._compiled is not None and self._re2 is not None and self._re2.agrees(text)

    def _backtracking(self) -> Any:
        if self._timed is None:
            self._timed = regex.compile(self.python.pattern, _regex_flags(self.python.flags))
        return self._timed

    def _too_slow(self, text: str) -> IllegalArgumentError:
        return IllegalArgumentError(
            f"the pattern [{self.python.pattern[:200]}] took more than [{TIME_LIMIT_S:g}s] on a text of "
            f"[{len(text)}] characters; simplify it so that it has fewer ways to match the same text"
        )


def _once(matches: Iterator[Match]) -> Iterator[Match]:
    """Yields RE2's matches; it gives an empty one twice that it finds ahead of where it searched from."""
    last = (-1, -1)
    for match in matches:
        if match.span() != last:
            yield match
        last = match.span()


def _regex_flags(flags: int) -> int:
    """Returns flags of `re` as those of `regex`."""
    pairs = ((re.I, regex.I), (re.M, regex.M), (re.S, regex.S), (re.X, regex.X), (re.A, regex.A))
    return int(regex.V0) | sum(int(theirs) for ours, theirs in pairs if flags & ours)
