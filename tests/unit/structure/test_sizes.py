"""Nothing grows beyond what can be read at once."""

from collections import Counter

from tests.unit.structure.source_tree import functions, imports_at_run_time, length, modules

MOST_LINES = 500
MOST_FUNCTION_LINES = 60
MOST_FILES = 33


def test_no_file_is_longer_than_its_limit() -> None:
    lengths = {name: path.read_text(encoding="utf-8").count("\n") for name, path in modules().items()}
    assert {name: n for name, n in lengths.items() if n > MOST_LINES} == {}


def test_no_function_is_longer_than_its_limit() -> None:
    found = {f"{name}.{f.name}": length(f) for name in modules() for f in functions(name)}
    assert {name: n for name, n in found.items() if n > MOST_FUNCTION_LINES} == {}


def test_no_folder_holds_more_files_than_its_limit() -> None:
    """A folder that does needs rooms."""
    counts = Counter(path.parent for path in modules().values())
    assert {str(folder): n for folder, n in counts.items() if n > MOST_FILES} == {}


def test_no_module_imports_itself_through_others() -> None:
    """A circle at run time makes the order of imports matter."""
    edges = {name: imports_at_run_time(name) for name in modules()}
    assert _circle(edges) == []


def _circle(edges: dict[str, set[str]]) -> list[str]:
    """Returns the names on one circle, [] if there is none."""
    done: set[str] = set()
    for start in edges:
        path: list[str] = []
        stack = [(start, iter(sorted(edges[start])))]
        while stack:
            name, rest = stack[-1]
            if name not in path:
                path.append(name)
            following = next((target for target in rest if target not in done), None)
            if following is None:
                done.add(name)
                path.remove(name)
                stack.pop()
            elif following in path:
                return path[path.index(following) :]
            else:
                stack.append((following, iter(sorted(edges[following]))))
    return []
