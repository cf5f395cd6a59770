"""The failures that the article about Zappa tells of, provoked: each is told with what helps, and that does help."""

import json
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.programs.serverless.project import DJANGO, RUNTIME, LocalAws, Project

pytestmark = [
    pytest.mark.programs,
    pytest.mark.skipif(not (DJANGO / "bin" / "python").exists(), reason="run by make serverless"),
    pytest.mark.skipif(not RUNTIME.exists(), reason="run by make serverless"),
]
APPLICATION = """
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"here"]
"""
# what this small application does not need of the environment
EXCLUDED = [
    "django",
    "numpy",
    "numpy.libs",
    "psycopg*",
    "elasticsearch",
    "storages",
    "pip",
    "setuptools",
    "troposphere",
]
SERVICES = ("lambda", "apigateway", "events")


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalAws]:
    made = LocalAws(tmp_path_factory.mktemp("aws"))
    yield made
    made.close()


def project(aws: LocalAws, folder: Path, name: str, **settings: Any) -> Project:
    made = Project(folder / f"{name}-files", aws, DJANGO)
    (made.folder / "app.py").write_text(APPLICATION)
    stage = {
        "project_name": name,
        "app_function": "app.application",
        "aws_region": "us-east-1",
        "s3_bucket": "packages",
        "runtime": f"python{sys.version_info[0]}.{sys.version_info[1]}",
        "exclude": ["boto3", "botocore", "s3transfer", *EXCLUDED],
        **settings,
    }
    (made.folder / "zappa_settings.json").write_text(json.dumps({"dev": stage}))
    return made


def role(aws: LocalAws, name: str, *services: str) -> str:
    """Makes a role that services may take; returns its ARN."""
    principal = {"Service": [f"{service}.amazonaws.com" for service in services]}
    trust = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}],
    }
    made = aws.client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))
    return str(made["Role"]["Arn"])


def test_rights_that_are_missing(aws: LocalAws, tmp_path: Path) -> None:
    """Of whoever may do nothing with roles; with a role of one's own that right is not asked for."""
    allowed = {"Effect": "Allow", "Action": ["s3:*", "lambda:*"], "Resource": "*"}
    key, secret = aws.user("deployer", {"Version": "2012-10-17", "Statement": [allowed]})
    keys = {"AWS_ACCESS_KEY_ID": key, "AWS_SECRET_ACCESS_KEY": secret}
    made = project(aws, tmp_path, "lacking")
    aws.ask_rights()
    try:
        said = made.deploy("up", fails=True, **keys)
    finally:
        aws.ask_rights(1_000_000)
    assert "Failed to manage IAM roles" in said
    assert "What helps: Rights are missing: `findling deploy policy --deployer` prints" in said
    assert aws.client("lambda").list_functions()["Functions"] == []


def test_events_that_are_not_trusted_and_what_is_left(aws: LocalAws, tmp_path: Path) -> None:
    """The deployment breaks off half-way; an update finds no stack; removed and trusted, it works."""
    wrong, right = role(aws, "wrong", "lambda", "apigateway"), role(aws, "right", *SERVICES)
    made = project(aws, tmp_path, "untrusted", manage_roles=False, role_arn=wrong)
    said = made.deploy("up", fails=True)
    assert "cannot be assumed by principal 'events.amazonaws.com'" in said
    assert "What helps: The role does not trust events.amazonaws.com" in said
    said = made.deploy("update", fails=True)
    assert "What helps: An earlier deployment was left half made: `findling deploy down`, then" in said
    made.deploy("down", "--yes")
    settings = made.folder / "zappa_settings.json"
    settings.write_text(settings.read_text().replace(wrong, right))
    assert "Deployment complete" in made.deploy("up")
    assert "What helps: It is deployed already: `findling deploy update`" in made.deploy("up", fails=True)
    made.deploy("down", "--yes")


def test_a_rest_api_that_is_gone(aws: LocalAws, tmp_path: Path) -> None:
    made = project(aws, tmp_path, "stale", keep_warm=False)
    made.deploy("up")
    gateway = aws.client("apigateway")
    (api,) = [one["id"] for one in gateway.get_rest_apis()["items"] if one["name"] == "stale-dev"]
    gateway.delete_rest_api(restApiId=api)
    said = made.deploy("update", fails=True)
    assert "What helps: The REST API that the stack names is gone: `findling deploy down`, then" in said
    made.deploy("down", "--yes")
    made.deploy("up")
    assert aws.request("GET", f"{made.status()['API Gateway URL']}/")[2] == b"here"
    made.deploy("down", "--yes")


def test_packages_that_would_not_run(aws: LocalAws, tmp_path: Path) -> None:
    """A library of another machine; nothing is left that the next build would pack."""
    made = project(aws, tmp_path, "foreign", callbacks={"zip": "findling.serverless.deploy.package.slim"})
    (made.folder / "tool.so").write_bytes(b"\x7fELF" + bytes(14) + struct.pack("<H", 8) + bytes(40))
    said = made.deploy("package", fails=True)
    assert "tool.so is for another machine, the function runs on x86_64" in said
    assert "What helps: Packages of another machine are installed here" in said
    assert list(made.folder.glob("*.zip*")) == []
