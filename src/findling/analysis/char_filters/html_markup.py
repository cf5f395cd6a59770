"""Where a text has HTML markup, found in one pass from left to right.

What is open to the end (a `<a` without `>`, a quote without its partner) is not looked for again from each later place:
the ends are found once and remembered. Source of what counts as markup: Lucene's HTMLStripCharFilter.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from html.entities import name2codepoint
from typing import Final

_ENTITIES: Final = {name: chr(code) for name, code in name2codepoint.items()} | {"apos": "'", "nbsp": " "}
_ENTITIES.update({name.upper(): _ENTITIES[name] for name in ("amp", "copy", "gt", "lt", "quot", "reg")})
_START: Final = re.compile("[<&]")
_NAME: Final = r"[^\W\d][-.:\w]*"
_OPENING: Final = re.compile(rf"<\s*({_NAME})")
_CLOSING: Final = re.compile(rf"</\s*({_NAME})(?:\s*>|\Z)")
_OPEN_AT_END: Final = re.compile(rf"<(?:/\s*)?\s*({_NAME})\Z")
_HIDDEN: Final = {name: re.compile(rf"</\s*{name}\s*>", re.IGNORECASE) for name in ("script", "style")}
_CHARACTER: Final = re.compile(
    rf"""&(?:(?P<entity>{"|".join(sorted(_ENTITIES, key=len, reverse=True))})
      |\#x(?P<hex>[0-9a-f]{{1,5}}|10[0-9a-f]{{4}})|\#(?P<decimal>[0-9]{{1,7}}))(?:;|\Z)""",
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Markup:
    """A piece of markup.

    start, end: its characters
    tag: the element in small letters that it opens or closes, None for other markup
    text: what it stands for, where that does not depend on the element
    hidden: whether it is an element with what is in it, which is not shown
    """

    start: int
    end: int
    tag: str | None = None
    text: str = ""
    hidden: bool = False


class HtmlScanner:
    """Finds the markup of one text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._found: dict[str, int] = {}
        self._marks: list[int] | None = None  # where a tag's attributes may end or a quote begins
        self._quotes: dict[str, list[int]] = {}
        self._stops: dict[int, int] = {}  # mark: where attributes stop that reach it outside of quotes

    def markup(self) -> Iterator[Markup]:
        """Yields the markup in order."""
        at = 0
        while start := _START.search(self._text, at):
            at = start.start()
            pieces = self._piece(at)
            yield from pieces
            at = pieces[-1].end if pieces else at + 1

    def _piece(self, at: int) -> tuple[Markup, ...]:
        text = self._text
        if text[at] == "&":
            return _character(_CHARACTER.match(text, at))
        if text.startswith("<!--", at):
            end = self._find("-->", at + 4)
            return (Markup(at, len(text) if end < 0 else end + 3),)
        if text[at : at + 9].upper() == "<![CDATA[":
            end = self._find("]]>", at + 9)
            return (Markup(at, at + 9), *([Markup(end, end + 3)] if end >= 0 else [Markup(len(text), len(text))]))
        if text.startswith(("<!", "<?"), at):
            return self._declaration(at)
        return self._tag(at)

    def _declaration(self, at: int) -> tuple[Markup, ...]:
        end = self._find(">", at + 2)
        if end < 0 or (self._text[at + 1] == "?" and (end == at + 2 or self._text[end - 1] not in "/?")):
            return ()
        return (Markup(at, end + 1),)

    def _tag(self, at: int) -> tuple[Markup, ...]:
        text = self._text
        if closing := _CLOSING.match(text, at):
            return (Markup(at, closing.end(), closing[1].lower()),)
        opening = _OPENING.match(text, at)
        if opening is None:
            return ()
        name, end = opening[1].lower(), opening.end()
        if end == len(text):
            return (Markup(at, end, name),)
        if text[end] == "=" or text[end].isspace():
            end = self._attributes_end(end + 1)
        if name in _HIDDEN and text.startswith(">", end):
            return (self._hidden(at, end + 1, name),)
        if text.startswith(">", end):
            return (Markup(at, end + 1, name),)
        return (Markup(at, end + 2, name),) if text.startswith("/>", end) else ()

    def _hidden(self, at: int, inside: int, name: str) -> Markup:
        """Returns an element whose content is not shown; comments in it may hold what looks like its end."""
        text = self._text
        while (inside := text.find("<", inside)) >= 0:
            if closing := _HIDDEN[name].match(text, inside):
                return Markup(at, closing.end(), name, "\n", hidden=True)
            comment_end = self._find("-->", inside + 4) if text.startswith("<!--", inside) else -1
            inside = comment_end + 3 if comment_end >= 0 else inside + 1
        return Markup(at, len(text), name, "", hidden=True)

    def _attributes_end(self, at: int) -> int:
        """Returns where attributes end: at the `>` or `/>` of the tag, at a quote without partner, or with the text."""
        if self._marks is None:
            self._marks = [mark.start() for mark in re.finditer("[>\"'/]", self._text)]
            for quote in "\"'":
                self._quotes[quote] = [mark for mark in self._marks if self._text[mark] == quote]
        passed: list[int] = []
        i = bisect_left(self._marks, at)
        stop = len(self._text)
        while i < len(self._marks):
            mark = self._marks[i]
            if mark in self._stops:
                stop = self._stops[mark]
                break
            passed.append(mark)
            following = self._behind(mark)
            if following < 0:
                stop = mark
                break
            i = bisect_left(self._marks, following)
        self._stops.update(dict.fromkeys(passed, stop))
        return stop

    def _behind(self, mark: int) -> int:
        """Returns where attributes go on after a mark, -1 if they stop at it."""
        char = self._text[mark]
        if char == ">" or (char == "/" and self._text.startswith(">", mark + 1)):
            return -1
        if char == "/":
            return mark + 1
        partners = self._quotes[char]
        i = bisect_left(partners, mark + 1)
        return partners[i] + 1 if i < len(partners) else -1

    def _find(self, wanted: str, at: int) -> int:
        """Returns the next place of a text, -1 without one; what has been found is not looked for again."""
        known = self._found.get(wanted)
        if known is None or 0 <= known < at:
            known = self._found[wanted] = self._text.find(wanted, at)
        return known


def _character(match: re.Match[str] | None) -> tuple[Markup, ...]:
    """Returns the character that a reference stands for."""
    if match is None:
        return ()
    if match["entity"] is not None:
        character = _ENTITIES.get(match["entity"])
        return () if character is None else (Markup(*match.span(), text=character),)
    code = int(match["hex"], 16) if match["hex"] is not None else int(match["decimal"])
    if code > 0x10FFFF:
        return ()
    return (Markup(*match.span(), text="\ufffd" if 0xD800 <= code < 0xE000 else chr(code)),)
