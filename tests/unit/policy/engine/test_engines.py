"""The engines of Rego: the same questions to each, and what each of them alone can do."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from findling.base.errors import IllegalArgumentError
from findling.policy.engine.apart import ProcessEngine
from findling.policy.engine.errors import EngineError, EngineMissingError, RegoError
from findling.policy.engine.opa import OpaKind
from findling.policy.engine.probe import engine_kind
from findling.policy.engine.protocol import NO_INPUT, UNDEFINED, Engine, FilterRequest, Sources
from findling.policy.engine.regorus import RegorusKind

MODULE = """package authz

default allow := false

allow if input.user in data.teams[input.team]

names contains name if some name in data.teams.a

nothing if input.absent

value := input.value

text := "<a>"
"""
SOURCES = Sources({"authz.rego": MODULE}, {"teams": {"a": ["ann", "bob"]}})


class Apart:
    """OPA's engine in a process of its own."""

    def load(self, sources: Sources) -> Engine:
        return ProcessEngine(sources)


@pytest.fixture(params=[OpaKind, RegorusKind, Apart], ids=["opa", "regorus", "apart"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    engine = request.param().load(SOURCES)
    yield engine
    engine.close()


@pytest.mark.parametrize(
    ("path", "input", "value"),
    [
        ("authz.allow", {"user": "ann", "team": "a"}, True),
        ("authz.allow", {"user": "eve", "team": "a"}, False),
        ("authz.allow", {}, False),
        ("authz.names", {}, ["ann", "bob"]),
        ("authz.nothing", {}, UNDEFINED),
        ("authz.nothing", {"absent": True}, True),
        ("nowhere.at.all", {}, UNDEFINED),
        ("teams.a", {}, ["ann", "bob"]),
        ("authz.value", {"value": None}, None),
        ("authz.value", {"value": ["Ä", 1.5, {"a": []}]}, ["Ä", 1.5, {"a": []}]),
        ("authz.value", {"value": []}, []),
        ("authz.value", NO_INPUT, UNDEFINED),
        ("authz", {"value": 1}, {"allow": False, "names": ["ann", "bob"], "value": 1, "text": "<a>"}),
    ],
)
def test_values_at_paths(engine: Engine, path: str, input: Any, value: Any) -> None:
    assert engine.evaluate(path, input) == value


def test_all_of_data(engine: Engine) -> None:
    assert engine.evaluate("", {}).keys() == {"authz", "teams"}


def test_a_query_has_rows(engine: Engine) -> None:
    rows = engine.query("some team; name = data.teams[team][_]; other = input.x", {"x": 7})
    assert sorted(row.bindings["name"] for row in rows) == ["ann", "bob"]
    assert [row.bindings["other"] for row in rows] == [7, 7]
    assert engine.query("data.teams.b") == []


def test_threads_get_their_own_answers(engine: Engine) -> None:
    wrong: list[Any] = []

    def ask(number: int) -> None:
        for turn in range(50):
            value = engine.evaluate("authz.value", {"value": [number, turn]})
            if value != [number, turn]:
                wrong.append(value)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_closed_engine_refuses() -> None:
    for kind in (OpaKind(), RegorusKind()):
        engine = kind.load(SOURCES)
        engine.close()
        engine.close()
        with pytest.raises(EngineError, match="closed"):
            engine.evaluate("authz.allow", {})


def test_errors_of_built_ins_are_errors(engine: Engine) -> None:
    """Not undefined, as in the `opa` program: whoever asks has to fail closed."""
    for kind in (OpaKind(), RegorusKind()):
        broken = kind.load(Sources({"a.rego": "package a\n\np := 1 / input.x\n"}))
        with pytest.raises(RegoError, match="divide by zero") as caught:
            broken.evaluate("a.p", {"x": 0})
        assert caught.value.in_evaluation
        assert broken.evaluate("a.p", {"x": 2}) == 0.5
        broken.close()


@pytest.mark.parametrize("kind", [OpaKind(), RegorusKind()], ids=["opa", "regorus"])
def test_faults_of_syntax_have_file_line_and_column(kind: OpaKind | RegorusKind) -> None:
    with pytest.raises(RegoError) as caught:
        kind.load(Sources({"team/a.rego": "package a\n\nallow if {\n    x ==\n}\n"}))
    (problem,) = caught.value.problems
    assert (problem.file, problem.row, problem.column, problem.line) == ("team/a.rego", 5, 1, "}")
    assert problem.code == "rego_parse_error"
    assert problem.as_json()["details"] == {"line": "}", "idx": 0}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("package a\n\np if input.x == y\n", [("rego_unsafe_var_error", "var y is unsafe", 3, 17)]),
        ("package a\n\n  q if { f(1) }\n", [("rego_type_error", "undefined function f", 3, 10)]),
        (
            "package a\np := q\nq := p\n",
            [
                ("rego_recursion_error", "rule data.a.p is recursive: data.a.p -> data.a.q -> data.a.p", 2, 1),
                ("rego_recursion_error", "rule data.a.q is recursive: data.a.q -> data.a.p -> data.a.q", 3, 1),
            ],
        ),
        (
            "package a\np[x] { x = 1 }\n",
            [
                ("rego_parse_error", "`if` keyword is required before rule body", 2, 1),
                ("rego_parse_error", "`contains` keyword is required for partial set rules", 2, 1),
            ],
        ),
        ("package teams\n\na := 1\n", [("rego_compile_error", "conflicting rule for data path teams/a found", 3, 1)]),
    ],
)
def test_faults_that_opa_finds_before_evaluation(text: str, told: list[tuple[str, str, int, int]]) -> None:
    with pytest.raises(RegoError) as caught:
        OpaKind().load(Sources({"a.rego": text}, SOURCES.data))
    assert [(p.code, p.message, p.row, p.column) for p in caught.value.problems] == told
    assert not caught.value.in_evaluation


