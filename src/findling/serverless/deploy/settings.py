"""zappa_settings.json: what Zappa is told of a deployment."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import orjson

from findling.base.errors import IllegalArgumentError
from findling.serverless.deploy.django_stage import SETTINGS, read_django_stage
from findling.serverless.deploy.stages import Stage
from findling.serverless.deploy.statements import Statement, allow, bucket_of, writing_logs

FILE: Final = "zappa_settings.json"
HANDLER: Final = "findling.serverless.handler.lambda_handler"
_SLIM: Final = "findling.serverless.deploy.package.slim"
SLOW_LOG: Final = "FINDLING_SLOW_LOG"
TOPIC: Final = "FINDLING_ALERTS"
_ALERTING: Final = "findling.serverless.alerts.functions"
_INDEXING: Final = "findling.serverless.indexing.functions"
_UNUSED: Final = ["boto3", "botocore", "s3transfer", "zappa", "*.pyx", "tests"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment(Stage):
    """One stage of a search service.

    place: what is served
    documents: bucket whose objects below `in/` are indexed, queue: ARN of a queue of documents; None: none
    compact: how often published indices are compacted, as EventBridge has it; None: never
    slow_log: place of slow logs, alerts: ARN of the topic that is told of them and of dead letters; None: none
    """

    place: str
    documents: str | None = None
    queue: str | None = None
    compact: str | None = None
    slow_log: str | None = None
    alerts: str | None = None
    memory_mb: int = 1769
    storage_mb: int = 2048
    public: bool = False

    def check(self) -> None:
        Stage.check(self)
        if not self.place.startswith("s3://"):
            raise IllegalArgumentError(f"[{self.place}] is no place that a function can read: s3://bucket/path")
        if self.documents is not None and self.place.startswith((f"s3://{self.documents}/in/", "s3:///")):
            raise IllegalArgumentError("what is indexed must not be below in/ of the bucket that is published to")
        if self.slow_log is not None and not self.slow_log.startswith("s3://"):
            raise IllegalArgumentError(f"[{self.slow_log}] is no place for slow logs: s3://bucket/path")
        watched = [bucket for bucket, _, _ in self._watched()]
        if len({*watched, self.documents}) <= len(watched):
            # Zappa gives all notices of a function one name: of two for a bucket the second replaces the first
            raise IllegalArgumentError("documents, slow logs and dead letters that are told want buckets of their own")

    def settings(self) -> dict[str, Any]:
        return {
            **Stage.settings(self),
            "app_function": "findling.serverless.handler.lambda_handler",
            "app_type": "asgi",
            "lambda_handler": HANDLER,
            "callbacks": {"zip": _SLIM},
            "memory_size": self.memory_mb,
            "ephemeral_storage": {"Size": self.storage_mb},
            "function_url_enabled": True,
            "function_url_config": {"authorizer": "NONE" if self.public else "AWS_IAM"},
            "exclude": _UNUSED,
            "aws_environment_variables": self._variables(),
            "events": list(self._events()),
        }

    def buckets_with_notices(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.documents, *(bucket for bucket, _, _ in self._watched()))))

    def _watched(self) -> list[tuple[str, str, str]]:
        """Returns bucket, prefix and URL of what alerts are made of."""
        if self.alerts is None:
            return []
        places = filter(None, (self.slow_log, self.environment.get("FINDLING_DEAD_LETTERS")))
        parts = [(urlsplit(place), place) for place in places]
        return [(part.netloc, f"{part.path.strip('/')}/".lstrip("/"), place) for part, place in parts]

    def rights(self) -> list[Statement]:
        """Write its log, read the place, and what its events need."""
        bucket, below = bucket_of(self.place)
        writing = ("s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload") if self._indexes else ()
        listing = allow(["s3:ListBucket"], bucket)
        if below != f"{bucket}/*":
            listing["Condition"] = {"StringLike": {"s3:prefix": [below.removeprefix(f"{bucket}/")]}}
        statements = [writing_logs(), allow(["s3:GetObject", *writing], below), listing]
        if self.documents is not None:
            statements.append(allow(["s3:GetObject"], f"arn:aws:s3:::{self.documents}/in/*"))
        dead = self.environment.get("FINDLING_DEAD_LETTERS")
        if dead is not None:
            statements.append(allow(["s3:PutObject"], bucket_of(dead)[1]))
        if self.slow_log is not None:
            statements.append(allow(["s3:PutObject"], bucket_of(self.slow_log)[1]))
        if self.alerts is not None:
            below_watched = [bucket_of(place)[1] for _, _, place in self._watched()]
            statements += [allow(["s3:GetObject"], one) for one in below_watched]
            statements.append(allow(["sns:Publish"], self.alerts))
        if self.queue is not None:
            taking = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
            statements.append(allow(taking, self.queue))
        return statements

    @property
    def _indexes(self) -> bool:
        return self.documents is not None or self.queue is not None or self.compact is not None

    def _variables(self) -> dict[str, str]:
        functions = [name for name, wanted in ((_INDEXING, self._indexes), (_ALERTING, self.alerts)) if wanted]
        variables = {
            "FINDLING_PLACE": self.place,
            "FINDLING_FUNCTIONS": ",".join(functions),
            SLOW_LOG: self.slow_log,
            TOPIC: self.alerts,
        }
        return {**{name: value for name, value in variables.items() if value}, **self.environment}

    def _events(self) -> list[dict[str, Any]]:
        events: list[dict[str, Any]] = []
        if self.documents is not None:
            # `prefix`, not the `key_filters` of Zappa's page, which Zappa does not read
            source = {"arn": f"arn:aws:s3:::{self.documents}", "events": ["s3:ObjectCreated:*"], "prefix": "in/"}
            events.append({"function": f"{_INDEXING}.index_object", "event_source": source})
        if self.queue is not None:
            source = {"arn": self.queue, "batch_size": 10, "enabled": True}  # type: ignore[dict-item]
            source["function_response_types"] = ["ReportBatchItemFailures"]
            events.append({"function": f"{_INDEXING}.index_messages", "event_source": source})
        for bucket, prefix, _ in self._watched():
            source = {"arn": f"arn:aws:s3:::{bucket}", "events": ["s3:ObjectCreated:*"], "prefix": prefix}
            events.append({"function": f"{_ALERTING}.tell", "event_source": source})
        if self.compact is not None:
            events.append({"function": f"{_INDEXING}.compact", "expressions": [self.compact], "name": "compact"})
        return events


def read_settings(folder: Path) -> dict[str, Any]:
    """Returns the stages of a project by their names. Raises IllegalArgumentError if there are none."""
    path = folder / FILE
    if not path.exists():
        raise IllegalArgumentError(f"no {FILE} in {folder}: begin with findling deploy init")
    try:
        stages: dict[str, Any] = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as error:
        raise IllegalArgumentError(f"{path}: {error}") from error
    return stages


def write_stage(folder: Path, name: str, stage: Stage) -> Path:
    """Adds a stage to the settings of a project, or replaces it; returns the file. Raises IllegalArgumentError."""
    stage.check()
    path = folder / FILE
    stages = read_settings(folder) if path.exists() else {}
    stages[name] = stage.settings()
    write_settings(path, stages)
    return path


def write_settings(path: Path, stages: Mapping[str, Any]) -> None:
    """Writes a file of settings."""
    path.write_bytes(orjson.dumps(stages, option=orjson.OPT_INDENT_2) + b"\n")


def read_stage(settings: Mapping[str, Any]) -> Stage:
    """Returns what a stage's settings stand for. Raises IllegalArgumentError if it is none of these."""
    if SETTINGS in settings:
        return read_django_stage(settings)
    variables = dict(settings.get("aws_environment_variables", {}))
    place = variables.pop("FINDLING_PLACE", None)
    if place is None:
        raise IllegalArgumentError("the stage serves no place: its settings have no FINDLING_PLACE")
    events = settings.get("events", ())
    arns = [(event["event_source"]["arn"], event["function"]) for event in events if "event_source" in event]
    expressions = [one for event in events for one in event.get("expressions", ())]
    return Deployment(
        name=settings["project_name"],
        place=place,
        bucket=settings["s3_bucket"],
        region=settings["aws_region"],
        role_arn=settings.get("role_arn"),
        documents=next(
            (arn.rpartition(":")[2] for arn, of in arns if ":s3:" in arn and of.startswith(_INDEXING)), None
        ),
        queue=next((arn for arn, _ in arns if ":sqs:" in arn), None),
        compact=next(iter(expressions), None),
        slow_log=variables.pop(SLOW_LOG, None),
        alerts=variables.pop(TOPIC, None),
        environment=variables,
    )
