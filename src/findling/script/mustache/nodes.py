"""The parts of a template, each of which renders itself."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from findling.base.errors import MustacheError, NullPointerError, ParseError, SizeLimitExceededError
from findling.base.json_values import json_text
from findling.base.work.current import check_work, checked
from findling.script.mustache.values import Escape, escape_url, found, shown_sections, text_of

Scopes = tuple[object, ...]
MAX_OUTPUT: Final = 1 << 20
"""Characters that a template may become; Elasticsearch's mustache.max_output_size_bytes."""


class Node(ABC):
    """A part of a template."""

    @abstractmethod
    def render(self, scopes: Scopes, escape: Escape) -> str:
        """Returns its text. Raises MustacheError."""


def render_all(nodes: Sequence[Node], scopes: Scopes, escape: Escape) -> str:
    """Returns the text of parts that follow each other. Raises ParseError if it is too long."""
    return _joined(node.render(scopes, escape) for node in nodes)


def _joined(texts: Iterable[str]) -> str:
    """Returns texts as one. Raises ParseError before it is too long."""
    parts = list[str]()
    size = 0
    for text in texts:
        parts.append(text)
        size += len(text)
        if size > MAX_OUTPUT:
            begun = "".join(part[:20] for part in parts[:20])[:20]
            cause = SizeLimitExceededError(
                f"String [{begun}...] has size [{size}] which exceeds the size limit [{MAX_OUTPUT}]"
            )
            raise ParseError("Mustache script result size limit exceeded") from cause
    return "".join(parts)


@dataclass(frozen=True, slots=True)
class Text(Node):
    """What stands between tags."""

    text: str

    def render(self, scopes: Scopes, escape: Escape) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Variable(Node):
    """`{{name}}`, or `{{{name}}}` as it is."""

    name: str
    is_raw: bool = False

    def render(self, scopes: Scopes, escape: Escape) -> str:
        value = found(scopes, self.name)
        if value is None:
            return ""
        text = text_of(value)
        return text if self.is_raw else escape(text)


@dataclass(frozen=True, slots=True)
class Section(Node):
    """`{{#name}}...{{/name}}`: once for what is there, for each of a list; or `{{^name}}` for what is not there."""

    name: str
    nodes: tuple[Node, ...]
    is_inverted: bool = False

    def render(self, scopes: Scopes, escape: Escape) -> str:
        values = shown_sections(found(scopes, self.name))
        if self.is_inverted:
            return "" if values else render_all(self.nodes, scopes, escape)
        # sections in sections of long lists have no end that is worth waiting for, even if they say nothing
        check_work()
        return _joined(render_all(self.nodes, (*scopes, value), escape) for value in checked(values, 100))


@dataclass(frozen=True, slots=True)
class ToJson(Node):
    """`{{#toJson}}name{{/toJson}}`: a map or list as JSON, anything else as its text."""

    name: str

    def render(self, scopes: Scopes, escape: Escape) -> str:
        value = found(scopes, self.name)
        if isinstance(value, (dict, list)):
            return json_text(value).decode()
        return "" if value is None else text_of(value)


@dataclass(frozen=True, slots=True)
class Join(Node):
    """`{{#join delimiter=','}}name{{/join delimiter=','}}`: the values of a list."""

    name: str
    delimiter: str
    line: int

    def render(self, scopes: Scopes, escape: Escape) -> str:
        value = found(scopes, self.name)
        if not isinstance(value, list):
            return self.name
        if None in value:
            cause = NullPointerError('Cannot invoke "Object.toString()" because "object" is null')
            raise MustacheError(f"Function failure @[query-template:{self.line}]") from cause
        return escape(self.delimiter.join(text_of(each) for each in value))


@dataclass(frozen=True, slots=True)
class Url(Node):
    """`{{#url}}...{{/url}}`: what is inside, encoded for a URL."""

    nodes: tuple[Node, ...]

    def render(self, scopes: Scopes, escape: Escape) -> str:
        return escape_url(render_all(self.nodes, scopes, escape))
