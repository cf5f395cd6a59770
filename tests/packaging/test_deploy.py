"""What `deploy/` has for images, units and orchestrators: fit for the programs that read it."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from findling.cli.given_authority import enrol
from tests.packaging.distribution import ROOT, TOOLS, run

kubernetes_validate = pytest.importorskip("kubernetes_validate")  # of the extra findling[package]
pytestmark = pytest.mark.package
DEPLOY = ROOT / "deploy"
CLUSTER = DEPLOY / "kubernetes" / "cluster.yaml"
KUBERNETES = ("1.26", "1.31", "1.37")


def objects(path: Path) -> list[dict[str, Any]]:
    return [one for one in yaml.safe_load_all(path.read_text()) if one]


@pytest.mark.parametrize("image", ["docker", "lambda"])
def test_images(image: str) -> None:
    file = DEPLOY / image / "Dockerfile"
    run([TOOLS / "hadolint", file])
    copied = re.findall(r"^COPY (?!--from)(.+)$", file.read_text(), re.MULTILINE)
    sources = [source for line in copied for source in line.split()[:-1]]
    assert [source for source in sources if not (ROOT / source).exists()] == []


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd on this machine")
@pytest.mark.parametrize("unit", sorted(path.name for path in (DEPLOY / "systemd").glob("*.service")))
def test_units(unit: str, tmp_path: Path) -> None:
    text = (DEPLOY / "systemd" / unit).read_text()
    (tmp_path / unit).write_text(text.replace("/opt/findling/bin/findling", "/bin/true"))
    done = subprocess.run(
        ["systemd-analyze", "verify", str(tmp_path / unit)],
        capture_output=True,
        text=True,
        env={**os.environ, "SYSTEMD_LOG_LEVEL": "warning"},
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("version", KUBERNETES)
@pytest.mark.parametrize("name", ["cluster.yaml", "webhook.yaml"])
def test_manifests(name: str, version: str) -> None:
    for one in objects(DEPLOY / "kubernetes" / name):
        kubernetes_validate.validate(one, version, strict=True)


def test_a_manifest_that_is_none_is_found() -> None:
    (found,) = (one for one in objects(CLUSTER) if one["kind"] == "StatefulSet")
    found["spec"]["replicas"] = "three"
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(found, KUBERNETES[0], strict=True)


def test_masters_are_enrolled_by_words_that_the_command_knows(tmp_path: Path) -> None:
    (found,) = (one for one in objects(CLUSTER) if one["kind"] == "StatefulSet")
    spec = found["spec"]["template"]["spec"]
    words = [
        word.replace("$(POD)", "findling-0").replace("$(NAMESPACE)", "x") for word in spec["initContainers"][0]["args"]
    ]
    assert words[:2] == ["cluster", "enrol"]
    words[2] = f"--authority={tmp_path}"
    given = enrol.make_context("enrol", words[2:]).params
    masters = [f"findling-{i}.findling-peers.x.svc" for i in range(3)]
    assert (given["masters"], given["node_name"], given["bind"]) == (",".join(masters), "findling-0", "0.0.0.0")


@pytest.mark.skipif(shutil.which("helm") is None, reason="no helm on this machine")
def test_the_manifest_is_the_charts() -> None:
    chart = DEPLOY / "helm" / "findling"
    run(["helm", "lint", "--strict", chart])
    command = ["helm", "template", "findling", chart, "--kube-version", "1.31"]
    assert run(command) == CLUSTER.read_text().partition("\n")[2]
    for name, value in (("replicas", "2"), ("antiAffinity", "never")):
        done = subprocess.run([*command, "--set", f"{name}={value}"], capture_output=True, text=True, check=False)
        assert done.returncode != 0
        assert f"{name} must be" in done.stderr
