"""The language `mustache`: texts of search templates."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from findling.base.errors import MustacheError, ScriptError
from findling.script.context import Context
from findling.script.definition import CONTENT_TYPE
from findling.script.language import Language
from findling.script.mustache.nodes import Node, render_all
from findling.script.mustache.parser import parse_template
from findling.script.mustache.values import encoder


@dataclass(frozen=True, slots=True)
class Template:
    """A compiled template."""

    source: str
    nodes: tuple[Node, ...]
    content_type: str | None

    def execute(self, variables: Mapping[str, object]) -> str:
        """Returns the text; variables: `params`.

        Raises MustacheError, IllegalArgumentError for a media type that is not known.
        """
        params = cast(Mapping[str, Any], variables.get("params") or {})
        return render_all(self.nodes, (params,), encoder(self.content_type))


def compile_template(source: str, context: Context, options: Mapping[str, str]) -> Template:
    """Compiles a template. Raises ScriptError."""
    try:
        nodes = parse_template(source)
    except MustacheError as error:
        raise ScriptError(error.reason, script_stack=[], script=source, lang="mustache") from error
    return Template(source, nodes, options.get(CONTENT_TYPE))


MUSTACHE: Final = Language("mustache", compile_template, frozenset({"template", "ingest_template"}))
