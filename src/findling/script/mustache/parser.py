"""From the text of a template to its parts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from findling.base.errors import MustacheError
from findling.script.mustache.nodes import Join, Node, Section, Text, ToJson, Url, Variable

_JOIN: Final = re.compile(r"join(?:\s+delimiter=(?P<quote>['\"])(?P<delimiter>.*?)(?P=quote))?\s*", re.DOTALL)
_STANDALONE: Final = frozenset("#^/!=")
_DEEPEST: Final = 100


@dataclass(slots=True)
class _Open:
    """A section that is not closed yet."""

    kind: str
    name: str
    line: int
    nodes: list[Node] = field(default_factory=list)


def parse_template(text: str) -> tuple[Node, ...]:
    """Returns the parts of a template. Raises MustacheError."""
    return _Parser(text).parse()


def _fault(what: str, line: int) -> MustacheError:
    return MustacheError(f"{what} @[query-template:{line}]")


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._start, self._end = "{{", "}}"
        self._place = 0
        self._stack = [_Open("", "", 1)]

    def parse(self) -> tuple[Node, ...]:
        """Returns the parts. Raises MustacheError."""
        while True:
            start = self._text.find(self._start, self._place)
            if start < 0:
                break
            self._tag(start)
        self._add(self._text[self._place :])
        if len(self._stack) > 1:
            left = self._stack[-1]
            raise _fault(f"Failed to close '{left.name}' tag", left.line)
        return tuple(self._stack[0].nodes)

    def _add(self, text: str) -> None:
        if text:
            self._stack[-1].nodes.append(Text(text))

    def _tag(self, start: int) -> None:
        """Reads the tag that starts at a place."""
        line = self._text.count("\n", 0, start) + 1
        inner = start + len(self._start)
        is_triple = self._start == "{{" and self._text.startswith("{", inner)
        closing = "}" + self._end if is_triple else self._end
        if self._text.startswith("=", inner):
            closing = "=" + self._end
        end = self._text.find(closing, inner)
        if end < 0:
            raise _fault("Improperly closed variable", line)
        body, after = self._text[inner:end], end + len(closing)
        if not body.strip():
            raise _fault("Empty mustache", line)
        before = self._text[self._place : start]
        if body[0] in _STANDALONE:
            before, after = self._alone(before, start, after)
        self._add(before)
        self._place = after
        self._read(body[1:].strip() if is_triple else body, line, is_triple)

    def _alone(self, before: str, start: int, after: int) -> tuple[str, int]:
        """Returns the text before a tag and where it goes on after it: a tag alone on its line takes the line away."""
        line_start = self._text.rfind("\n", 0, start) + 1
        line_end = self._text.find("\n", after)
        line_end = len(self._text) if line_end < 0 else line_end + 1
        if self._text[line_start:start].strip(" \t") or self._text[after:line_end].strip():
            return before, after
        if line_start < self._place:  # something else of the line came before
            return before, after
        return before[: len(before) - (start - line_start)], line_end

    def _read(self, body: str, line: int, is_triple: bool) -> None:
        kind, name = body[0], body[1:].strip()
        if is_triple:
            self._stack[-1].nodes.append(Variable(body, is_raw=True))
        elif kind == "&":
            self._stack[-1].nodes.append(Variable(name, is_raw=True))
        elif kind in "#^":
            if len(self._stack) > _DEEPEST:
                raise _fault("Sections are nested too deeply", line)
            self._stack.append(_Open(kind, name, line))
        elif kind == "/":
            self._close(name, line)
        elif kind == ">":
            raise MustacheError(f"Partial templates are not supported in Elasticsearch Mustache scripts: [{name}]")
        elif kind == "=":
            self._start, self._end = body[1:].split()[:2]
        elif kind != "!":
            self._stack[-1].nodes.append(Variable(body.strip()))

    def _close(self, name: str, line: int) -> None:
        if len(self._stack) == 1 or self._stack[-1].name != name:
            opened = self._stack[-1].name if len(self._stack) > 1 else "null"
            raise _fault(f"Mismatched start/end tags: {opened} != {name} in query-template:{line}", line)
        section = self._stack.pop()
        self._stack[-1].nodes.append(_made(section))


def _made(section: _Open) -> Node:
    """Returns the node of a section that has been closed; some names are functions. Raises MustacheError."""
    nodes = tuple(section.nodes)
    join = _JOIN.fullmatch(section.name) if section.kind == "#" else None
    if section.kind == "#" and section.name == "toJson":
        return ToJson(_identifier("toJson", nodes))
    if join is not None:
        delimiter = join["delimiter"]
        return Join(_identifier("join", nodes), "," if delimiter is None else delimiter, section.line)
    if section.kind == "#" and section.name == "url":
        return Url(nodes)
    return Section(section.name, nodes, section.kind == "^")


def _identifier(function: str, nodes: Sequence[Node]) -> str:
    """Returns the name that stands alone in a function's section."""
    if len(nodes) != 1:
        raise MustacheError(f"Mustache function [{function}] must contain one and only one identifier")
    node = nodes[0]
    return node.text if isinstance(node, Text) else ""
