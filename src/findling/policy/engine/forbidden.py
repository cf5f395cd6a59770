"""Refuses modules that reach out: built-in functions that open connections, read files or look at the host.

Modules are judged as the parser sees them, so that no way of writing a name hides it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from findling.policy.engine.errors import Problem, RegoError, problems_of
from findling.policy.engine.protocol import Engine, EngineKind, Sources

FORBIDDEN: Final = ("http.send", "net.lookup_ip_addr", "opa.runtime", "json.match_schema", "json.verify_schema")
"""The last two fetch what a `$ref` names: from other servers and from files."""
_PARSER: Final = """package findling_parser

module := rego.parse_module(input.name, input.text)
"""
_WRITTEN: Final = re.compile(
    r"|".join(rf"\b{a}\s*(?:\.\s*{b}\b|\[\s*[\"`]{b}[\"`])" for a, b in (name.split(".") for name in FORBIDDEN))
)
_HEAD: Final = "package query\n\nanswer if {\n"
"""What a query is the body of, to be parsed."""
_PARSING: Final = "rego.parse_module: "


class Parser:
    """Parses modules; `close` at the end."""

    def __init__(self, kind: EngineKind) -> None:
        # only OPA's engine has the function that parses; the others' modules are judged by their text
        self._engine: Engine | None = kind.load(Sources({"parser.rego": _PARSER})) if kind.has_filters else None

    def refuse(self, modules: Mapping[str, str]) -> dict[str, Any]:
        """Returns the syntax trees of modules, as of `parsed`.

        Raises RegoError for modules that do not parse or use what is forbidden.
        """
        trees = {name: self.parsed(name, text) for name, text in modules.items()}
        problems = [found for name, text in modules.items() for found in _problems(name, text, trees[name])]
        if problems:
            raise RegoError(problems)
        return trees

    def refuse_query(self, query: str) -> None:
        """Raises RegoError for a query that uses what is forbidden, or that is more than the body of a rule."""
        try:
            self.refuse({"": f"{_HEAD}{query}\n}}\n"})
        except RegoError as error:
            raise RegoError([_of_query(problem) for problem in error.problems]) from error

    def parsed(self, name: str, text: str) -> Any:
        """Returns the syntax tree of a module as OPA's `rego.parse_module` gives it; None without OPA's engine."""
        if self._engine is None:
            return None
        return self._engine.evaluate("findling_parser.module", {"name": name, "text": text})

    def close(self) -> None:
        if self._engine is not None:
            self._engine.close()


def _problems(name: str, text: str, tree: Any) -> Iterator[Problem]:
    if tree is None:
        used = {re.sub(r"[\s\"`\]]", "", found).replace("[", ".") for found in _WRITTEN.findall(text)}
    else:
        used = set(_references(tree))
    for function in sorted(used):
        row = next((n for n, line in enumerate(text.split("\n"), 1) if function.split(".")[1] in line), 1)
        yield Problem("rego_type_error", f"the built-in function {function} is forbidden here", name, row)


def _of_query(problem: Problem) -> Problem:
    """Returns a problem with its place in the query, not in the module around it."""
    (found,) = problems_of(problem.message.removeprefix(_PARSING)) if _PARSING in problem.message else (problem,)
    return replace(found, file="", row=max(1, found.row - _HEAD.count("\n")), line=problem.line, column=problem.column)


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
