"""The whole life of a deployment, by the real Zappa against moto whose functions really run."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import ApiError, Elasticsearch

from findling.node.published.publish import publish_indices
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.published.location import blobs_at
from findling.published.place import Place
from tests.programs.serverless.project import PROGRAMS, RUNTIME, LocalAws, Project, wait_until
from tests.reference.api import Api

pytestmark = [
    pytest.mark.programs,
    pytest.mark.skipif(not (PROGRAMS / "bin" / "python").exists(), reason="run by make serverless"),
    pytest.mark.skipif(not RUNTIME.exists(), reason="run by make serverless"),
]
QUEUE = "arn:aws:sqs:us-east-1:123456789012:bulk"


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalAws]:
    made = LocalAws(tmp_path_factory.mktemp("aws"))
    yield made
    made.close()


def count(aws: LocalAws, base: str, query: str = "*") -> int:
    status, _, body = aws.request("GET", f"{base}/songs/_count?q={query}")
    return int(json.loads(body)["count"]) if status == 200 else -1


def test_the_cycle(aws: LocalAws, tmp_path: Path) -> None:
    s3, sqs = aws.client("s3"), aws.client("sqs")
    for bucket in ("places", "docs", "dead", "logs"):
        s3.create_bucket(Bucket=bucket)
    sqs.create_queue(QueueName="bulk")
    topic = _topic_with_queue(aws, "told")
    published(aws, tmp_path)
    project = Project(tmp_path / "project", aws)
    project.add_findling()
    answers = ["--name", "search", "--place", "s3://places/songs", "--bucket", "packages", "--region", "us-east-1"]
    events = ["--documents", "docs", "--queue", QUEUE, "--compact", "rate(1 hour)"]
    dead = ["--set", "FINDLING_DEAD_LETTERS=s3://dead/letters", "--set", "FINDLING_PLACE_EVERY_S=0"]
    dead += ["--set", "FINDLING_INDEX=songs"]  # moto passes no attributes of messages on
    project.deploy("init", *answers, *events, *dead, "--slow-log", "s3://logs/slow", "--alerts", topic)

    said = project.deploy("up")
    assert "Deployment complete" in said
    told = next(line for line in said.splitlines() if line.startswith("package: "))
    assert float(told.split()[1]) < 100  # MB unzipped
    status = project.status()
    gateway, url = status["API Gateway URL"], status["Function URL"].strip().rstrip("/")

    for base in (gateway, url):
        assert count(aws, base) == 2
        found, headers, body = aws.request("GET", f"{base}/songs/_search", b'{"query":{"match":{"title":"first"}}}')
        assert (found, json.loads(body)["hits"]["total"]["value"]) == (200, 1)
        assert {name.lower(): value for name, value in headers.items()}["x-elastic-product"] == "Elasticsearch"
        assert aws.request("PUT", f"{base}/songs/_doc/9", b"{}")[0] == 403
        assert aws.request("GET", f"{base}/songs/_doc/a%2Fb")[0] == 200
    _official_client(aws, gateway)
    text = _alert(sqs, "1 slow searches: logs", "first")
    assert "s3://logs/slow/" in text

    s3.put_object(Bucket="docs", Key="in/songs/more here.ndjson", Body=b'{"title":"third"}\nnothing\n')
    s3.put_object(Bucket="docs", Key="out/songs/other.ndjson", Body=b'{"title":"never"}\n')
    wait_until(lambda: count(aws, gateway) == 3)
    refused = _alert(sqs, "1 documents refused: dead", "line 2: unreadable_line")
    assert "s3://dead/letters/in/songs/more here.ndjson." in refused
    queue = sqs.get_queue_url(QueueName="bulk")["QueueUrl"]
    sqs.send_message(QueueUrl=queue, MessageBody='{"title":"fourth"}')
    wait_until(lambda: count(aws, gateway) == 4)

    schedule(aws, "compact")
    assert '{"compact":{"compacted":' in project.deploy("invoke", "compact")
    assert len(json.loads(aws.request("GET", f"{gateway}/_cat/segments/songs?format=json")[2])) == 1
    log = project.deploy("tail", "--since", "30m")
    assert "object indexed bucket=docs key=in/songs/more here.ndjson index=songs documents=1 refused=1" in log

    (project.folder / "app.py").write_text("from findling.serverless.events.routes import on_command\n"
                                           "on_command('version')(lambda: 'two')\n")  # fmt: skip
    settings = project.folder / "zappa_settings.json"
    stages = json.loads(settings.read_text())
    stages["dev"]["aws_environment_variables"]["FINDLING_FUNCTIONS"] += ",app"
    settings.write_text(json.dumps(stages))
    assert "Your updated Zappa deployment is live" in project.deploy("update")
    assert "two" in project.deploy("invoke", "version")
    assert count(aws, gateway) == 4
    project.deploy("rollback", "-n", "1")
    assert "--raw is off" in project.deploy("invoke", "--raw", "print(1)", fails=True)

    project.deploy("down", "--yes")
    said = project.deploy("status", fails=True)
    assert "What helps: Nothing is deployed" in said
    functions, rules = aws.client("lambda"), aws.client("events")
    assert functions.list_functions()["Functions"] == []
    assert functions.list_event_source_mappings()["EventSourceMappings"] == []
    assert rules.list_rules()["Rules"] == []


def published(aws: LocalAws, tmp_path: Path) -> None:
    """Publishes two documents, from a data directory."""
    url = "s3://places/songs"
    keys = {"s3.client.default.access_key": "who", "s3.client.default.secret_key": "ever"}
    place = Place(url, blobs_at(url, keys.get, environment={"AWS_ENDPOINT_URL": aws.url, "AWS_REGION": "us-east-1"}))
    with Node(NodeConfig(data=tmp_path / "data", sync=False, background=False)) as node:
        api = Api(node)
        slow = {"index.search.slowlog.threshold.query.warn": "0ms"}
        api.put("/songs", {"settings": slow})
        api.put("/songs/_doc/1", {"title": "the first song"})
        api.put("/songs/_doc/a%2Fb", {"title": "the second song"})
        publish_indices(node, "songs", place)


def _topic_with_queue(aws: LocalAws, name: str) -> str:
    """Returns the ARN of a topic whose messages a queue keeps."""
    sns, sqs = aws.client("sns"), aws.client("sqs")
    topic = sns.create_topic(Name=name)["TopicArn"]
    queue = sqs.create_queue(QueueName=name)["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    return str(topic)


def _alert(sqs: Any, subject: str, words: str) -> str:
    """Returns the text that a topic tells its queue under a subject, with some words; waits for it."""
    queue = sqs.get_queue_url(QueueName="told")["QueueUrl"]
    while True:
        (message,) = sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=20).get("Messages") or [None]
        assert message is not None, f"nothing was told under [{subject}]"
        sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
        told = json.loads(message["Body"])
        if told["Subject"] == subject and words in told["Message"]:
            return str(told["Message"])


def schedule(aws: LocalAws, name: str) -> Any:
    """Sends what EventBridge would send when a rule's time has come; moto's clocks do not tick."""
    events, functions = aws.client("events"), aws.client("lambda")
    (rule,) = [one for one in events.list_rules()["Rules"] if name in one["Name"]]
    (target,) = events.list_targets_by_rule(Rule=rule["Name"])["Targets"]
    event = {"source": "aws.events", "detail-type": "Scheduled Event", "resources": [rule["Arn"]], "detail": {}}
    done = functions.invoke(FunctionName=target["Arn"], Payload=json.dumps(event))
    assert "FunctionError" not in done, done["Payload"].read()


def _official_client(aws: LocalAws, gateway: str) -> None:
    """Searches with elasticsearch-py through the gateway, its stage in front of every path."""
    with pytest.MonkeyPatch.context() as patched:
        for name in ("HTTPS_PROXY", "REQUESTS_CA_BUNDLE"):
            patched.setenv(name, aws.variables[name])
        with Elasticsearch(gateway, node_class="requests") as client:
            assert client.info()["tagline"] == "You Know, for Search"
            found = client.search(index="songs", query={"match": {"title": "second"}})
            assert [hit["_id"] for hit in found["hits"]["hits"]] == ["a/b"]
            with pytest.raises(ApiError, match="FORBIDDEN/5"):
                client.index(index="songs", document={"title": "no"})
