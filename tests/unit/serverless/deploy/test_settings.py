"""Settings of Zappa, policies, and what helps about known errors."""

from dataclasses import replace
from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner

from findling.base.errors import IllegalArgumentError
from findling.cli.main import main
from findling.serverless.deploy.django_stage import DjangoStage
from findling.serverless.deploy.policies import deployer_policy, execution_policy, trust_policy
from findling.serverless.deploy.remedies import REMEDIES, remedy_for
from findling.serverless.deploy.settings import Deployment, read_settings, read_stage, write_stage
from findling.serverless.deploy.zappa import check_environment

PLAIN = Deployment(name="search", place="s3://places/songs", bucket="packages", region="eu-west-1")
QUEUE = "arn:aws:sqs:eu-west-1:1:bulk"
WHOLE = Deployment(
    name="search",
    place="s3://places/songs",
    bucket="packages",
    region="eu-west-1",
    role_arn="arn:aws:iam::1:role/search",
    documents="docs",
    queue=QUEUE,
    compact="rate(1 hour)",
    environment={"FINDLING_DEAD_LETTERS": "s3://docs/dead"},
)


def test_a_stage_comes_back_as_it_was(tmp_path: Path) -> None:
    for stage, deployment in (("dev", PLAIN), ("live", WHOLE)):
        write_stage(tmp_path, stage, deployment)
        variables = dict(deployment.environment)
        read = read_stage(read_settings(tmp_path)[stage])
        assert {**read.environment, "FINDLING_FUNCTIONS": ""} == {**variables, "FINDLING_FUNCTIONS": ""}
        assert execution_policy(read) == execution_policy(deployment)
    assert set(read_settings(tmp_path)) == {"dev", "live"}


def test_what_zappa_is_told() -> None:
    stage = PLAIN.settings()
    assert stage["endpoint_configuration"] == ["REGIONAL"]
    assert stage["function_url_config"] == {"authorizer": "AWS_IAM"}
    assert stage["aws_environment_variables"] == {"FINDLING_PLACE": "s3://places/songs"}
    assert (stage["events"], "role_arn" in stage) == ([], False)
    events = WHOLE.settings()["events"]
    assert events[0]["event_source"]["prefix"] == "in/"
    assert [event.get("expressions") for event in events] == [None, None, ["rate(1 hour)"]]
    assert WHOLE.settings()["manage_roles"] is False


@pytest.mark.parametrize(
    ("name", "place", "bucket", "message"),
    [
        ("Search", "s3://places/x", "packages", "no project name"),
        ("search", "/folder", "packages", "no place that a function can read"),
        ("search", "s3://places/x", "Packages", "no name of a bucket"),
        ("search", "s3://docs/in/x", "packages", "must not be below in/"),
    ],
)
def test_what_would_be_refused_later(name: str, place: str, bucket: str, message: str) -> None:
    with pytest.raises(IllegalArgumentError, match=message):
        Deployment(name=name, place=place, bucket=bucket, region="eu-west-1", documents="docs").check()


TOPIC = "arn:aws:sns:eu-west-1:1:search"


def test_slow_logs_and_alerts() -> None:
    deployment = replace(WHOLE, slow_log="s3://logs/slow", alerts=TOPIC, environment={}, documents=None)
    deployment.check()
    settings = deployment.settings()
    alerting = "findling.serverless.alerts.functions"
    assert settings["aws_environment_variables"]["FINDLING_FUNCTIONS"].endswith(f",{alerting}")
    (source,) = [event["event_source"] for event in settings["events"] if event["function"] == f"{alerting}.tell"]
    assert (source["arn"], source["prefix"]) == ("arn:aws:s3:::logs", "slow/")
    read = read_stage(settings)
    assert isinstance(read, Deployment)
    assert (read.slow_log, read.alerts, read.documents) == ("s3://logs/slow", TOPIC, None)
    rights = orjson.dumps(execution_policy(read)).decode()
    for part in ("sns:Publish", TOPIC, "arn:aws:s3:::logs/slow/*"):
        assert part in rights
    assert "arn:aws:s3:::logs" in orjson.dumps(deployer_policy(read)).decode()
    with pytest.raises(IllegalArgumentError, match="want buckets of their own"):  # dead letters lie among the documents
        replace(WHOLE, alerts=TOPIC).check()
    replace(WHOLE, slow_log="s3://docs/slow").check()  # nobody is told of it


SHOP = DjangoStage(
    name="shop",
    bucket="packages",
    region="eu-west-1",
    module="shop.settings",
    schedules={"app.tasks.report": "rate(1 hour)"},
    objects={"app.tasks.take": "deliveries/lists/"},
    environment={"SECRET_KEY": "x"},
)


def test_django_projects(tmp_path: Path) -> None:
    write_stage(tmp_path, "dev", SHOP)
    settings = read_settings(tmp_path)["dev"]
    assert (settings["django_settings"], "app_function" in settings, "callbacks" in settings) == (
        "shop.settings",
        False,
        False,
    )
    assert read_stage(settings) == SHOP
    assert "arn:aws:s3:::deliveries/lists/*" in orjson.dumps(execution_policy(SHOP)).decode()
    assert "arn:aws:s3:::deliveries" in orjson.dumps(deployer_policy(SHOP)).decode()
    for wrong, message in (({"module": "shop settings"}, "no module"), ({"schedules": {"report": "x"}}, "no function")):
        with pytest.raises(IllegalArgumentError, match=message):
            replace(SHOP, **wrong).check()


