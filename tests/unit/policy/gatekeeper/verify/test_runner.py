"""Suites of gator are run as gator runs them."""

from contextlib import closing
from pathlib import Path
from typing import Any

import orjson
import pytest

from findling.policy.engine.probe import find_engine_kind
from findling.policy.gatekeeper.errors import InvalidObjectError
from findling.policy.gatekeeper.verify.filter import SuiteFilter
from findling.policy.gatekeeper.verify.runner import Result, Runner
from findling.policy.gatekeeper.verify.suite import suites_of
from tests.reference.kubernetes import admission, constraint, template, thing
from tests.unit.policy.gatekeeper.test_framework import EXPANSION, UNIQUE, ingress

DEPLOYMENT = {**thing("web", "Deployment", "dev", "apps/v1"), "spec": {"template": {}}}
FILES: dict[str, Any] = {
    "template.yaml": template(),
    "constraint.yaml": constraint(parameters={"label": "owner"}, match={"kinds": [{"kinds": ["Pod"]}]}),
    "wrong.yaml": constraint(parameters={"label": 1}),
    "unique-template.yaml": template("UniqueHost", UNIQUE, None),
    "unique.yaml": constraint("unique", "UniqueHost", match={}),
    "good.yaml": thing(labels={"owner": "ann"}),
    "bad.yaml": thing(),
    "asked.yaml": admission(thing()),
    "deployment.yaml": DEPLOYMENT,
    "expansion.yaml": EXPANSION,
    "mine.yaml": ingress("mine", "a.example"),
    "other.yaml": ingress("other", "a.example"),
}
NEEDS = "  template: template.yaml\n  constraint: constraint.yaml\n"


def write(folder: Path, tests: str) -> Path:
    for name, body in FILES.items():
        (folder / name).write_bytes(orjson.dumps(body))
    suite = folder / "suite.yaml"
    suite.write_text(f"apiVersion: test.gatekeeper.sh/v1alpha1\nkind: Suite\ntests:\n{tests}")
    return suite


def run(path: Path, names: str = "") -> list[Result]:
    with closing(Runner(find_engine_kind(), SuiteFilter.parse(names))) as runner:
        return [result for suite in suites_of(path, True) for result in runner.run(suite)]


def case(name: str, body: str, *assertions: str, more: str = "") -> str:
    lines = "".join(f"    - {one}\n" for one in assertions)
    return f"  - name: {name}\n    object: {body}\n{more}    assertions:\n{lines}"


def test_cases_that_pass(tmp_path: Path) -> None:
    write(
        tmp_path,
        f"- name: labels\n{NEEDS}  cases:\n"
        + case("good", "good.yaml", "violations: no")
        + case(
            "bad", "bad.yaml", "violations: yes", "violations: 1", "message: label owner", "{message: x, violations: 0}"
        )
        + case("asked", "asked.yaml", "violations: 1")
        + f"- name: made\n{NEEDS}  expansion: expansion.yaml\n  cases:\n"
        + case("deployment", "deployment.yaml", "message: ^.Implied by pods. label owner is missing$")
        + "- name: unique\n  template: unique-template.yaml\n  constraint: unique.yaml\n  cases:\n"
        + case("alone", "mine.yaml", "violations: no")
        + case("taken", "mine.yaml", "violations: yes", more="    inventory: [other.yaml]\n")
        + "- name: wrong\n  template: template.yaml\n  constraint: wrong.yaml\n  invalid: true\n",
    )
    results = run(tmp_path)
    assert [one.problem for one in results] == [""] * 7
    assert [one.case for one in results] == ["good", "bad", "asked", "deployment", "alone", "taken", ""]


@pytest.mark.parametrize(
    ("tests", "problem"),
    [
        (f"- name: t\n{NEEDS}  cases:\n" + case("c", "good.yaml", "violations: yes"),
         "unexpected number of violations: got 0 violations but want at least 1: got messages []"),
        (f"- name: t\n{NEEDS}  cases:\n" + case("c", "bad.yaml", "violations: 2"),
         "unexpected number of violations: got 1 violations but want exactly 2: "
         "got messages [label owner is missing]"),
        (f"- name: t\n{NEEDS}  cases:\n" + case("c", "bad.yaml", "message: team"),
         'unexpected number of violations: got 0 violations containing "team" but want at least 1: '
         "got messages [label owner is missing]"),
        (f"- name: t\n{NEEDS}  cases:\n" + case("c", "bad.yaml", "violations: -1"),
         'assertion.violation, if set, must be a nonnegative integer, "yes", or "no"'),
        (f"- name: t\n{NEEDS}  cases:\n" + case("c", "bad.yaml", "message: '['"),
         "message contains invalid regular expression: missing ]: ["),
        (f"- name: t\n{NEEDS}  cases:\n  - name: c\n    object: bad.yaml\n",
         "invalid Case: assertions must be non-empty"),
        (f"- name: t\n{NEEDS}  cases:\n  - name: c\n", "invalid Case: must define object"),
        ("- name: t\n  template: template.yaml\n", "invalid Suite: missing constraint"),
        ("- name: t\n  constraint: constraint.yaml\n", "invalid Suite: missing template"),
        (f"- name: t\n{NEEDS}  invalid: true\n", "constraint should have failed schema validation"),
        ("- name: t\n  template: template.yaml\n  constraint: wrong.yaml\n",
         'schema validation failed: spec.parameters.label: Invalid value: "integer": spec.parameters.label in body '
         'must be of type string: "integer"'),
    ],
)  # fmt: skip
def test_what_fails_says_why(tmp_path: Path, tests: str, problem: str) -> None:
    write(tmp_path, tests)
    (result,) = run(tmp_path)
    assert result.problem == problem


def test_what_the_server_refuses_is_refused_here(tmp_path: Path) -> None:
    write(tmp_path, f"- name: t\n{NEEDS}")
    rego = 'package a\nviolation[{"msg": x}] { x := http.send({"method": "get", "url": "http://127.0.0.1:1"}) }'
    (tmp_path / "template.yaml").write_bytes(orjson.dumps(template(rego=rego)))
    (result,) = run(tmp_path)
    assert "http.send is forbidden here" in result.problem


def test_filters_and_skips(tmp_path: Path) -> None:
    cases = case("one", "good.yaml", "violations: no") + case(
        "two", "good.yaml", "violations: no", more="    skip: true\n"
    )
    write(tmp_path, f"- name: first\n{NEEDS}  cases:\n{cases}- name: second\n{NEEDS}  skip: true\n")

    def ran(names: str) -> list[str]:
        return [f"{one.test}/{one.case}" for one in run(tmp_path, names) if not one.is_skipped]

    assert ran("") == ["first/one"]
    assert ran("one") == ["first/one"]
    assert ran("first//one") == ["first/one"]
    assert ran("first//two") == []
    assert ran("//^one$") == ["first/one"]
    assert ran("second") == []
    with pytest.raises(InvalidObjectError, match='at most one "//"'):
        SuiteFilter.parse("a//b//c")


def test_what_is_no_suite(tmp_path: Path) -> None:
    path = write(tmp_path, "")
    (tmp_path / "none.yaml").write_text("a: 1")
    with pytest.raises(InvalidObjectError, match="is no suite"):
        list(suites_of(tmp_path / "none.yaml", False))
    path.write_text("apiVersion: test.gatekeeper.sh/v1alpha1\nkind: Suite\ntests: [7]\n")
    with pytest.raises(InvalidObjectError, match="not as suites are"):
        list(suites_of(tmp_path, False))
