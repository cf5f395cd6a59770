"""Every package opens with its chapter, and a chapter names only what is there."""

import ast
import re
from pathlib import Path

import pytest

from tests.unit.structure.source_tree import SOURCES, modules, tree

PACKAGES = sorted(name for name, path in modules().items() if path.name == "__init__.py")
QUOTED = re.compile(r"`([^`\s]+)`")
IN_BRACKETS = re.compile(r"`[A-Z]\w+` \(([a-z_]+(?:, [a-z_]+)*)\)")


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_has_a_chapter(package: str) -> None:
    assert len(ast.get_docstring(tree(package)) or "") > 40


@pytest.mark.parametrize("package", PACKAGES)
def test_a_chapter_names_what_is_there(package: str) -> None:
    chapter = ast.get_docstring(tree(package)) or ""
    names = set(QUOTED.findall(chapter)) | {
        name for group in IN_BRACKETS.findall(chapter) for name in group.split(", ")
    }
    assert [name for name in sorted(names) if not _exists(package, name)] == []


def _exists(package: str, name: str) -> bool:
    """Whether a name is a module, a path, a class, function, method or member, or plainly no name of code."""
    if name.startswith("_") or not re.fullmatch(r"[\w./]+(\(\))?", name) or name in WORDS:
        return True
    folder = modules()[package].parent
    path = name.removesuffix(".py").replace(".", "/") if "/" in name or name.endswith(".py") else name.replace(".", "/")
    places = (folder, SOURCES / "findling", SOURCES, SOURCES.parent)
    if any((place / path).exists() or (place / f"{path}.py").exists() or (place / name).exists() for place in places):
        return True
    return name.removesuffix("()").split(".")[-1] in _defined(folder)


WORDS = {"_source", "aggs", "caused_by", "match"}
"""Words of requests that chapters quote."""


def _defined(folder: Path) -> set[str]:
    found: set[str] = set()
    for path in folder.rglob("*.py"):
        found |= set(re.findall(r"^ *(?:async )?(?:class|def) (\w+)", path.read_text(encoding="utf-8"), re.MULTILINE))
        found |= set(re.findall(r"^ *(?:self\.)?(\w+)(?::| =)", path.read_text(encoding="utf-8"), re.MULTILINE))
    return found