def test_django_projects_from_the_command_line(tmp_path: Path) -> None:
    def run(*arguments: str) -> str:
        return CliRunner().invoke(main, ["deploy", "init", *arguments, "--project", str(tmp_path)]).output

    given = ["--name", "shop", "--bucket", "packages", "--region", "eu-west-1", "--django", "shop.settings"]
    events = ["--schedule", "app.tasks.report=rate(1 hour)", "--on-objects", "app.tasks.take=deliveries/lists/"]
    assert "stage dev of shop" in run(*given, *events, "--set", "SECRET_KEY=x")
    assert read_stage(read_settings(tmp_path)["dev"]) == SHOP
    assert "[place] is for search services" in run(*given, "--place", "s3://places/x")
    assert "[schedules] is for Django projects" in run(*given[:-2], *events[:2], "--place", "s3://places/x")
    assert "--schedule wants NAME=VALUE" in run(*given, "--schedule", "report")


def test_certify_wants_both(tmp_path: Path) -> None:
    write_stage(tmp_path, "dev", PLAIN)
    words = ["deploy", "certify", "--domain", "search.example.com", "--project", str(tmp_path)]
    assert "wants a domain and the ARN" in CliRunner().invoke(main, words).output


def test_policies_name_what_is_needed() -> None:
    reading = orjson.dumps(execution_policy(PLAIN)).decode()
    assert "arn:aws:s3:::places/songs/*" in reading
    assert "PutObject" not in reading
    writing = orjson.dumps(execution_policy(WHOLE)).decode()
    for part in ("s3:PutObject", "arn:aws:s3:::docs/in/*", "arn:aws:s3:::docs/dead/*", QUEUE):
        assert part in writing
    trusted = trust_policy()["Statement"][0]["Principal"]["Service"]
    assert set(trusted) == {f"{name}.amazonaws.com" for name in ("lambda", "apigateway", "events")}
    assert "iam:CreateRole" in orjson.dumps(deployer_policy(PLAIN)).decode()
    assert "iam:CreateRole" not in orjson.dumps(deployer_policy(WHOLE)).decode()
    for policy in (execution_policy(WHOLE), deployer_policy(WHOLE)):
        assert not any("*" in action for one in policy["Statement"] for action in one["Action"])


# what Zappa and AWS print, from the articles and pages about them
OUTPUTS = {
    "Error: Failed to manage IAM roles!": "Rights are missing",
    "(ValidationError) when calling the PutRole operation: Provided role 'x' cannot be assumed by principal "
    "'events.amazonaws.com'": "does not trust events",
    "CloudFormation stack missing, re-deploy to enable updates\nERROR:Could not get API ID.": "half made",
    "AttributeError: 'module' object has no attribute 'get_installed_distributions'": "virtual environment",
    "NotFoundException: when calling the GetRestApi operation: Invalid REST API identifier specified": "is gone",
    "Error: have you deployed yet?": "findling deploy up",
    "x.so is for arm64, the function runs on x86_64": "another machine",
    "AttributeError: 'Zappa' object has no attribute 'cloudfront_client'": "function_url_enabled",
}


def test_what_helps_about_known_errors() -> None:
    for output, helps in OUTPUTS.items():
        assert helps in (remedy_for(f"Calling deploy..\n{output}\n") or ""), output
    assert remedy_for("Deployment complete!") is None
    assert len({remedy.advice for remedy in REMEDIES}) == len(REMEDIES)


def test_environments_that_zappa_packs_wrongly(tmp_path: Path) -> None:
    for name in ("songs", "findling", "serverless"):  # the project's, and folders of Findling
        with pytest.raises(IllegalArgumentError, match=f"is named \\[{name}\\]"):
            check_environment("songs", tmp_path / name)


def test_the_commands_that_need_no_cloud(tmp_path: Path) -> None:
    def run(*arguments: str, answers: str = "") -> tuple[int, str]:
        done = CliRunner().invoke(main, ["deploy", *arguments, "--project", str(tmp_path)], input=answers)
        return done.exit_code, done.output

    assert "begin with findling deploy init" in run("status")[1]
    code, said = run("init", "--stage", "dev", answers="search\ns3://places/songs\npackages\n\n")
    assert (code, "stage dev of search" in said) == (0, True)
    assert read_settings(tmp_path)["dev"]["aws_region"] == "us-east-1"
    assert orjson.loads(run("policy")[1]) == execution_policy(PLAIN)
    assert orjson.loads(run("policy", "--trust")[1]) == trust_policy()
    assert "--raw is off" in run("invoke", "print(1)", "--raw")[1]
    assert "no Django project" in run("manage", "migrate")[1]
    assert "no stage [live]" in run("up", "--stage", "live")[1]
    assert "is no place" in run("init", "--name", "search", "--place", "x", "--bucket", "b-b", "--region", "r")[1]
