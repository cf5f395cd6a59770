"""The one reader of parameters: what it takes, and its errors for what it does not."""

import ast
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import findling.search
from findling.base.errors import FindlingError
from findling.search.parameters import ObjectParameters, Parameters

PACKAGE = Path(findling.search.__file__).parent

Read = Callable[[Parameters], Any]
TEXT: Read = lambda parameters: parameters.text("p")  # noqa: E731
NUMBER: Read = lambda parameters: parameters.number("p", None)  # noqa: E731
INTEGER: Read = lambda parameters: parameters.integer("p", None)  # noqa: E731
LONG: Read = lambda parameters: parameters.long("p", None)  # noqa: E731
BOOLEAN: Read = lambda parameters: parameters.boolean("p", None)  # noqa: E731

# what Elasticsearch 9.1 said; the names of the dialects are those of the classes
TAKEN: list[tuple[Read, Any, Any]] = [
    (TEXT, "x", "x"),
    (NUMBER, 5, 5.0), (NUMBER, "1.5", 1.5), (NUMBER, " 5 ", 5.0), (NUMBER, "5f", 5.0),
    (NUMBER, "-Infinity", -float("inf")),
    (INTEGER, 1.5, 1), (INTEGER, "1.5", 1), (INTEGER, -1.9, -1), (INTEGER, "5", 5),
    (LONG, 30_000_000_000, 30_000_000_000), (LONG, "7", 7),
    (BOOLEAN, True, True), (BOOLEAN, "true", True), (BOOLEAN, "false", False),
    (BOOLEAN, "", False), (INTEGER, "NaN", 0),
]  # fmt: skip

NOT_NUMERIC = "Current token (VALUE_TRUE) not numeric, can not use numeric value accessors"
OUT_OF_RANGE = "Numeric value (30000000000) out of range of int (-2147483648 - 2147483647)"
ONLY = "Failed to parse value [x] as only [true] or [false] are allowed."
BY_HAND: list[tuple[Read, Any, str, str]] = [
    (TEXT, None, "parsing_exception", "[q] unknown token [VALUE_NULL] after [p]"),
    (TEXT, [], "parsing_exception", "[q] unknown token [START_ARRAY] after [p]"),
    (NUMBER, {}, "parsing_exception", "[q] unknown token [START_OBJECT] after [p]"),
    (NUMBER, "x", "number_format_exception", 'For input string: "x"'),
    (NUMBER, "1_0", "number_format_exception", 'For input string: "1_0"'),
    (NUMBER, "", "number_format_exception", "empty String"),
    (NUMBER, True, "x_content_parse_exception", NOT_NUMERIC),
    (INTEGER, 30_000_000_000, "x_content_parse_exception", OUT_OF_RANGE),
    (INTEGER, "30000000000", "illegal_argument_exception", "Value [30000000000] is out of range for an integer"),
    (INTEGER, True, "x_content_parse_exception", NOT_NUMERIC),
    (BOOLEAN, "x", "illegal_argument_exception", ONLY),
    (BOOLEAN, 5, "x_content_parse_exception", "Current token (VALUE_NUMBER_INT) not of boolean type"),
    (BOOLEAN, 1.5, "x_content_parse_exception", "Current token (VALUE_NUMBER_FLOAT) not of boolean type"),
]  # fmt: skip
BY_PARSER: list[tuple[Read, Any, str]] = [
    (TEXT, 5, "[q] p doesn't support values of type: VALUE_NUMBER"),
    (TEXT, True, "[q] p doesn't support values of type: VALUE_BOOLEAN"),
    (NUMBER, None, "[q] p doesn't support values of type: VALUE_NULL"),
    (NUMBER, True, "[q] p doesn't support values of type: VALUE_BOOLEAN"),
    (NUMBER, "x", "[q] failed to parse field [p]"),
    (INTEGER, [], "[q] p doesn't support values of type: START_ARRAY"),
    (INTEGER, "x", "[q] failed to parse field [p]"),
    (BOOLEAN, 5, "[q] p doesn't support values of type: VALUE_NUMBER"),
    (BOOLEAN, "x", "[q] failed to parse field [p]"),
]


@pytest.mark.parametrize("reader", [Parameters, ObjectParameters])
@pytest.mark.parametrize(("read", "given", "expected"), TAKEN)
def test_taken(reader: type[Parameters], read: Read, given: Any, expected: Any) -> None:
    parameters = reader("q", {"p": given})
    assert read(parameters) == expected
    parameters.finish()
    assert read(reader("q", {})) is None


