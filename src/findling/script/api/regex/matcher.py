"""java.util.regex.Pattern and Matcher: matching with a time limit, indices in UTF-16 units."""

import re
from typing import Any, ClassVar, Final

from findling.base.errors import IllegalArgumentError
from findling.base.java_pattern import UNIX_LINES, compile_java
from findling.base.lazy import lazy_module
from findling.base.matching import TIME_LIMIT_S
from findling.script.api.values.java_object import JavaObject
from findling.script.api.values.throwing import thrown
from findling.script.faults import JavaError
from findling.script.painless.limits import check_text
from findling.script.utf16 import utf16_length

regex: Any = lazy_module("regex")
FLAGS: Final = {
    1: UNIX_LINES, 2: re.IGNORECASE, 4: re.VERBOSE, 8: re.MULTILINE, 32: re.DOTALL, 64: 0, 256: re.UNICODE, 128: 0,
}  # fmt: skip
"""Java's flags of patterns as Python's."""


class PatternObject(JavaObject):
    """A compiled pattern.

    source: as it is written
    flags: Java's
    """

    __slots__ = ("_compiled", "flags", "source")
    java_class: ClassVar[str] = "java.util.regex.Pattern"

    def __init__(self, source: str, flags: int = 0) -> None:
        """Raises PatternSyntaxException."""
        self.source = source
        self.flags = flags
        wanted = 0
        for flag, python in FLAGS.items():
            wanted |= int(python) if flags & flag else 0
        try:
            python_pattern = compile_java(source, wanted).python
            self._compiled = regex.compile(python_pattern.pattern, python_pattern.flags & ~re.DEBUG)
        except (IllegalArgumentError, regex.error) as error:
            raise JavaError("java.util.regex.PatternSyntaxException", str(error)) from None

    @property
    def groups(self) -> int:
        """How many groups it has."""
        return int(self._compiled.groups)

    def group_number(self, name: str) -> int | None:
        """Returns the number of a group by its name, None if there is none."""
        found: int | None = self._compiled.groupindex.get(name)
        return found

    def match(self, way: str, text: str, start: int, end: int) -> Any:
        """Returns a match of Python's kind, or None. way: search, match or fullmatch. Raises JavaError in the end."""
        ways = {"search": self._compiled.search, "match": self._compiled.match, "fullmatch": self._compiled.fullmatch}
        try:
            return ways[way](text, start, end, timeout=TIME_LIMIT_S, concurrent=True)
        except TimeoutError:
            message = f"[scripting] Regular expression considered too many characters, pattern: [{self.source}]"
            raise JavaError("org.elasticsearch.common.breaker.CircuitBreakingException", message) from None

    def __str__(self) -> str:
        return self.source


