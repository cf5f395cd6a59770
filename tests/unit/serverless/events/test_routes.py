"""Events go to the functions that are registered for them; what fails is told so that it alone comes again."""

from typing import Any

import orjson
import pytest

from findling.serverless.events.records import BridgeEvent, DynamoChange, S3Object, SnsMessage, SqsMessage
from findling.serverless.events.routes import (
    Routes,
    UnroutedEventError,
    on_command,
    on_dynamodb,
    on_eventbridge,
    on_s3,
    on_schedule,
    on_sns,
    on_sqs,
)


@pytest.fixture
def routes() -> Routes:
    return Routes()


@pytest.fixture
def seen(routes: Routes) -> list[Any]:
    """What functions for everything below in/, of two queues, a topic and a table were called with."""
    found: list[Any] = []

    @on_s3(prefix="in/", suffix=".ndjson", routes=routes)
    def take(one: S3Object, context: Any) -> None:
        found.append(one)
        if "bad" in one.key:
            raise RuntimeError(one.key)

    @on_sqs("bulk", routes=routes)
    def batch(messages: list[SqsMessage], context: Any) -> list[str]:
        found.append([message.body for message in messages])
        return [message.id for message in messages if message.body == "bad"]

    @on_sqs("raising*", routes=routes)
    def raising(messages: list[SqsMessage], context: Any) -> None:
        raise RuntimeError

    on_sns("alerts", routes=routes)(lambda message, context: found.append(message))
    on_dynamodb("songs", routes=routes)(_changes(found))
    return found


def _changes(found: list[Any]) -> Any:
    def take(changes: list[DynamoChange], context: Any) -> list[str]:
        found.append(changes)
        return [change.id for change in changes if change.kind == "REMOVE"]

    return take


def s3(*keys: str, name: str = "ObjectCreated:Put") -> dict[str, Any]:
    return {
        "Records": [
            {
                "eventSource": "aws:s3",
                "awsRegion": "eu-west-1",
                "eventName": name,
                "s3": {"bucket": {"name": "docs"}, "object": {"key": key, "eTag": "abc", "size": 7}},
            }
            for key in keys
        ]
    }


def sqs(queue: str, *bodies: str) -> dict[str, Any]:
    arn = f"arn:aws:sqs:eu-west-1:1:{queue}"
    return {
        "Records": [
            {
                "eventSource": "aws:sqs",
                "eventSourceARN": arn,
                "messageId": str(number),
                "body": body,
                "messageAttributes": {"index": {"stringValue": "songs", "dataType": "String"}},
            }
            for number, body in enumerate(bodies)
        ]
    }


def sns(topic: str, message: str) -> dict[str, Any]:
    sent = {"MessageId": "m", "TopicArn": f"arn:aws:sns:eu-west-1:1:{topic}", "Subject": "hot", "Message": message}
    return {"Records": [{"EventSource": "aws:sns", "Sns": sent}]}


def failures(*ids: str) -> dict[str, Any]:
    return {"batchItemFailures": [{"itemIdentifier": one} for one in ids]}


def test_objects_by_prefix_and_suffix(routes: Routes, seen: list[Any]) -> None:
    routes.dispatch(s3("in/a+b%2Fc.ndjson", "out/x.ndjson", "in/x.csv"), None)
    assert seen == [S3Object("docs", "in/a b/c.ndjson", "abc", 7, True, "eu-west-1")]
    routes.dispatch(s3("in/x.ndjson", name="ObjectRemoved:Delete"), None)
    assert len(seen) == 1


def test_every_object_has_its_chance_and_the_event_comes_again(routes: Routes, seen: list[Any]) -> None:
    with pytest.raises(RuntimeError, match=r"in/bad\.ndjson"):
        routes.dispatch(s3("in/bad.ndjson", "in/good.ndjson"), None)
    assert [one.key for one in seen] == ["in/bad.ndjson", "in/good.ndjson"]


def test_the_first_function_that_takes_an_object_gets_it(routes: Routes, seen: list[Any]) -> None:
    on_s3(routes=routes)(lambda one, context: seen.append("rest"))
    on_s3(created=False, routes=routes)(lambda one, context: seen.append("gone"))
    routes.dispatch(s3("in/a.ndjson", "other"), None)
    routes.dispatch(s3("other", name="s3:ObjectRemoved:Delete"), None)
    assert [one if isinstance(one, str) else one.key for one in seen] == ["in/a.ndjson", "rest", "gone"]


