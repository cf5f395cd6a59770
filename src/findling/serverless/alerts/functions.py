"""The functions of alerts: FINDLING_FUNCTIONS=findling.serverless.alerts.functions.

Objects of FINDLING_SLOW_LOG and FINDLING_DEAD_LETTERS (s3://bucket/path) that came are told to the topic of
FINDLING_ALERTS.
"""

import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any, Final
from urllib.parse import urlsplit

import orjson

from findling.published.location import blobs_at
from findling.published.place import Place
from findling.serverless.alerts.slow_log import VARIABLE
from findling.serverless.events.records import S3Object
from findling.serverless.events.routes import on_s3

TOPIC: Final = "FINDLING_ALERTS"
DEAD_LETTERS: Final = "FINDLING_DEAD_LETTERS"
_MOST_LINES: Final = 20
_MOST_CHARACTERS: Final = 300
_SUBJECT: Final = 100
"""Characters of a subject that SNS takes."""
logger = logging.getLogger("findling.serverless")


def alert_of(found: S3Object, lines: Sequence[Mapping[str, Any]]) -> tuple[str, str]:
    """Returns subject and text about the lines of an object."""
    told = [_told(line) for line in lines]
    what = "documents refused" if any("error" in line for line in lines) else "slow searches"
    more = [f"and {len(told) - _MOST_LINES} more"] if len(told) > _MOST_LINES else []
    text = "\n".join([*told[:_MOST_LINES], *more, f"s3://{found.bucket}/{found.key}"])
    return f"{len(lines)} {what}: {found.bucket}"[:_SUBJECT], text


def _told(line: Mapping[str, Any]) -> str:
    """Returns a line of a slow log, or a dead letter, as people read it."""
    if "error" in line:
        error, where = line["error"], f"line {line.get('line')}"
        return f"{where}: {error['type']}: {error['reason']}: {str(line.get('document'))[:_MOST_CHARACTERS]}"
    took, index = (line.get(f"elasticsearch.slowlog.{name}", "") for name in ("took", "message"))
    return f"{index} {took}: {str(line.get('elasticsearch.slowlog.source', ''))[:_MOST_CHARACTERS]}"


def tell(found: S3Object, context: Any) -> None:
    """Publishes what an object says. Raises what S3 and SNS raise: the event comes again."""
    import boto3  # Lambda has it

    place = Place(f"s3://{found.bucket}", blobs_at(f"s3://{found.bucket}"))
    with place.told(f"could not read [{found.key}]"):
        content = place.blobs.get(found.key)
    subject, text = alert_of(found, [orjson.loads(line) for line in content.splitlines()])
    topic = os.environ[TOPIC]
    with closing(boto3.client("sns", region_name=topic.split(":")[3])) as client:
        client.publish(TopicArn=topic, Subject=subject, Message=text)
    logger.info("alert published subject=%s object=%s", subject, found.key)


def _watched(environment: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yields bucket and prefix of what alerts are made of."""
    for name in (VARIABLE, DEAD_LETTERS):
        parts = urlsplit(environment.get(name, ""))
        if parts.scheme == "s3":
            yield parts.netloc, f"{parts.path.strip('/')}/".lstrip("/")


for _bucket, _prefix in _watched(os.environ):
    on_s3(bucket=_bucket, prefix=_prefix)(tell)
