"""The package as its syntax trees show it: modules, their imports at run time, their functions."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[3]
SOURCES = ROOT / "src"


@cache
def modules() -> dict[str, Path]:
    """Returns the modules of the package by dotted name."""
    found = {}
    for path in sorted(SOURCES.glob("findling/**/*.py")):
        parts = path.relative_to(SOURCES).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def tree(name: str) -> ast.Module:
    """Returns the syntax tree of a module."""
    return ast.parse(modules()[name].read_text(encoding="utf-8"))


def imports_at_run_time(name: str) -> set[str]:
    """Returns the modules of the package that a module imports when it is imported itself."""
    found: set[str] = set()
    for node in _top_level(tree(name)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            module = node.module.removeprefix("cython.cimports.")
            inner = {f"{module}.{alias.name}" for alias in node.names} & modules().keys()
            # a package whose modules alone are wanted need not be ready
            found |= inner if len(inner) == len(node.names) else inner | {module}
    return found & modules().keys()


def _top_level(body: ast.Module) -> Iterator[ast.stmt]:
    for node in body.body:
        if isinstance(node, ast.If):
            if "TYPE_CHECKING" not in ast.unparse(node.test):
                yield from node.body
                yield from node.orelse
        else:
            yield node


def functions(name: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yields the functions and methods of a module."""
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Returns the lines of a function without its decorators and docstring."""
    lines = (function.end_lineno or 0) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function):
        lines -= (first.end_lineno or 0) - first.lineno + 1
    return lines
