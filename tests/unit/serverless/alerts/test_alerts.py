"""Slow searches become objects, objects become alerts."""

import importlib
import logging
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import orjson
import pytest

from findling.node.published.publish import publish_indices
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.published.place import Place
from findling.serverless.alerts import functions
from findling.serverless.alerts.functions import alert_of, tell
from findling.serverless.events.records import S3Object
from findling.serverless.events.routes import ROUTES
from findling.serverless.http.request import http_event
from findling.serverless.service import SearchService
from tests.reference.api import Api
from tests.reference.small_aws import client_of, environment, small_aws
from tests.unit.serverless.http.lambda_events import event_of

SLOW = {"index.search.slowlog.threshold.query.warn": "0ms"}


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Returns boto3's clients, of a small AWS."""
    with small_aws() as url, ExitStack() as clients:
        for name, value in environment(url).items():
            monkeypatch.setenv(name, value)
        yield lambda service: clients.enter_context(client_of(url, service))


def service(tmp_path: Path, settings: dict[str, str]) -> SearchService:
    with Node(NodeConfig(data=tmp_path / "data", sync=False, background=False)) as node:
        api = Api(node)
        api.put("/songs", {"settings": settings})
        api.put("/songs/_doc/1?refresh", {"title": "the song"})
        publish_indices(node, "songs", Place(str(tmp_path / "place")))
    return SearchService(
        {
            "FINDLING_PLACE": str(tmp_path / "place"),
            "FINDLING_DATA": str(tmp_path / "copies"),
            "FINDLING_SLOW_LOG": str(tmp_path / "slow"),
        }
    )


def search(made: SearchService, text: str) -> None:
    body = orjson.dumps({"query": {"match": {"title": text}}})
    request = http_event(event_of("rest", "POST", "/songs/_search", {"content-type": "application/json"}, body))
    assert request is not None
    assert made(request)["statusCode"] == 200


def test_slow_searches_become_objects(tmp_path: Path) -> None:
    made = service(tmp_path, SLOW)
    search(made, "song")
    search(made, "other")
    made.close()
    kept = [
        path.read_bytes()
        for path in sorted((tmp_path / "slow").rglob("*.ndjson"), key=lambda path: path.stat().st_mtime_ns)
    ]
    lines = [orjson.loads(line) for content in kept for line in content.splitlines()]
    assert len(kept) == 2
    assert ["song" in line["elasticsearch.slowlog.source"] for line in lines] == [True, False]
    assert {line["log.level"] for line in lines} == {"WARNING"}
    logging.getLogger("index.search.slowlog.query").warning("after it was closed")


def test_others_leave_none(tmp_path: Path) -> None:
    made = service(tmp_path, {})
    search(made, "song")
    made.close()
    assert not (tmp_path / "slow").exists()


def test_a_log_that_cannot_be_written_fails_no_search(tmp_path: Path) -> None:
    made = service(tmp_path, SLOW)
    (tmp_path / "slow").write_text("a file where a folder should be")
    search(made, "song")
    made.close()


def test_objects_become_alerts(aws: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Slow searches, and dead letters of indexing; a queue listens to the topic."""
    s3, sns, sqs = aws("s3"), aws("sns"), aws("sqs")
    s3.create_bucket(Bucket="logs")
    queue = sqs.create_queue(QueueName="listener")["QueueUrl"]
    topic = sns.create_topic(Name="alerts")["TopicArn"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    slow = {
        "elasticsearch.slowlog.message": "[songs]",
        "elasticsearch.slowlog.took": "2s",
        "elasticsearch.slowlog.source": "{}",
    }
    dead = {"line": 3, "error": {"type": "document_parsing_exception", "reason": "no date"}, "document": '{"d":1}'}
    s3.put_object(Bucket="logs", Key="slow/1.ndjson", Body=orjson.dumps(slow) + b"\n")
    s3.put_object(Bucket="logs", Key="dead/1.ndjson", Body=orjson.dumps(dead) + b"\n")
    monkeypatch.setenv("FINDLING_ALERTS", topic)
    told = []
    for key in ("slow/1.ndjson", "dead/1.ndjson"):
        tell(S3Object("logs", key, "", 1, True), None)
        (message,) = sqs.receive_message(QueueUrl=queue)["Messages"]
        sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
        body = orjson.loads(message["Body"])
        told.append((body["Subject"], body["Message"]))
    assert told == [
        ("1 slow searches: logs", "[songs] 2s: {}\ns3://logs/slow/1.ndjson"),
        ("1 documents refused: logs",
         'line 3: document_parsing_exception: no date: {"d":1}\ns3://logs/dead/1.ndjson'),
    ]  # fmt: skip


def test_many_lines_are_counted() -> None:
    line = {"elasticsearch.slowlog.message": "[songs]", "elasticsearch.slowlog.took": "2s"}
    subject, text = alert_of(S3Object("b" * 200, "k", "", 1, True), [line] * 25)
    assert (len(subject), "and 5 more" in text, text.count("[songs]")) == (100, True, 20)


def test_the_objects_of_the_environment_are_watched(monkeypatch: pytest.MonkeyPatch) -> None:
    before = list(ROUTES.s3)
    monkeypatch.setenv("FINDLING_SLOW_LOG", "s3://logs/slow")
    monkeypatch.setenv("FINDLING_DEAD_LETTERS", "s3://docs/dead/")
    try:
        importlib.reload(functions)
        added = [route.takes for route in ROUTES.s3[len(before) :]]
        takes = [
            [one(S3Object(bucket, key, "", 1, True)) for bucket, key in (("logs", "slow/x"), ("docs", "dead/x"))]
            for one in added
        ]
        assert takes == [[True, False], [False, True]]
        assert not any(one(S3Object("docs", "in/x", "", 1, True)) for one in added)
    finally:
        ROUTES.s3[:] = before