def test_whole_numbers_stay_whole() -> None:
    engine = OpaKind().load(Sources({"a.rego": "package a\n\np := input.x + 1\n"}))
    assert engine.evaluate("a.p", {"x": 10**30}) == 10**30 + 1
    engine.close()


def test_what_is_nested_too_deep_is_an_error() -> None:
    deep: list[Any] = []
    for _ in range(20_000):
        deep = [deep]
    engine = OpaKind().load(Sources({"a.rego": "package a\n\np := [[input, input]]\n"}))
    with pytest.raises(IllegalArgumentError, match="nested too deep"):
        engine.evaluate("a.p", deep)
    assert engine.evaluate("a.p", 1) == [[1, 1]]
    engine.close()


def test_coverage_trace_and_prints() -> None:
    module = 'package a\n\np if {\n    print("x is", input.x)\n    input.x == 1\n}\n'
    engine = OpaKind().load(Sources({"a.rego": module}))
    noted = engine.observe("a.p", {"x": 1}, coverage=True, trace=True)
    assert noted.value is True
    assert noted.prints == [("x is 1", "a.rego:4")]
    assert noted.coverage is not None
    assert noted.coverage["files"]["a.rego"]["covered_lines"] == 3
    assert noted.trace is not None
    assert noted.trace[0]["op"] == "Enter"
    assert engine.observe("a.p", {"x": 2}).value is UNDEFINED
    engine.close()


def test_rules_become_filters() -> None:
    module = """package f

include if input.doc.tenant == input.user.tenant
include if "admin" in input.user.roles
never if input.user.name == "nobody"
"""
    engine = OpaKind().load(Sources({"f.rego": module}))
    request = FilterRequest("data.f.include", ["input.doc"])
    found = engine.compile(request, {"user": {"tenant": "t1", "roles": []}})
    assert found.query == {"type": "field", "operator": "eq", "field": "doc.tenant", "value": "t1"}
    assert engine.compile(request, {"user": {"roles": ["admin"]}}).query == {}
    never = engine.compile(FilterRequest("data.f.never", ["input.doc"]), {"user": {"name": "ann"}})
    assert never.query is None
    engine.close()


def test_regorus_has_no_filters() -> None:
    engine = RegorusKind().load(SOURCES)
    with pytest.raises(EngineMissingError, match="partial evaluation"):
        engine.compile(FilterRequest("data.authz.allow", ["input.doc"]))
    engine.close()


def test_the_engine_in_use_is_named() -> None:
    kind = engine_kind()
    assert kind is not None
    assert kind.title == "OPA 1.20 (opa-golib-python-bindings 0.4.4)"
    assert RegorusKind().title.startswith("regorus (gordon-to-regorus 0.13")
