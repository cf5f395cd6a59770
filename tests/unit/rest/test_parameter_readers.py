"""Every parameter of a route is read by its handler, or said to have no effect, and why."""

import ast
from functools import cache
from pathlib import Path

import pytest

import findling
from findling.rest.idle_parameters import IDLE_PARAMETERS
from findling.rest.routes import SERVED
from findling.rest.routes.features import absent_features
from tests.reference.api import Api

ROOT = Path(findling.__file__).parents[1]
# imports from a handler's module to where its parameters are read: action, request, reader of queries in URLs
STEPS = 3
RENDERING = "findling.rest.render"
ABSENT = absent_features.__name__


@cache
def path_of(module: str) -> Path:
    plain = ROOT / f"{module.replace('.', '/')}.py"
    return plain if plain.exists() else ROOT / module.replace(".", "/") / "__init__.py"


@cache
def tree_of(module: str) -> ast.Module:
    return ast.parse(path_of(module).read_text())


@cache
def imports(module: str) -> frozenset[str]:
    found = set()
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("findling"):
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                found.add(inner if path_of(inner).exists() else str(node.module))
    return frozenset(found)


@cache
def texts(module: str, steps: int) -> frozenset[str]:
    """Returns the texts in a module and those it imports, but for what the lines of the route table say."""
    routes = [
        call for call in ast.walk(tree_of(module)) if isinstance(call, ast.Call) and ast.unparse(call.func) == "route"
    ]
    of_routes = {id(part) for call in routes for part in ast.walk(call)}
    own = {
        node.value
        for node in ast.walk(tree_of(module))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in of_routes
    }
    others = [texts(other, steps - 1) for other in imports(module)] if steps else []
    return frozenset(own.union(*others))


def unread() -> set[str]:
    """Returns the parameters that no text of what a handler calls names, but for those that are warned of."""
    return {
        name
        for route in SERVED
        if route.is_checked and route.handler.__module__ != ABSENT
        for name in route.parameters - route.idle
        if name not in texts(route.handler.__module__, STEPS) | texts(RENDERING, 1)
    }


def test_every_parameter_has_a_reader_or_a_reason_to_have_no_effect() -> None:
    assert unread() == IDLE_PARAMETERS.keys()


@pytest.mark.parametrize("name", ["suggest_mode", "suggest_size", "suggest_text"])
def test_suggestions_in_the_url_name_a_field(api: Api, name: str) -> None:
    reason = f"request [/_search] contains parameters [{name}] but missing 'suggest_field' parameter."
    assert api.get(f"/_search?{name}=1").error == (400, "illegal_argument_exception", reason)


def test_synthetic_sources_are_refused(api: Api) -> None:
    api.put("/a/_doc/1", {})
    for target in ("/a/_search", "/a/_doc/1"):
        assert api.get(f"{target}?force_synthetic_source=true").error[2].startswith("[force_synthetic_source] is not")
        assert api.get(f"{target}?force_synthetic_source=false").status == 200


@pytest.mark.parametrize("query", ["parent_task_id=x:1", "nodes=elsewhere", "node_id=elsewhere"])
def test_tasks_of_others_are_not_here(api: Api, query: str) -> None:
    task = api.node.tasks.start("indices:data/write/reindex", "", {})
    assert api.get(f"/_tasks?{query}").body == {"nodes": {}}
    assert api.get(f"/_tasks?{query}&group_by=none").body == {"tasks": []}
    assert api.post(f"/_tasks/_cancel?{query}").body == {"nodes": {}}
    assert not task.cancelled
    assert api.get(f"/_cat/tasks?{query}").text == ""
    assert api.get("/_tasks?nodes=_local").body["nodes"].keys() == {api.node.id}
