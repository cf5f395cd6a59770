"""Helpers: what runs too long is ended, what uses forbidden functions is refused, and the next one is served."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from findling.policy.engine.apart import Checker, ProcessEngine
from findling.policy.engine.errors import DeadlineError, EngineError, RegoError
from findling.policy.engine.helper import Helper
from findling.policy.engine.protocol import Sources

BOMB = "count([1 | some a in numbers.range(1, 3000); some b in numbers.range(1, 100000)])"


@pytest.fixture(scope="module")
def checker() -> Iterator[Checker]:
    checker = Checker()
    yield checker
    checker.close()


def test_an_evaluation_that_takes_too_long_is_ended_and_the_next_is_served() -> None:
    sources = Sources({"a.rego": f"package a\n\np := input.x\n\nbomb := {BOMB} if input.x == 1\n"})
    engine = ProcessEngine(sources, deadline_s=0.3)
    assert engine.evaluate("a.p", {"x": 5}) == 5
    with pytest.raises(DeadlineError, match=r"longer than \[0.3s\]") as caught:
        engine.evaluate("a.bomb", {"x": 1})
    assert caught.value.status == 503
    assert engine.evaluate("a.p", {"x": 6}) == 6
    with pytest.raises(DeadlineError):
        engine.query(f"x = {BOMB}")
    assert engine.evaluate("a.p", {"x": 7}) == 7
    engine.close()


def test_a_helper_that_dies_is_an_error_and_another_is_started() -> None:
    helper = Helper()
    helper.call("check", {"a.rego": "package a\n"}, {}, deadline_s=10)
    first = helper.pid
    with pytest.raises(EngineError, match=r"ended with \[1\]"):
        helper.call("what there is not", deadline_s=10)
    helper.call("check", {"a.rego": "package a\n"}, {}, deadline_s=10)
    assert helper.pid != first
    helper.close()
    assert helper.pid is None


@pytest.mark.parametrize(
    ("body", "used"),
    [
        ('p := http.send({"method": "get", "url": "http://127.0.0.1"})', "http.send"),
        ('p := http["send"]({"method": "get"})', "http.send"),
        ("p := http[`send`]({})", "http.send"),
        ("p if true with http.send as 1", "http.send"),
        ("f := [x | x := http.send({})]", "http.send"),
        ('default p := false\n\np if { every x in ["a"] { net.lookup_ip_addr(x) } }', "net.lookup_ip_addr"),
        ("p := 1 if input.x\n\nelse := opa.runtime()", "opa.runtime"),
        ('p := json.match_schema({}, {"$ref": "file:///etc/passwd"})', "json.match_schema"),
        ("p := json.verify_schema(input)", "json.verify_schema"),
    ],
)
def test_functions_that_reach_out_are_forbidden(checker: Checker, body: str, used: str) -> None:
    with pytest.raises(RegoError) as caught:
        checker.check(Sources({"a.rego": f"package a\n\n{body}\n"}))
    (problem,) = caught.value.problems
    assert problem.message == f"the built-in function {used} is forbidden here"
    assert problem.file == "a.rego"
    assert problem.row >= 3


def test_names_that_only_look_forbidden_are_none(checker: Checker) -> None:
    checker.check(Sources({"a.rego": 'package a\n\n# http.send\np := "opa.runtime()"\n\nq := input.http.send\n'}))


def test_queries_are_judged_as_modules_are() -> None:
    engine = ProcessEngine(Sources())
    with pytest.raises(RegoError, match=r"http.send is forbidden"):
        engine.query("x := 1; http.send({})")
    with pytest.raises(RegoError):
        engine.query("x := 1 }\n\nq if { true")
    assert engine.query("x := 1 # }")[0].bindings == {"x": 1}
    engine.close()


def test_a_bad_module_is_refused_and_a_good_one_taken(checker: Checker) -> None:
    with pytest.raises(RegoError, match=r"a.rego:3: rego_unsafe_var_error: var y is unsafe"):
        checker.check(Sources({"a.rego": "package a\n\np if input.x == y\n"}))
    checker.check(Sources({"a.rego": "package a\n\np if input.x == 1\n"}))


def test_the_library_is_loaded_when_it_is_first_used() -> None:
    """A process that has it must not fork; one that has no policies need not care."""
    code = "import sys, findling.policy.engine.apart, findling.policy.engine.probe as p; p.find_engine_kind()\n"
    code += "print(any('libopabridge' in line for line in open('/proc/self/maps')), 'regorus' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
