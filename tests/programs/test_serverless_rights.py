"""A deployment by the few rights that `findling deploy policy` prints: of whoever deploys, and of what is deployed.

The small AWS asks for actions, not for resources and conditions.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.programs.serverless.project import PROGRAMS, RUNTIME, LocalAws, Project, wait_until
from tests.programs.test_serverless import count, published, schedule

pytestmark = [
    pytest.mark.programs,
    pytest.mark.skipif(not (PROGRAMS / "bin" / "python").exists(), reason="run by make serverless"),
    pytest.mark.skipif(not RUNTIME.exists(), reason="run by make serverless"),
]
ROLE = "arn:aws:iam::123456789012:role/searching"
QUEUE = "arn:aws:sqs:us-east-1:123456789012:bulk"
EVERYTHING = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalAws]:
    made = LocalAws(tmp_path_factory.mktemp("aws"))
    yield made
    made.close()


def policy(project: Project, kind: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(project.deploy("policy", kind))
    return found


def test_few_rights_are_enough(aws: LocalAws, tmp_path: Path) -> None:
    for bucket in ("places", "docs", "dead", "packages"):
        aws.client("s3").create_bucket(Bucket=bucket)
    url = aws.client("sqs").create_queue(QueueName="bulk")["QueueUrl"]
    published(aws, tmp_path)
    project = Project(tmp_path / "project", aws)
    project.add_findling()
    answers = ["--name", "search", "--place", "s3://places/songs", "--bucket", "packages", "--region", "us-east-1"]
    events = ["--documents", "docs", "--queue", QUEUE, "--compact", "rate(1 hour)", "--role-arn", ROLE]
    variables = ["FINDLING_DEAD_LETTERS=s3://dead/letters", "FINDLING_PLACE_EVERY_S=0", "FINDLING_INDEX=songs"]
    project.deploy("init", *answers, *events, *(word for one in variables for word in ("--set", one)))
    iam = aws.client("iam")
    iam.create_role(RoleName="searching", AssumeRolePolicyDocument=json.dumps(policy(project, "--trust")))
    execution = json.dumps(policy(project, "--execution"))
    iam.put_role_policy(RoleName="searching", PolicyName="execution", PolicyDocument=execution)
    deployer = aws.user("deployer", policy(project, "--deployer"))
    tester = aws.user("tester", EVERYTHING)
    aws.ask_rights()

    aws.keys = deployer
    assert "Deployment complete" in project.deploy("up")
    gateway = project.status()["API Gateway URL"]
    wait_until(lambda: count(aws, gateway) == 2)

    aws.keys = tester
    aws.client("s3").put_object(Bucket="docs", Key="in/songs/more.ndjson", Body=b'{"title":"third"}\nnothing\n')
    wait_until(lambda: count(aws, gateway) == 3)
    aws.client("sqs").send_message(QueueUrl=url, MessageBody='{"title":"fourth"}')
    wait_until(lambda: count(aws, gateway) == 4)
    schedule(aws, "compact")
    wait_until(lambda: "Contents" in aws.client("s3").list_objects_v2(Bucket="dead"))

    aws.keys = deployer
    assert '{"compact":{"compacted":' in project.deploy("invoke", "compact")
    assert "Your updated Zappa deployment is live" in project.deploy("update")
    assert "object indexed" in project.deploy("tail", "--since", "30m")
    project.deploy("rollback", "-n", "1")
    aws.client("lambda").get_function(FunctionName="search-dev")
    with pytest.raises(ClientError, match="not authorized to perform: lambda:ListFunctions"):
        aws.client("lambda").list_functions()  # rights are asked for

    aws.keys = tester
    aws.client("iam").delete_role_policy(RoleName="searching", PolicyName="execution")
    aws.keys = deployer
    assert "lacked the necessary privileges" in project.deploy("invoke", "compact", fails=True)
    project.deploy("down", "--yes")
