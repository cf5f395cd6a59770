"""np.unique alone hashes whole numbers, seconds for a million: findling.base.runs has what to call instead."""

import ast

import pytest

from tests.unit.structure.source_tree import modules, tree


def _hashes(call: ast.Call) -> bool:
    """Whether a call is one of np.unique that asks for no places or counts, or for rows."""
    if ast.unparse(call.func) not in ("np.unique", "numpy.unique"):
        return False
    asked = {keyword.arg for keyword in call.keywords}
    return "axis" in asked or not asked & {"return_index", "return_inverse", "return_counts"}


def test_what_is_looked_for_is_found() -> None:
    calls = [ast.parse(text).body[0] for text in ("np.unique(x)", "np.unique(x, axis=1, return_index=True)")]
    assert all(_hashes(statement.value) for statement in calls if isinstance(statement, ast.Expr))


@pytest.mark.parametrize("name", modules())
def test_nobody_hashes_numbers_to_find_the_distinct_ones(name: str) -> None:
    lines = [call.lineno for call in ast.walk(tree(name)) if isinstance(call, ast.Call) and _hashes(call)]
    assert not lines, f"{name}, lines {lines}: findling.base.runs.distinct"
