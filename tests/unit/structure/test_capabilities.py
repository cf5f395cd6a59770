"""Objects say what they can do: nobody tries whether they have a member, or knows them by the name of their type."""

import ast
from collections.abc import Iterator

import pytest

from tests.unit.structure.source_tree import modules, tree

# what the name of a type, of its family or of a column's kind stands in
NAMES_OF_TYPES = ("type_name", "family")


def calls_of_probes(node: ast.AST) -> Iterator[ast.Call]:
    """Yields the calls that ask an object whether it has a member.

    They are hasattr, and getattr with a default or by a written name. getattr by a name that only the program's run
    knows, such as that of a dataclass field, is none.
    """
    for call in ast.walk(node):
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name)):
            continue
        written = len(call.args) > 1 and isinstance(call.args[1], ast.Constant)
        if call.func.id == "hasattr" or (call.func.id == "getattr" and (written or len(call.args) > 2)):
            yield call


def comparisons_with_names(node: ast.AST) -> Iterator[ast.Compare]:
    """Yields the comparisons of a type's name, or of a column's kind, with names that are written down."""
    for compare in ast.walk(node):
        if isinstance(compare, ast.Compare):
            sides = [compare.left, *compare.comparators]
            if any(map(_is_name_of_type, sides)) and any(map(_is_written, sides)):
                yield compare


def _is_name_of_type(side: ast.expr) -> bool:
    if not isinstance(side, ast.Attribute):
        return False
    of_structures = side.attr == "kind" and ast.unparse(side.value).endswith("structures")
    return of_structures or side.attr in NAMES_OF_TYPES


def _is_written(side: ast.expr) -> bool:
    if isinstance(side, ast.Tuple | ast.List | ast.Set):
        return any(map(_is_written, side.elts))
    if isinstance(side, ast.Name):
        return side.id.strip("_").isupper()
    return isinstance(side, ast.Constant) and isinstance(side.value, str)


def test_nobody_probes_for_members() -> None:
    found = {name: [ast.unparse(call) for call in calls_of_probes(tree(name))] for name in modules()}
    assert {name: calls for name, calls in found.items() if calls} == {}


def test_nobody_outside_the_mapping_knows_a_field_type_by_name() -> None:
    outside = [name for name in modules() if not name.startswith("findling.mapping")]
    found = {name: [ast.unparse(compare) for compare in comparisons_with_names(tree(name))] for name in outside}
    assert {name: comparisons for name, comparisons in found.items() if comparisons} == {}


@pytest.mark.parametrize(
    ("code", "probes"),
    [
        ("hasattr(a, 'b')", 1),
        ("getattr(a, 'b', None)", 1),
        ("getattr(a, name, None)", 1),
        ("getattr(a, 'b')", 1),
        ("getattr(a, item.name)", 0),
    ],
)
def test_what_a_probe_is(code: str, probes: int) -> None:
    assert len(list(calls_of_probes(ast.parse(code)))) == probes


@pytest.mark.parametrize(
    ("code", "comparisons"),
    [
        ("field.type_name == 'ip'", 1),
        ("field.family not in ('ip', 'version')", 1),
        ("field.family in _NUMBERS", 1),
        ("field.structures.kind != 'text'", 1),
        ("token.kind == 'name'", 0),
        ("old.type_name != new.type_name", 0),
    ],
)
def test_what_a_comparison_with_a_name_is(code: str, comparisons: int) -> None:
    assert len(list(comparisons_with_names(ast.parse(code)))) == comparisons
