"""What events say, one record for each thing that happened."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_plus

import orjson

Event = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class S3Object:
    """An object of S3 that came or went. key: as it is called, not as events encode it; etag: "" of one that went"""

    bucket: str
    key: str
    etag: str
    size: int
    created: bool
    region: str = ""


@dataclass(frozen=True, slots=True)
class SqsMessage:
    """A message. queue: the name of its queue; attributes: those of the sender, as texts"""

    id: str
    queue: str
    body: str
    attributes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SnsMessage:
    """A notification. topic: the name of its topic"""

    id: str
    topic: str
    subject: str | None
    message: str


@dataclass(frozen=True, slots=True)
class BridgeEvent:
    """An event of EventBridge. resources: ARNs; rule: of a schedule, the name of the rule, else "" """

    id: str
    source: str
    detail_type: str
    detail: Mapping[str, Any]
    resources: tuple[str, ...] = ()

    @property
    def rule(self) -> str:
        return self.resources[0].rpartition("/")[2] if self.resources and self.detail_type == "Scheduled Event" else ""


@dataclass(frozen=True, slots=True)
class DynamoChange:
    """A change of a table. kind: INSERT, MODIFY or REMOVE; keys, new, old: plain values, None where there are none"""

    id: str
    table: str
    kind: str
    keys: Mapping[str, Any]
    new: Mapping[str, Any] | None
    old: Mapping[str, Any] | None


def source_of(event: Event) -> str:
    """Returns where the records of an event come from: "aws:s3", "aws:sqs", ..., "" of an event without records."""
    records = event.get("Records")
    if not isinstance(records, list) or not records or not isinstance(records[0], Mapping):
        return ""
    return str(records[0].get("eventSource") or records[0].get("EventSource") or "")


def s3_objects(event: Event) -> Iterator[S3Object]:
    """Yields the objects of a notification of S3."""
    for record in event["Records"]:
        name, found = record["eventName"].removeprefix("s3:"), record["s3"]
        if not name.startswith(("ObjectCreated:", "ObjectRemoved:")):
            continue
        yield S3Object(
            found["bucket"]["name"],
            unquote_plus(found["object"]["key"]),
            str(found["object"].get("eTag", "")).strip('"'),
            int(found["object"].get("size", 0)),
            name.startswith("ObjectCreated:"),
            record.get("awsRegion", ""),
        )


def sqs_messages(event: Event) -> Iterator[SqsMessage]:
    """Yields the messages of a batch."""
    for record in event["Records"]:
        sent = {name: str(one.get("stringValue", "")) for name, one in record.get("messageAttributes", {}).items()}
        yield SqsMessage(record["messageId"], _last(record["eventSourceARN"]), record["body"], sent)


def sns_messages(event: Event) -> Iterator[SnsMessage]:
    """Yields notifications."""
    for record in event["Records"]:
        sent = record["Sns"]
        yield SnsMessage(sent["MessageId"], _last(sent["TopicArn"]), sent.get("Subject"), sent["Message"])


def dynamo_changes(event: Event) -> Iterator[DynamoChange]:
    """Yields the changes of a table's stream."""
    for record in event["Records"]:
        changed = record["dynamodb"]
        table = record["eventSourceARN"].partition(":table/")[2].partition("/")[0]
        images = {name: _plain_map(changed[name]) if name in changed else None for name in ("NewImage", "OldImage")}
        yield DynamoChange(
            str(changed.get("SequenceNumber", record.get("eventID", ""))),
            table,
            record["eventName"],
            _plain_map(changed.get("Keys", {})),
            images["NewImage"],
            images["OldImage"],
        )


def bridge_event(event: Event) -> BridgeEvent | None:
    """Returns an event of EventBridge, None if it is something else."""
    if "detail-type" not in event or "source" not in event:
        return None
    return BridgeEvent(
        event.get("id", ""),
        event["source"],
        event["detail-type"],
        event.get("detail") or {},
        tuple(event.get("resources") or ()),
    )


def bridged_object(event: BridgeEvent) -> S3Object | None:
    """Returns the object that an event of EventBridge tells of, None if it tells of none."""
    kinds = {"Object Created": True, "Object Deleted": False}
    if event.source != "aws.s3" or event.detail_type not in kinds:
        return None
    found = event.detail["object"]
    created = kinds[event.detail_type]
    etag = str(found.get("etag", ""))
    return S3Object(event.detail["bucket"]["name"], found["key"], etag, int(found.get("size", 0)), created)


def wrapped_event(text: str) -> Event | None:
    """Returns the notification of S3 that a message carries, None if it carries none."""
    try:
        event = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    return event if isinstance(event, dict) and source_of(event) == "aws:s3" else None


def _last(arn: str) -> str:
    return arn.rpartition(":")[2]


def _plain_map(item: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in item.items()}


def _plain(value: Mapping[str, Any]) -> Any:
    """Returns a value of DynamoDB, which names its type, as JSON has it."""
    kind, content = next(iter(value.items()))
    if kind == "N":
        return _number(content)
    if kind == "NS":
        return [_number(one) for one in content]
    if kind == "M":
        return _plain_map(content)
    if kind == "L":
        return [_plain(one) for one in content]
    return None if kind == "NULL" else content


def _number(text: str) -> int | float:
    return int(text) if text.lstrip("-").isdigit() else float(text)
