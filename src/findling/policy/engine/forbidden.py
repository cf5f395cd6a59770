"""Refuses modules that reach out: built-in functions that open connections, read files or look at the host.

Modules are judged as the parser sees them, so that no way of writing a name hides it.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from findling.policy.engine.errors import Problem, RegoError
from findling.policy.engine.protocol import Engine, EngineKind, Sources

FORBIDDEN: Final = ("http.send", "net.lookup_ip_addr", "opa.runtime", "json.match_schema", "json.verify_schema")
"""The last two fetch what a `$ref` names: from other servers and from files."""
_PARSER: Final = """package findling_parser

module := rego.parse_module(input.name, input.text)
"""
_WRITTEN: Final = re.compile(
    r"|".join(rf"\b{a}\s*(?:\.\s*{b}\b|\[\s*[\"`]{b}[\"`])" for a, b in (name.split(".") for name in FORBIDDEN))
)
_OF_QUERY: Final = "query"


class Parser:
    """Parses modules; `close` at the end."""

    def __init__(self, kind: EngineKind) -> None:
        # only OPA's engine has the function that parses; the others' modules are judged by their text
        self._engine: Engine | None = kind.load(Sources({"parser.rego": _PARSER})) if kind.has_filters else None

    def refuse(self, modules: Mapping[str, str]) -> None:
        """Raises RegoError for modules that do not parse or use what is forbidden."""
        problems = [problem for name, text in modules.items() for problem in self._problems(name, text)]
        if problems:
            raise RegoError(problems)

    def refuse_query(self, query: str) -> None:
        """Raises RegoError for a query that uses what is forbidden, or that is more than the body of a rule."""
        self.refuse({_OF_QUERY: f"package query\n\nanswer if {{\n{query}\n}}\n"})

    def parsed(self, name: str, text: str) -> Any:
        """Returns the syntax tree of a module as OPA's `rego.parse_module` gives it; None without OPA's engine."""
        if self._engine is None:
            return None
        return self._engine.evaluate("findling_parser.module", {"name": name, "text": text})

    def close(self) -> None:
        if self._engine is not None:
            self._engine.close()

    def _problems(self, name: str, text: str) -> Iterator[Problem]:
        for used in sorted(self._used(name, text)):
            row = next((n for n, line in enumerate(text.split("\n"), 1) if used.split(".")[1] in line), 1)
            yield Problem("rego_type_error", f"the built-in function {used} is forbidden here", name, row)

    def _used(self, name: str, text: str) -> set[str]:
        if self._engine is None:
            return {re.sub(r"[\s\"`\]]", "", found).replace("[", ".") for found in _WRITTEN.findall(text)}
        return set(_references(self.parsed(name, text)))


def _references(tree: Any) -> Iterator[str]:
    """Yields the forbidden names that a syntax tree refers to."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, dict):
            if node.get("type") == "ref":
                name = ".".join(str(part.get("value")) for part in node["value"][:2])
                if name in FORBIDDEN:
                    yield name
            waiting += node.values()