def test_messages_that_failed_come_again_alone(routes: Routes, seen: list[Any]) -> None:
    assert routes.dispatch(sqs("bulk", "a", "bad", "c"), None) == failures("1")
    assert seen == [["a", "bad", "c"]]
    assert routes.dispatch(sqs("raising-1", "a", "b"), None) == failures("0", "1")
    assert routes.dispatch(sqs("unknown", "a"), None) == failures("0")


def test_notifications_of_s3_in_messages(routes: Routes, seen: list[Any]) -> None:
    wrapped = [orjson.dumps(s3(key)).decode() for key in ("in/a.ndjson", "in/bad.ndjson")]
    assert routes.dispatch(sqs("notices", *wrapped), None) == failures("1")
    routes.dispatch(sns("notices", wrapped[0]), None)
    assert [one.key for one in seen] == ["in/a.ndjson", "in/bad.ndjson", "in/a.ndjson"]


def test_topics(routes: Routes, seen: list[Any]) -> None:
    routes.dispatch(sns("alerts", "it is slow"), None)
    assert seen == [SnsMessage("m", "alerts", "hot", "it is slow")]
    with pytest.raises(UnroutedEventError, match=r"topic \[others\]"):
        routes.dispatch(sns("others", "x"), None)


def test_streams_go_on_from_the_first_change_that_failed(routes: Routes, seen: list[Any]) -> None:
    def record(number: int, kind: str) -> dict[str, Any]:
        new = {"n": {"N": "1.5"}, "l": {"L": [{"S": "x"}, {"NULL": True}]}, "m": {"M": {"b": {"BOOL": False}}}}
        changed = {"SequenceNumber": str(number), "Keys": {"id": {"N": "7"}}, "NewImage": new}
        arn = "arn:aws:dynamodb:eu-west-1:1:table/songs/stream/2026"
        return {"eventSource": "aws:dynamodb", "eventName": kind, "eventSourceARN": arn, "dynamodb": changed}

    records = [record(1, "INSERT"), record(2, "REMOVE"), record(3, "REMOVE")]
    assert routes.dispatch({"Records": records}, None) == failures("2")
    [changes] = seen
    assert changes[0] == DynamoChange(
        "1", "songs", "INSERT", {"id": 7}, {"n": 1.5, "l": ["x", None], "m": {"b": False}}, None
    )


def test_eventbridge(routes: Routes, seen: list[Any]) -> None:
    created = {
        "source": "aws.s3",
        "detail-type": "Object Created",
        "detail": {"bucket": {"name": "docs"}, "object": {"key": "in/a b.ndjson", "etag": "e", "size": 1}},
    }
    routes.dispatch(created, None)
    assert seen == [S3Object("docs", "in/a b.ndjson", "e", 1, True)]
    on_eventbridge("shop.*", "Sold", routes=routes)(lambda event, context: seen.append(event.detail))
    routes.dispatch({"source": "shop.web", "detail-type": "Sold", "detail": {"n": 1}}, None)
    assert seen[1:] == [{"n": 1}]
    with pytest.raises(UnroutedEventError):
        routes.dispatch({"source": "shop.web", "detail-type": "Returned", "detail": {}}, None)


def scheduled(rule: str) -> dict[str, Any]:
    arn = f"arn:aws:events:eu-west-1:1:rule/{rule}"
    return {"source": "aws.events", "detail-type": "Scheduled Event", "resources": [arn], "detail": {}}


def test_schedules_and_what_keeps_warm(routes: Routes) -> None:
    called: list[str] = []

    @on_schedule("pack.functions.compact", routes=routes)
    def compact(event: BridgeEvent, context: Any) -> str:
        called.append(event.rule)
        return "done"

    routes.warm = lambda: called.append("warm")
    assert routes.dispatch(scheduled("search-dev-compact-pack.functions.compact"), None) == "done"
    routes.dispatch(scheduled("search-dev-zappa-keep-warm-handler.keep_warm_callback"), None)
    assert called == ["search-dev-compact-pack.functions.compact", "warm"]
    with pytest.raises(UnroutedEventError):
        routes.dispatch(scheduled("search-dev-other"), None)


def test_commands_and_code_that_is_sent(routes: Routes, capsys: pytest.CaptureFixture[str]) -> None:
    on_command("status", routes=routes)(lambda: "well")
    assert routes.dispatch({"command": "status"}, None) == "well"
    assert capsys.readouterr().out == '{"status":"well"}\n'
    with pytest.raises(UnroutedEventError, match="commands: status"):
        routes.dispatch({"command": "os.remove"}, None)
    with pytest.raises(UnroutedEventError, match="not executed here"):
        routes.dispatch({"raw_command": "print(1)"}, None)


def test_the_event_that_tests_a_notification(routes: Routes) -> None:
    assert routes.dispatch({"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "docs"}, None) is None