def test_only_the_reader_by_hand_takes_other_scalars_as_text() -> None:
    assert TEXT(Parameters("q", {"p": 5})) == "5"
    assert TEXT(Parameters("q", {"p": True})) == "true"


@pytest.mark.parametrize(("read", "given", "kind", "reason"), BY_HAND)
def test_refused_by_hand(read: Read, given: Any, kind: str, reason: str) -> None:
    with pytest.raises(FindlingError) as caught:
        read(Parameters("q", {"p": given}))
    assert (caught.value.type, caught.value.reason) == (kind, reason)


@pytest.mark.parametrize(("read", "given", "reason"), BY_PARSER)
def test_refused_by_the_object_parser(read: Read, given: Any, reason: str) -> None:
    with pytest.raises(FindlingError) as caught:
        read(ObjectParameters("q", {"p": given}))
    assert (caught.value.type, caught.value.reason) == ("x_content_parse_exception", reason)


def test_what_is_not_taken_is_refused() -> None:
    with pytest.raises(FindlingError, match=r"\[q\] query does not support \[zzz\]"):
        Parameters("q", {"zzz": 1}).finish()
    parameters = ObjectParameters("q", {"fild": 1})
    parameters.text("field")
    with pytest.raises(FindlingError, match=r"\[q\] unknown field \[fild\] did you mean \[field\]\?"):
        parameters.finish()


def test_something_else_than_an_object() -> None:
    with pytest.raises(FindlingError, match="Expected START_OBJECT but was: VALUE_STRING"):
        ObjectParameters("q", "x")
    with pytest.raises(FindlingError, match="no start_object after query name"):
        Parameters("q", [])


def _bodies_looked_into(path: Path) -> list[str]:
    """Returns where a parser looks into the body it was given without a reader of parameters."""
    found = []
    for function in ast.walk(ast.parse(path.read_text())):
        if not isinstance(function, ast.FunctionDef) or "body" not in {a.arg for a in function.args.args}:
            continue
        for node in ast.walk(function):
            subscripted = isinstance(node, ast.Subscript) and _is_body(node.value)
            asked = isinstance(node, ast.Attribute) and _is_body(node.value)
            searched = isinstance(node, ast.Compare) and any(map(_is_body, node.comparators))
            if subscripted or asked or searched:
                found.append(f"{path.relative_to(PACKAGE)}:{node.lineno}")
    return found


def _is_body(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id == "body"


def test_no_query_and_no_aggregation_looks_into_its_body_by_itself() -> None:
    paths = [*PACKAGE.glob("query/**/*.py"), *PACKAGE.glob("aggs/**/*.py")]
    # these tell which query or aggregation a body is of; the wire's are no request's
    names = ("query/base.py", "query/url_query.py", "aggs/request.py", "aggs/base/wire.py")
    dispatchers = {PACKAGE / name for name in names}
    assert [place for path in paths if path not in dispatchers for place in _bodies_looked_into(path)] == []


def test_sorts_and_requests_do_not_look_into_their_bodies_either() -> None:
    names = ("sort.py", "request.py", "source_filter.py", "indices_boost.py", "fetch/*.py")
    # the body of an aggregation, which its own parser has read
    read_before = PACKAGE / "fetch/top_hits.py"
    paths = [path for name in names for path in PACKAGE.glob(name) if path != read_before]
    assert len(paths) > len(names)
    assert [place for path in paths for place in _bodies_looked_into(path)] == []


def _raw_conversions(path: Path) -> list[str]:
    """Returns where a value that was taken as it stands in the body is made a number without looking at its kind."""
    found = []
    for function in ast.walk(ast.parse(path.read_text())):
        if not isinstance(function, ast.FunctionDef):
            continue
        taken = {
            target.id
            for node in ast.walk(function)
            if isinstance(node, ast.Assign) and _is_taken(node.value)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        calls = [node for node in ast.walk(function) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
        looked_at = {
            node.args[0].id
            for node in calls
            if isinstance(node.func, ast.Name) and node.func.id == "isinstance" and isinstance(node.args[0], ast.Name)
        }
        for node in calls:
            if not isinstance(node.func, ast.Name) or not node.args:
                continue
            given = node.args[0]
            raw = _is_taken(given) or (isinstance(given, ast.Name) and given.id in taken - looked_at)
            if node.func.id in ("int", "float", "bool") and raw:
                found.append(f"{path.relative_to(PACKAGE)}:{node.lineno}")
    return found


def _is_taken(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "take"


def test_numbers_are_read_by_readers_of_numbers() -> None:
    assert [place for path in sorted(PACKAGE.glob("**/*.py")) for place in _raw_conversions(path)] == []
