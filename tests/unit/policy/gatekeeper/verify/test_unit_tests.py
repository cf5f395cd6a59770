"""Unit tests in Rego."""

from pathlib import Path

import pytest
import re2

from findling.policy.engine.errors import RegoError
from findling.policy.engine.probe import find_engine_kind
from findling.policy.gatekeeper.errors import InvalidObjectError
from findling.policy.gatekeeper.verify.coverage import Coverage
from findling.policy.gatekeeper.verify.unit_tests import TestResult as Result
from findling.policy.gatekeeper.verify.unit_tests import UnitTests

POLICY = """package access
allow if input.user in data.teams.a

allow if {
	input.user == "root"
	input.here
}
"""
TESTS = """package access_test
import data.access

test_member if access.allow with input as {"user": "ann"}

test_stranger if {
	print("who")
	access.allow with input as {"user": "eve"}
}

test_error if to_number(data.teams.a[0]) == 1

test_cases[name] if {
	some name in ["x", "y"]
}

todo_test_later if false
"""


def read(folder: Path, is_v0: bool = False, **files: str) -> UnitTests:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return UnitTests.read([folder], is_v0)


def results(tests: UnitTests, pattern: str = "", coverage: Coverage | None = None) -> list[Result]:
    return list(tests.run(find_engine_kind(), re2.compile(pattern), coverage))


def test_what_passes_fails_and_is_left_out(tmp_path: Path) -> None:
    tests = read(tmp_path, access_dot_rego=POLICY, access_test_dot_rego=TESTS, teams__data_dot_json='{"a": ["ann"]}')
    coverage = Coverage(tests.line)
    found = results(tests, coverage=coverage)
    assert [(one.name, one.outcome) for one in found] == [
        ("test_member", "PASS"), ("test_stranger", "FAIL"), ("test_error", "ERROR"), ("test_cases", "PASS"),
        ("todo_test_later", "SKIPPED"),
    ]  # fmt: skip
    assert [text for text, _ in found[1].prints] == ["who"]
    assert "to_number" in found[2].message
    assert [one.name for one in results(tests, "data.access_test.test_m")] == ["test_member"]
    policy = coverage.as_json()["files"][str(tmp_path / "access.rego")]
    assert policy["covered"] == [{"start": {"row": 2}, "end": {"row": 2}}]
    assert 6 in {line for one in policy["not_covered"] for line in range(one["start"]["row"], one["end"]["row"] + 1)}
    assert 0 < coverage.percent < 100


def test_lines_of_v0_are_the_authors(tmp_path: Path) -> None:
    text = "package a\np[x] { x := 1 } {\n  x := 2\n}\ntest_p { p == {1, 2} }\n"
    tests = read(tmp_path, is_v0=True, a_dot_rego=text)
    coverage = Coverage(tests.line)
    assert [one.outcome for one in results(tests, coverage=coverage)] == ["PASS"]
    (file,) = coverage.as_json()["files"].values()
    assert file["covered"] == [{"start": {"row": 2}, "end": {"row": 3}}, {"start": {"row": 5}, "end": {"row": 5}}]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("package a\np if {\n", "rego_parse_error"),
        ("package a\np if q\n", "rego_unsafe_var_error"),
        ('package a\ntest_p if http.send({"url": "x", "method": "get"})\n', "rego_type_error"),
    ],
)
def test_modules_that_the_server_refuses(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(RegoError) as caught:
        results(read(tmp_path, a_dot_rego=text))
    assert [(one.code, Path(one.file).name) for one in caught.value.problems] == [(problem, "a.rego")]


def test_data_of_several_files_go_together_unless_they_differ(tmp_path: Path) -> None:
    tests = read(tmp_path, data_dot_yaml="a: {b: 1}", a__data_dot_json='{"c": 2}')
    assert tests.data == {"a": {"b": 1, "c": 2}}
    with pytest.raises(InvalidObjectError, match=r"differ at \[b\]"):
        read(tmp_path, a__data_dot_json='{"b": 2}')
    with pytest.raises(InvalidObjectError, match="one object is needed"):
        read(tmp_path, a__data_dot_json="[]")