class Matcher(JavaObject):
    """A matcher of a pattern in a text. Places inside are those of Python, outside in UTF-16 units."""

    java_class: ClassVar[str] = "java.util.regex.Matcher"

    def __init__(self, pattern: PatternObject, text: str) -> None:
        self.pattern = pattern
        self.text = text
        self.anchoring, self.transparent = True, False
        self.reset()

    def reset(self) -> "Matcher":
        """Forgets the match and the region."""
        self._start, self._end = 0, len(self.text)
        self._from = 0
        self._match: Any = None
        self._tried = False
        return self

    def region(self, start: int, end: int) -> "Matcher":
        """Narrows the text to a part of it."""
        length = utf16_length(self.text)
        if not 0 <= start <= length:
            raise thrown("IndexOutOfBoundsException", "start")
        if not start <= end <= length:
            raise thrown("IndexOutOfBoundsException", "end" if not 0 <= end <= length else "start > end")
        self.reset()
        self._start, self._end = self._index(start), self._index(end)
        self._from = self._start
        return self

    def bounds(self) -> tuple[int, int]:
        """Returns the region."""
        return self._units(self._start), self._units(self._end)

    def matches(self) -> bool:
        """Whether the whole region matches."""
        return self._found(self._try("fullmatch", self._start))

    def looking_at(self) -> bool:
        """Whether the beginning of the region matches."""
        return self._found(self._try("match", self._start))

    def find(self) -> bool:
        """Whether there is a further match."""
        if self._from > self._end:
            return self._found(None)
        return self._found(self._try("search", self._from))

    def find_from(self, start: int) -> bool:
        """Whether there is a match from an index on, once all is forgotten."""
        if not 0 <= start <= utf16_length(self.text):
            raise thrown("IndexOutOfBoundsException", "Illegal start index")
        self.reset()
        self._from = self._index(start)
        return self._found(self._try("search", self._from))

    def _try(self, way: str, start: int) -> Any:
        if self._start and self.anchoring:  # anchors are those of the region
            text = self.text[self._start : self._end]
            return self.pattern.match(way, text, start - self._start, len(text))
        return self.pattern.match(way, self.text, start, self._end)

    def _found(self, match: Any) -> bool:
        self._match, self._tried = match, True
        if match is None:
            return False
        start, end = match.span()
        self._from = self._base() + end + (start == end)
        return True

    def _base(self) -> int:
        return self._start if self.anchoring else 0

    def matched(self) -> Any:
        """Returns the match. Raises IllegalStateException if there is none."""
        if self._match is None:
            raise thrown("IllegalStateException", "No match found")
        return self._match

    def start(self, group: int = 0) -> int:
        """Returns where a group begins, -1 if it took no part."""
        return self._place(group, 0)

    def end(self, group: int = 0) -> int:
        """Returns where a group ends."""
        return self._place(group, 1)

    def _place(self, group: int, side: int) -> int:
        if self._match is None:
            raise thrown("IllegalStateException", "No match found")
        self._check(group)
        place = self._match.span(group)[side]
        return -1 if place < 0 else self._units(place + self._base())

    def _check(self, group: int) -> None:
        if not 0 <= group <= self.pattern.groups:
            raise thrown("IndexOutOfBoundsException", f"No group {group}")

    def group(self, group: int = 0) -> str | None:
        """Returns the text of a group, None if it took no part."""
        match = self.matched()
        self._check(group)
        text: str | None = match.group(group)
        return text

    def named_group(self, name: str) -> str | None:
        """Returns the text of a group by its name."""
        match = self.matched()
        number = self.pattern.group_number(name)
        if number is None:
            raise thrown("IllegalArgumentException", f"No group with name <{name}>")
        text: str | None = match.group(number)
        return text

    def replaced(self, replacement: str, every: bool) -> str:
        """Returns the text with the replacement, in which `$1` and `${name}` are groups, for one or all matches."""
        self.reset()
        out, at = [], 0
        while self.find():
            start, end = self._match.span()
            out += [self.text[at:start], self.expanded(replacement)]
            at = end
            check_text(sum(map(len, out[-2:])) + len(self.text))
            if not every:
                break
        self._match = self._match if not every else None
        return "".join(out) + self.text[at:]

    def hit_end(self) -> bool:
        """Whether the end of the text was looked at: known for what failed, and for what ends there."""
        return self._tried and (self._match is None or self.span()[1] == self._end)

    def span(self) -> tuple[int, int]:
        """Returns where the match is in Python's text."""
        start, end = self.matched().span()
        return start + self._base(), end + self._base()

    def expanded(self, replacement: str) -> str:
        """Returns a replacement with its groups put in. Raises IllegalArgumentException, IndexOutOfBoundsException."""
        out, at = [], 0
        while at < len(replacement):
            char = replacement[at]
            at += 1
            if char == "\\":
                if at == len(replacement):
                    raise thrown("IllegalArgumentException", "character to be escaped is missing")
                out.append(replacement[at])
                at += 1
            elif char == "$":
                group, at = self._reference(replacement, at)
                out.append(self._match.group(group) or "")
            else:
                out.append(char)
        return "".join(out)

    def _reference(self, replacement: str, at: int) -> tuple[int, int]:
        """Returns the number of the group that stands after a `$`, and where the rest begins."""
        if at == len(replacement):
            raise thrown("IllegalArgumentException", "Illegal group reference: group index is missing")
        if replacement[at] == "{":
            end = replacement.find("}", at)
            name = replacement[at + 1 : end]
            if end < 0 or not name.isalnum():
                raise thrown("IllegalArgumentException", "named capturing group is missing trailing '}'")
            number = self.pattern.group_number(name)
            if number is None:
                raise thrown("IllegalArgumentException", f"No group with name {{{name}}}")
            return number, end + 1
        if not replacement[at].isdecimal():
            raise thrown("IllegalArgumentException", "Illegal group reference")
        number, at = int(replacement[at]), at + 1
        if number > self.pattern.groups:
            raise thrown("IndexOutOfBoundsException", f"No group {number}")
        while at < len(replacement) and replacement[at].isdecimal():
            longer = number * 10 + int(replacement[at])
            if longer > self.pattern.groups:
                break
            number, at = longer, at + 1
        return number, at

    def _index(self, units: int) -> int:
        """Returns the place in Python's text of an index in UTF-16 units."""
        if utf16_length(self.text) == len(self.text):
            return units
        at = 0
        for place, char in enumerate(self.text):
            if at >= units:
                return place
            at += 1 + (char > "\uffff")
        return len(self.text)

    def _units(self, place: int) -> int:
        return utf16_length(self.text[:place])

    def __str__(self) -> str:
        start, end = self.bounds()
        last = self._match.group() if self._match is not None else ""
        return f"java.util.regex.Matcher[pattern={self.pattern.source} region={start},{end} lastmatch={last}]"


def split(pattern: PatternObject, text: str, limit: int = 0) -> list[str]:
    """Returns the parts of a text between matches, as Pattern.split."""
    parts: list[str] = []
    matcher, at = Matcher(pattern, text), 0
    while (limit <= 0 or len(parts) < limit - 1) and matcher.find():
        start, end = matcher.span()
        if end == 0:
            continue  # nothing before the first character
        parts.append(text[at:start])
        at = end
    if not parts and at == 0:
        return [text]
    parts.append(text[at:])
    if limit == 0:
        while parts and not parts[-1]:
            parts.pop()
    return parts
