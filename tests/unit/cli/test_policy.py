"""`findling policy`: files to a running server, and tests without one."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from click.testing import CliRunner, Result

from findling.cli.policy.commands import command
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.rest.server import ServerThread
from tests.reference.kubernetes import constraint, template, thing

POLICY = "package a\n\nallow if input.x == 1\n\ndeny if input.y == 1\n"
TEST = 'package a_test\nimport data.a\ntest_allow if a.allow with input as {"x": 1}\n'


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    with (
        Node(NodeConfig(data=tmp_path / "data", sync=False, background=False, threads=2)) as node,
        ServerThread(node) as server,
    ):
        yield server.url


def run(*arguments: Any, given: bytes | None = None) -> Result:
    return CliRunner().invoke(command, [str(one) for one in arguments], given)


def write(path: Path, *bodies: Any) -> Path:
    path.write_bytes(b"\n---\n".join(orjson.dumps(body) for body in bodies))
    return path


def test_objects_are_applied_and_tried(url: str, tmp_path: Path) -> None:
    folder = tmp_path / "policies"
    folder.mkdir()
    write(folder / "a.yaml", constraint(), constraint("soft", enforcementAction="warn", parameters={"label": "team"}))
    write(folder / "b.json", template())
    done = run("apply", "-f", folder, "--url", url)
    assert (done.exit_code, done.output.splitlines()) == (0, [
        "constrainttemplate.templates.gatekeeper.sh/needslabel created",
        "needslabel.constraints.gatekeeper.sh/owner created",
        "needslabel.constraints.gatekeeper.sh/soft created",
    ])  # fmt: skip
    assert "needslabel configured" in run("apply", "-f", folder / "b.json", "--url", url).output
    file = write(tmp_path / "pod.yaml", thing())
    denied = run("review", "-f", file, "--url", url)
    assert denied.exit_code == 1
    assert denied.output.splitlines() == [
        "Warning: [soft] label team is missing",
        f'Error from server (Forbidden): error when reviewing "{file}": admission webhook "validation.gatekeeper.sh" '
        "denied the request: [owner] label owner is missing",
    ]
    allowed = run("review", "-f", "-", "--url", url, given=orjson.dumps(thing(labels={"owner": "a", "team": "b"})))
    assert (allowed.exit_code, allowed.output) == (0, "pod/web allowed\n")


def test_what_is_refused_is_told_and_does_not_keep_others_back(url: str, tmp_path: Path) -> None:
    file = write(tmp_path / "all.yaml", constraint("x", "Nothing"), template())
    done = run("apply", "-f", file, "--url", url)
    assert done.exit_code == 1
    assert done.output.splitlines() == [
        "constrainttemplate.templates.gatekeeper.sh/needslabel created",
        "Error from server: nothing.constraints.gatekeeper.sh/x: "
        'missing ConstraintTemplate: template "nothing" not found',
    ]
    (tmp_path / "bad.yaml").write_text("a: [")
    assert "bad.yaml: invalid YAML: line 1" in run("apply", "-f", tmp_path / "bad.yaml", "--url", url).output
    assert "no objects to apply" in run("apply", "-f", "-", "--url", url, given=b"# nothing\n").output
    assert "No such file" in run("apply", "-f", tmp_path / "none.yaml", "--url", url).output


def test_unit_tests_and_their_coverage(tmp_path: Path) -> None:
    (tmp_path / "a.rego").write_text(POLICY)
    (tmp_path / "a_test.rego").write_text(TEST)
    done = run("test", tmp_path)
    assert (done.exit_code, done.output) == (0, "PASS: 1/1\n")
    assert "data.a_test.test_allow: PASS" in run("test", "-v", tmp_path).output
    covered = run("test", "--coverage", "--threshold", 90, tmp_path)
    assert covered.exit_code == 2
    assert "code coverage threshold not met: got 66.67 instead of 90.00" in covered.output
    (tmp_path / "a_test.rego").write_text(TEST + "test_deny if a.deny\n")
    failed = run("test", tmp_path)
    assert failed.exit_code == 2
    assert failed.output.splitlines()[-2:] == ["PASS: 1/2", "FAIL: 1/2"]
    shown = orjson.loads(run("test", "--format", "json", "-r", "deny", tmp_path).output)
    assert [(one["package"], one["name"], one["fail"]) for one in shown] == [("data.a_test", "test_deny", True)]
    (tmp_path / "a.rego").write_text("package a\nallow if {")
    assert "rego_parse_error" in run("test", tmp_path).output


def test_suites(tmp_path: Path) -> None:
    tmp_path = tmp_path / "policies"
    tmp_path.mkdir()
    write(tmp_path / "template.yaml", template())
    write(tmp_path / "constraint.yaml", constraint())
    write(tmp_path / "pod.yaml", thing())
    case = {"name": "pod", "object": "pod.yaml", "assertions": [{"violations": 1}]}
    test = {"name": "labels", "template": "template.yaml", "constraint": "constraint.yaml", "cases": [case]}
    suite = {"apiVersion": "test.gatekeeper.sh/v1alpha1", "kind": "Suite", "tests": [test]}
    write(tmp_path / "suite.yaml", suite)
    done = run("verify", "-v", f"{tmp_path.parent}/...")
    assert done.exit_code == 0
    assert done.output.splitlines()[0] == "    --- PASS: labels/pod"
    assert done.output.splitlines()[-1] == "PASS: 1 passed, 0 failed, 0 skipped"
    case["assertions"] = [{"violations": "no"}]
    write(tmp_path / "suite.yaml", suite)
    failed = run("verify", tmp_path / "suite.yaml")
    assert failed.exit_code == 1
    assert "    --- FAIL: labels/pod\n        unexpected number of violations: got 1" in failed.output
    assert "1 skipped" in run("verify", "--run", "other", tmp_path).output
    assert run("verify", tmp_path / "none").exit_code == 1
