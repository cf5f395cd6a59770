"""The Rego of a template as modules for an engine, and the way from their errors back to what the author wrote.

The template's own package becomes `template` and its modules become v1; both keep every line where it can be found.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from findling.policy.engine.errors import Problem
from findling.policy.gatekeeper.errors import InvalidTemplateError, TemplateProblem
from findling.policy.gatekeeper.module_outline import ModuleOutline
from findling.policy.gatekeeper.object_schemas import REGO_SOURCE
from findling.policy.gatekeeper.schema.validate import problems as value_problems
from findling.policy.rego_v0 import convert
from findling.policy.rego_v0.edits import SourceMap, apply

HOOKS_FILE: Final = "hooks.rego"
VIOLATIONS: Final = "hooks.violation"
"""The path at which an engine says which constraints an object violates."""
HOOKS: Final = """package hooks

violation contains response if {
	some constraint in input.constraints
	asked := {"review": input.review, "parameters": constraint.parameters}
	data.template.violation[found] with input as asked
	is_object(found)
	response := {"key": constraint.key, "details": object.get(found, "details", {}), "msg": found.msg}
}
"""
_MAIN: Final = "rego"
_PACKAGE: Final = "template"
_ENGINE: Final = "Rego"


@dataclass(frozen=True)
class Module:
    """A module as an engine takes it. maps: from its text back to the author's, one after the other"""

    text: str
    maps: tuple[SourceMap, ...] = ()

    def where(self, line: int, column: int) -> tuple[int, int]:
        for source in self.maps:
            line, column = source.where(line, column)
        return line, column


@dataclass(frozen=True)
class RegoCode:
    """What a template evaluates. modules: by the names that locations show: "rego", "libs[0]", ..."""

    modules: Mapping[str, Module] = field(default_factory=dict)
    uses_inventory: bool = False

    @property
    def texts(self) -> dict[str, str]:
        """The modules for an engine, with that which asks for all constraints at once."""
        return {HOOKS_FILE: HOOKS, **{name: module.text for name, module in self.modules.items()}}

    def problems(self, found: Sequence[Problem]) -> list[TemplateProblem]:
        """Returns an engine's problems with their places in the author's text."""
        return [self._problem(one) for one in found]

    def _problem(self, found: Problem) -> TemplateProblem:
        module = self.modules.get(found.file)
        if module is None or not found.row:
            return TemplateProblem(found.code, found.message)
        line, column = module.where(found.row, found.column)
        return TemplateProblem(found.code, found.message, f"{found.file}:{line}:{column}")


def rego_code(target: Mapping[str, Any]) -> RegoCode:
    """Reads the Rego of a template's target whose schema holds. Raises InvalidTemplateError."""
    source = _source(target)
    texts = {_MAIN: source["rego"], **{f"libs[{i}]": text for i, text in enumerate(source.get("libs") or ())}}
    problems: list[TemplateProblem] = []
    modules: dict[str, Module] = {}
    uses_inventory = False
    for name, text in texts.items():
        outline = ModuleOutline(text)
        problems += _refusals(name, outline)
        uses_inventory = uses_inventory or outline.uses_inventory
        renamed, map_of_package = apply(text, outline.edit_package(_PACKAGE) if name == _MAIN else [])
        modules[name] = _module(renamed, map_of_package, source.get("version") or "v0")
    if problems:
        raise InvalidTemplateError("; ".join(one.message for one in problems), problems)
    return RegoCode(modules, uses_inventory)


def _module(text: str, map_of_package: SourceMap, version: str) -> Module:
    if version == "v1":
        return Module(text, (map_of_package,))
    converted = convert(text)
    return Module(converted.text, (converted.source, map_of_package))


def _refusals(name: str, outline: ModuleOutline) -> Iterator[TemplateProblem]:
    if name == _MAIN:
        if outline.package and "violation" not in outline.rules:
            message = "invalid rego: invalid module: missing required rules: [violation]"
            yield TemplateProblem("ingest_error", message, name)
    elif outline.package[:1] != ["lib"] or len(outline.package) < 2:
        path = ".".join(("data", *outline.package))
        yield TemplateProblem("ingest_error", f"invalid libs: path {path} not found in lib prefixes", name)
    for message in outline.refusals():
        yield TemplateProblem("ingest_error", message, name)


def _source(target: Mapping[str, Any]) -> Mapping[str, Any]:
    """Returns rego, libs and version: `rego` of the target itself wins over an entry of `code`."""
    if target.get("rego"):
        return {"rego": target["rego"], "libs": target.get("libs")}
    for code in target.get("code") or ():
        if code["engine"] == _ENGINE:
            found: dict[str, Any] = code["source"]
            problem = next(value_problems(found, REGO_SOURCE, "source"), None)
            if problem is not None:
                raise InvalidTemplateError(problem)
            return found
    engines = ", ".join(code["engine"] for code in target.get("code") or ())
    raise InvalidTemplateError(
        "no language driver is installed that handles this constraint template: available drivers: [Rego], "
        f'wanted "{engines}"'
    )
